package pane

import (
	"math"
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/job"
	"bijou/tui/plot"
	"bijou/tui/view"
)

// Worth is what the test NLL becomes without each layer, while it is looked at.
type Worth struct {
	On      bool
	Version view.Version
	Result  *model.Ablation // nil before the first
	full    float64         // nats of the longest bar
	worker  job.Worker
}

// worthPoints is how many points of the test part a flow without a layer is measured on.
const worthPoints = 2048

func newWorth() Worth {
	return Worth{worker: job.Worker{Share: 0.02, Least: time.Second, Most: 5 * time.Second, Sizes: []int{worthPoints / 4, worthPoints}}}
}

// ToggleWorth shows the test NLL without each layer in the place of log|det|, and back.
func (f *Flow) ToggleWorth() tea.Cmd {
	if f.Worth.On = !f.Worth.On; f.Worth.On {
		return f.Say("beside each layer: the test NLL with the identity in its place; B shows log|det| again")
	}
	return f.Say("beside each layer: its mean log|det| again")
}

// HasNoWorth says why a layer cannot be left out.
func (f *Flow) HasNoWorth() string {
	switch s := f.Snap; {
	case s == nil:
		return f.NoSnapshot()
	case s.Objective.Acts:
		return "what acts is judged by its return, not by an NLL"
	case s.Data.Test.X == nil:
		return "there is no test part to measure an NLL on"
	case len(s.Stack.Layers) == 0:
		return "there is no layer; a adds one"
	}
	return ""
}

// startWorth measures the flow shown without each layer, in a job.
func (f *Flow) startWorth(resting bool) tea.Cmd {
	w, s := &f.Worth, f.Snap
	n := w.worker.Size(resting)
	done := w.Result != nil && w.Version == view.VersionOf(s) && w.Result.Points >= min(n, s.Data.Test.X.Rows)
	if !w.On || f.HasNoWorth() != "" || done || !w.worker.Free(f.Clock.Now(), resting) {
		return nil
	}
	return start(f.State, &w.worker, func() func() {
		a := s.Ablation(n)
		return func() {
			if view.VersionOf(s).SameFlow(view.VersionOf(f.Snap)) {
				w.take(&a, view.VersionOf(s))
			}
		}
	})
}

// take makes a result the one shown; the scale of the bars moves in steps.
func (w *Worth) take(a *model.Ablation, v view.Version) {
	w.Result, w.Version = a, v
	longest := 0.0
	for _, nll := range a.Without {
		if d := math.Abs(nll - a.NLL); d > longest && !math.IsInf(d, 0) {
			longest = d
		}
	}
	if longest > w.full || longest < w.full/3 {
		w.full = plot.NiceCeil(longest)
	}
}

// shown is the result if it is of the flow shown and looked at, else nil.
func (f *Flow) worthShown() *model.Ablation {
	if w := &f.Worth; w.On && f.HasNoWorth() == "" {
		if w.Result != nil && w.Version.SameFlow(view.VersionOf(f.Snap)) {
			return w.Result
		}
		return &model.Ablation{NLL: math.NaN()}
	}
	return nil
}

// fullBar is what the longest bar stands for.
func (f *Flow) fullBar() float64 {
	if f.worthShown() != nil {
		return f.Worth.full
	}
	return f.Ledger.Full
}

// layerNumber is what stands beside a layer: the length of its bar and its number in w
// columns.
func (f *Flow) layerNumber(row, w int) (bar float64, text string) {
	if a := f.worthShown(); a != nil {
		if row > len(a.Without) {
			return math.NaN(), plot.Fixed(math.NaN(), w, 2, f.Glyphs)
		}
		nll := a.Without[row-1]
		return nll - a.NLL, plot.Fixed(nll, w, 2, f.Glyphs)
	}
	mean := f.Ledger.Stats(f.Snap.Stack.Layers[row-1].ID).Mean
	return mean, plot.Signed(mean, w, 2, f.Glyphs)
}

// heading names the sides of the bars, or the number that stands in their place.
func (f *Flow) heading(c *columns, y, w int) {
	a := f.worthShown()
	if a == nil {
		c.signs(f.State, y, w)
		return
	}
	room := c.value + c.width - c.label - w
	for _, text := range []string{"test NLL without it", "NLL without it", "without it", "without"} {
		if plot.Width(text) <= room {
			f.Grid.TextRight(c.label+w, y, room, text, f.Theme.Dim)
			break
		}
	}
	if c.grad > 0 {
		f.Grid.TextRight(c.grad, y, gradWidth, "grad", f.Theme.Dim)
	}
}
