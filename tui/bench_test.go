package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/pane"
	"bijou/tui/view"
)

// frames measures what is drawn when a snapshot and new pictures have come.
func (s *session) frames(b *testing.B) {
	b.ReportAllocs()
	began := cpuTime()
	for b.Loop() {
		s.app.Dirty = true
		s.app.View()
	}
	b.ReportMetric(float64((cpuTime()-began).Microseconds())/1000/float64(b.N), "cpu-ms/frame") // whatever else runs
	b.ReportMetric(float64(len(s.app.frame)), "bytes/frame")
}

// BenchmarkFrame is one frame at 120×40 with 4,000 points in motion.
func BenchmarkFrame(b *testing.B) {
	s := newSession(b, tea.WindowSizeMsg{Width: 120, Height: 40})
	if n := len(s.app.Plots.Pictures.Cloud.Hue) + len(s.app.Plots.Pictures.Cloud.DataHue); n != 4000 {
		b.Fatalf("%d points, want 4000", n)
	}
	s.frames(b)
}

// BenchmarkLook is the same with everything else that the plots show.
func BenchmarkLook(b *testing.B) {
	for _, look := range []struct {
		name, keys, text string
		change           func(*Options, *model.Config)
	}{
		{"lattice", "o", "squeezed · expanded", func(*Options, *model.Config) {}},
		{"map", "o o", "log p(x)", func(*Options, *model.Config) {}},
		{"both", "o o o", "─ lattice", func(*Options, *model.Config) {}},
		{"pinned", "c", "4 A", func(*Options, *model.Config) {}},
		{"pinned map", "c o o", "4 A", func(*Options, *model.Config) {}},
		{"trails", "N o o o o", "─ drift", withStack("cnf(hidden=16)")},
		{"film", "o o o o o", "z → x, all depths", func(*Options, *model.Config) {}},
		{"displacement", "o o o o o o", "─ z ─ f(z)", func(*Options, *model.Config) {}},
		{"words", "?", "what is this?", func(*Options, *model.Config) {}},
		{"lessons", "E", "each a run and a question", func(*Options, *model.Config) {}},
		{"runs", "N c C", "that were pinned", func(*Options, *model.Config) {}},
		{"slow motion", "S S", "stage 2 of", func(*Options, *model.Config) {}},
		{"without layers", "B", "test NLL without it", func(*Options, *model.Config) {}},
		{"world", "5 l", "✚ step 1", inWorld(b, "multigoal", "tanh", "soft-policy, copies=2, wander=10")},
		{"values", "o", "return from every state", coloured(inWorld(b, "lqr", "iaf(hidden=4)", "soft-policy, copies=2, wander=10"))},
		{"maze", "", "greedy by mean", coloured(inWorld(b, "grid", "autoregressive(hidden=4)", "returns, copies=2"))},
		{"line", "", "log p(x) = ", onALine(b)},
		{"line with samples", "o", "log p(x) = ", onALine(b)},
	} {
		b.Run(look.name, func(b *testing.B) {
			s := newSession(b, tea.WindowSizeMsg{Width: 120, Height: 40}, look.change)
			s.press(look.keys)
			if !strings.Contains(s.screen(), look.text) {
				b.Fatalf("%q is not on the screen", look.text)
			}
			s.frames(b)
		})
	}
}

// BenchmarkEveryView is one frame at 120×40 of every view that there is, over the runs that
// have them between them: a frame should take at most 1 ms.
func BenchmarkEveryView(b *testing.B) {
	drawn := map[string]bool{}
	for _, run := range allRuns(b) {
		s := newSession(b, tea.WindowSizeMsg{Width: 120, Height: 40}, run.change)
		for _, v := range view.Of(s.app.Snap) {
			name := run.name + "/" + strings.ReplaceAll(v.Name(), " ", "-")
			for n := 0; s.app.Plots.Current() != v && n < 20; n++ {
				s.press("o")
			}
			drawn[v.Name()] = true
			b.Run(name, s.frames)
		}
	}
	for _, name := range view.Names() {
		if !drawn[name] {
			b.Errorf("no run has the view %s", name)
		}
	}
}

