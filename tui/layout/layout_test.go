package layout

import (
	"testing"

	"bijou/tui/plot"
)

// wishes are all that a person may want to see.
func wishes() []Wish {
	var list []Wish
	for focus := Flow; focus < PaneCount; focus++ {
		for _, plots := range []PlotView{BothPlots, SamplePlot, BasePlot} {
			for _, lower := range []Pane{Train, Data} {
				for _, zoom := range []bool{false, true} {
					by := len(list)*7%61 - 30
					shift := Shift{Right: by, Down: -by / 2}
					list = append(list, Wish{Focus: focus, Zoom: zoom, Plots: plots, Lower: lower, Probe: focus == Probe || zoom, Under: Probe, Shift: Shifts{Medium: shift, Wide: shift}})
				}
			}
		}
	}
	return list
}

func TestPanesTileEveryScreen(t *testing.T) {
	wishes := wishes()
	for h := range 61 {
		for w := range 201 {
			want := wishes[(w*7+h)%len(wishes)]
			l := Arrange(w, h, TooSmall, want)
			covered := make([]int, w*h)
			parts := append([]plot.Rect{l.Status, l.Tabs, l.Spark, l.Foot}, l.Panes[:]...)
			for _, r := range parts {
				for y := r.Y; y < r.Y+r.H; y++ {
					for x := r.X; x < r.X+r.W; x++ {
						if x < 0 || x >= w || y < 0 || y >= h {
							t.Fatalf("%dx%d: %v leaves the screen (%+v)", w, h, r, want)
						}
						covered[y*w+x]++
					}
				}
			}
			if l.Class == TooSmall {
				continue
			}
			for i, n := range covered {
				if n != 1 {
					t.Fatalf("%dx%d: cell %d,%d belongs to %d parts (%+v)", w, h, i%w, i/w, n, want)
				}
			}
		}
	}
}

func TestClassesOfTheScreensThatAreDesigned(t *testing.T) {
	for _, c := range []struct {
		w, h int
		want Class
	}{{200, 60, Wide}, {120, 40, Wide}, {119, 24, Medium}, {80, 24, Medium}, {80, 60, Medium}, {40, 20, Small}, {24, 24, Tiny}, {20, 4, Tiny}, {19, 4, TooSmall}, {20, 3, TooSmall}, {0, 0, TooSmall}} {
		if got := classFor(c.w, c.h, TooSmall); got != c.want {
			t.Errorf("%dx%d has class %d, want %d", c.w, c.h, got, c.want)
		}
	}
}

func TestTheWideScreenShowsAllPanesAndTheMediumAllButOne(t *testing.T) {
	for _, c := range []struct {
		w, h, panes int
		probe       bool
	}{{120, 40, 6, false}, {80, 24, 5, false}, {40, 20, 1, false}, {120, 40, 7, true}, {104, 30, 6, true}, {80, 24, 5, true}, {40, 20, 1, true}} {
		l := Arrange(c.w, c.h, TooSmall, Wish{Focus: Flow, Lower: Train, Probe: c.probe, Under: Probe})
		n := 0
		for p := Flow; p < PaneCount; p++ {
			if l.Visible(p) {
				n++
			}
		}
		if n != c.panes {
			t.Errorf("%dx%d shows %d panes, want %d", c.w, c.h, n, c.panes)
		}
	}
}

func TestAWindowDraggedAcrossALimitDoesNotFlicker(t *testing.T) {
	least := LeastSize[Wide]
	now := classFor(least.W, least.H, TooSmall)
	for _, w := range []int{least.W - 1, least.W, least.W - 2, least.W - 1} {
		if now = classFor(w, least.H, now); now != Wide {
			t.Fatalf("class %d at width %d, want it to hold on to wide", now, w)
		}
	}
	if now = classFor(least.W-Slack-1, least.H, now); now != Medium {
		t.Fatalf("class %d beyond the slack, want medium", now)
	}
	if now = classFor(least.W-1, least.H, now); now != Medium {
		t.Fatalf("class %d on the way back, want medium until the full size is there", now)
	}
}

func TestPlotsBesideOrAboveEachOtherAreAsSquareAsCanBe(t *testing.T) {
	for _, c := range []struct {
		w, h   int
		beside bool
	}{{120, 40, true}, {80, 24, true}, {80, 60, false}} {
		l := Arrange(c.w, c.h, TooSmall, Wish{Focus: Flow, Lower: Train})
		if got := l.Panes[Base].Y == l.Panes[Samples].Y; got != c.beside {
			t.Errorf("%dx%d: plots beside each other is %v, want %v", c.w, c.h, got, c.beside)
		}
	}
}

func TestAtFindsThePaneUnderTheMouse(t *testing.T) {
	l := Arrange(120, 40, TooSmall, Wish{Focus: Flow, Lower: Train, Probe: true})
	for p := Flow; p < PaneCount; p++ {
		r := l.Panes[p]
		for _, at := range [][2]int{{r.X, r.Y}, {r.X + r.W - 1, r.Y + r.H - 1}} {
			if got := l.At(at[0], at[1]); got != p {
				t.Errorf("cell %v belongs to pane %d, want %d", at, got, p)
			}
		}
	}
	if got := l.At(3, 0); got != None {
		t.Errorf("the status is pane %d, want none", got)
	}
}
