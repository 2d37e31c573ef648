package tui

import (
	"fmt"
	"testing"

	"bijou/tui/plot"
)

// wishes are all that a person may want to see.
func wishes() []wish {
	var list []wish
	for focus := flowPane; focus < paneCount; focus++ {
		for _, plots := range []plotView{bothPlots, samplePlot, basePlot} {
			for _, lower := range []pane{trainPane, dataPane} {
				for _, zoom := range []bool{false, true} {
					list = append(list, wish{focus: focus, zoom: zoom, plots: plots, lower: lower, probe: focus == probePane || zoom, under: probePane})
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
			l := arrange(w, h, tooSmall, want)
			covered := make([]int, w*h)
			parts := append([]plot.Rect{l.status, l.tabs, l.spark, l.foot}, l.panes[:]...)
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
			if l.class == tooSmall {
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
		want class
	}{{200, 60, wide}, {120, 40, wide}, {119, 24, medium}, {80, 24, medium}, {80, 60, medium}, {40, 20, small}, {24, 24, tiny}, {20, 4, tiny}, {19, 4, tooSmall}, {20, 3, tooSmall}, {0, 0, tooSmall}} {
		if got := classFor(c.w, c.h, tooSmall); got != c.want {
			t.Errorf("%dx%d has class %d, want %d", c.w, c.h, got, c.want)
		}
	}
}

func TestEveryPaneShowsWhenItHasTheFocus(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}, {40, 20}} {
		for _, want := range wishes() {
			a := &App{want: want, screen: layout{screen: plot.Rect{W: size[0], H: size[1]}}}
			a.focus(want.focus)
			if !a.screen.visible(want.focus) {
				t.Errorf("%v: pane %d has the focus and cannot be seen (%+v)", size, want.focus, want)
			}
		}
	}
}

func TestTheWideScreenShowsAllPanesAndTheMediumAllButOne(t *testing.T) {
	for _, c := range []struct {
		w, h, panes int
		probe       bool
	}{{120, 40, 6, false}, {80, 24, 5, false}, {40, 20, 1, false}, {120, 40, 7, true}, {104, 30, 6, true}, {80, 24, 5, true}, {40, 20, 1, true}} {
		l := arrange(c.w, c.h, tooSmall, wish{focus: flowPane, lower: trainPane, probe: c.probe, under: probePane})
		n := 0
		for p := flowPane; p < paneCount; p++ {
			if l.visible(p) {
				n++
			}
		}
		if n != c.panes {
			t.Errorf("%dx%d shows %d panes, want %d", c.w, c.h, n, c.panes)
		}
	}
}

func TestAWindowDraggedAcrossALimitDoesNotFlicker(t *testing.T) {
	least := leastSize[wide]
	now := classFor(least.w, least.h, tooSmall)
	for _, w := range []int{least.w - 1, least.w, least.w - 2, least.w - 1} {
		if now = classFor(w, least.h, now); now != wide {
			t.Fatalf("class %d at width %d, want it to hold on to wide", now, w)
		}
	}
	if now = classFor(least.w-slack-1, least.h, now); now != medium {
		t.Fatalf("class %d beyond the slack, want medium", now)
	}
	if now = classFor(least.w-1, least.h, now); now != medium {
		t.Fatalf("class %d on the way back, want medium until the full size is there", now)
	}
}

func TestPlotsBesideOrAboveEachOtherAreAsSquareAsCanBe(t *testing.T) {
	for _, c := range []struct {
		w, h   int
		beside bool
	}{{120, 40, true}, {80, 24, true}, {80, 60, false}} {
		l := arrange(c.w, c.h, tooSmall, wish{focus: flowPane, lower: trainPane})
		if got := l.panes[basePane].Y == l.panes[samplePane].Y; got != c.beside {
			t.Errorf("%dx%d: plots beside each other is %v, want %v", c.w, c.h, got, c.beside)
		}
	}
}

func TestAtFindsThePaneUnderTheMouse(t *testing.T) {
	l := arrange(120, 40, tooSmall, wish{focus: flowPane, lower: trainPane, probe: true})
	for p := flowPane; p < paneCount; p++ {
		r := l.panes[p]
		for _, at := range [][2]int{{r.X, r.Y}, {r.X + r.W - 1, r.Y + r.H - 1}} {
			if got := l.at(at[0], at[1]); got != p {
				t.Errorf("cell %v belongs to pane %d, want %d", at, got, p)
			}
		}
	}
	if got := l.at(3, 0); got != noPane {
		t.Errorf("the status is pane %d, want none", got)
	}
}

func ExampleKeys() {
	for _, k := range Keys()[:3] {
		fmt.Printf("%s: %s, %s\n", k.Where, k.Keys, k.Does)
	}
	// Output:
	// Always: space, train, or pause
	// Always: ctrl+c, quit at once
	// Always: ctrl+z, suspend to the shell; fg comes back
}
