package pane

import (
	"math"
	"slices"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/view"
)

// What the table keeps is bounded by the parameters of all its runs together: 24 MiB of
// them, and 4 MiB for a guest.
const (
	keptNumbers    = 3 << 20
	farKeptNumbers = 1 << 19
)

// keep adds the present run to the table, unless this very step is there.
func (c *Comparison) keep() (p *Pinned, why string) {
	numbers, most := len(c.Snap.Theta), keptNumbers
	if c.Snap.Limits.Parameters > 0 {
		most = farKeptNumbers
	}
	for _, p := range c.Kept {
		if view.VersionOf(p.Snap).SameFlow(view.VersionOf(c.Snap)) && p.Snap.Step == c.Snap.Step {
			return p, ""
		}
		numbers += len(p.Snap.Theta)
	}
	if numbers > most {
		return nil, "the table of runs is full; C and d there take one out"
	}
	p = &Pinned{Snap: c.Snap}
	c.Kept = append(c.Kept, p)
	return p, ""
}

// Keep adds the present run to the table.
func (c *Comparison) Keep() tea.Cmd {
	if _, why := c.keep(); why != "" {
		return c.Warn(why)
	}
	return c.Say("the run as it is stands in the table now; it goes on")
}

// Drop takes a run out of the table.
func (c *Comparison) Drop(at int) tea.Cmd {
	p := c.Kept[at]
	c.Kept = slices.Delete(c.Kept, at, at+1)
	if p == c.Run {
		return c.unpin("taken out, and unpinned")
	}
	return nil
}

// Show puts a run of the table beside the live one, as A.
func (c *Comparison) Show(at int) tea.Cmd {
	p := c.Kept[at]
	if why := c.otherData(p.Snap); why != "" {
		return c.Warn(why)
	}
	return c.show(p, "A is that run; c unpins it")
}

// otherData says why a run cannot be drawn beside the live one.
func (c *Comparison) otherData(s *model.Snapshot) string {
	if s.Stack.Dim != c.Snap.Stack.Dim || s.Data.Spec != c.Snap.Data.Spec {
		return "that run learnt other data: it stands in the table, and cannot be drawn beside this one"
	}
	return ""
}

// Now is the live run for the table, with what was measured of it last.
func (c *Comparison) Now() *Pinned {
	if c.now == nil || !view.VersionOf(c.now.Snap).SameFlow(view.VersionOf(c.Snap)) {
		c.now = &Pinned{Snap: c.Snap}
	}
	return c.now
}

// startTable measures the runs of the table while it is open, one at a time.
func (c *Comparison) startTable(resting bool) tea.Cmd {
	w := &c.Plots.Pictures.Pins
	if !c.Table || !w.Free(c.Clock.Now(), resting) {
		return nil
	}
	draws := w.Size(true)
	measure := func(p *Pinned, s *model.Snapshot) tea.Cmd {
		return start(c.State, w, func() func() {
			d, test := view.MeasureDistance(s, draws), testOf(s)
			return func() { p.Snap, p.Distance, p.Test = s, d, test }
		})
	}
	for _, p := range c.Kept {
		if p.Distance == nil {
			return measure(p, p.Snap)
		}
	}
	if p := c.Now(); p.Distance == nil || p.Distance.Version != view.VersionOf(c.Snap) {
		return measure(p, c.Snap)
	}
	return nil
}

// testOf is the NLL of a run on its test part; NaN where it has no NLL.
func testOf(s *model.Snapshot) view.Estimate {
	if s.Objective.Acts || s.Data.Test.X == nil {
		return view.Estimate{Mean: math.NaN(), SE: math.NaN()}
	}
	nll, se := s.TestNLL()
	return view.Estimate{Mean: nll, SE: se}
}