// BenchmarkEveryPopup is one frame at 120×40 with each popup over it.
func BenchmarkEveryPopup(b *testing.B) {
	opened := map[overlayKind]bool{}
	for _, keys := range []string{"a", "t", "f1", "D", "Y", "X", "t o", "t r", "W", "?", "E", "E enter E", "c C", "t d", "f2"} {
		s := newSession(b, tea.WindowSizeMsg{Width: 120, Height: 40}, withNormals("ash", "birch", "cedar", "date"), shelved(b))
		s.press(keys)
		opened[s.app.overlay.kind] = true
		b.Run(strings.ReplaceAll(s.app.overlay.scope().heading(), " ", "-"), s.frames)
	}
	for kind := addPopup; kind <= settingsPopup; kind++ {
		if !opened[kind] && kind != columnsPopup { // a list like the others, of a file
			b.Errorf("no popup is that of: %s", scopes[kind].heading())
		}
	}
}

// BenchmarkList is a popup with the list of all of them, drawn alone.
func BenchmarkList(b *testing.B) {
	s := newSession(b, tea.WindowSizeMsg{Width: 120, Height: 24})
	s.press("t r")
	b.ReportAllocs()
	for b.Loop() {
		s.app.overlay.recipes.Draw()
	}
}

// onALine makes the run one of a single column.
func onALine(tb testing.TB) func(*Options, *model.Config) {
	return func(_ *Options, c *model.Config) {
		c.Source = ownLine()
		c.Source.Columns = []string{"x"}
		c.Spec = spec(tb, "affine, spline, affine")
	}
}

// BenchmarkChart is the part of a frame that is drawn only a few times a
// second.
func BenchmarkChart(b *testing.B) {
	s := newSession(b, tea.WindowSizeMsg{Width: 120, Height: 40})
	for b.Loop() {
		s.app.Loss.DrawChart()
	}
}

// BenchmarkPictures are the jobs behind a frame, each as large as it becomes.
func BenchmarkPictures(b *testing.B) {
	s := newSession(b, tea.WindowSizeMsg{Width: 120, Height: 40})
	s.press("o o")
	p, snap := &s.app.Plots.Pictures, s.app.Snap
	line := newSession(b, tea.WindowSizeMsg{Width: 120, Height: 40}, onALine(b)).app
	drift := newSession(b, tea.WindowSizeMsg{Width: 120, Height: 40}, withStack("cnf")).app
	for _, picture := range []struct {
		name string
		make func()
	}{
		{"cloud", func() { view.MakeCloud(snap, p.Base, p.Data, s.app.Plots.Axes) }},
		{"ledger", func() { snap.Ledger(snap.Data.Val) }},
		{"lattice", func() { view.MakeLattice(snap, p.Base) }},
		{"map", func() { view.MakeHeat(snap, s.app.Plots.Sample.Heat.Of) }},
		{"distance", func() { view.MeasureDistance(snap, view.DistanceDraws) }},
		{"trails", func() {
			view.MakeDrift(drift.Snap, view.FirstRows(drift.Plots.Pictures.Base, view.DriftLeast), drift.Plots.Pictures.Data.Rows(0, view.DriftLeast), pane.FirstAxes(2), false)
		}},
		{"moments", func() {
			view.MakeDrift(drift.Snap, drift.Plots.Pictures.Base, drift.Plots.Pictures.Data, pane.FirstAxes(2), true)
		}},
		{"line", func() {
			view.MakeLine(line.Snap, line.Plots.Pictures.Base.Data, view.LineSample(line.Snap, view.LineData))
		}},
	} {
		b.Run(picture.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				picture.make()
			}
		})
	}
}
