package pane

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// A PlayMsg shows the next layer of the path that is played, or the next moment
// of a layer that drifts. Its number is that of the playing; one that was stopped
// is ignored.
type PlayMsg int

// The path is played in beats that leave time to look, and as a whole in no
// more than a few breaths. A drift is as long as it takes to follow a sample.
const (
	beat     = 700 * time.Millisecond
	drifting = 2400 * time.Millisecond
	longPlay = 10 * time.Second
)

// Path is where on the way from the base to the data the batch is that is shown.
type Path struct {
	*screen.State
	Plots *Plots
	Plays int // how often it was played
}

// TogglePlay shows the batch behind one layer after the other, from the base to
// the data, or stops that.
func (p *Path) TogglePlay() tea.Cmd {
	if p.Playing {
		p.Playing = false
		return p.Say("stopped; ] goes on by hand")
	}
	if p.AtData() != "" { // from the start
		p.moveDepth(-p.Depth())
	}
	p.Playing = true
	p.Plays++
	return p.nextBeat()
}

func (p *Path) nextBeat() tea.Cmd {
	each := longPlay / time.Duration(max(len(p.Snap.Stack.Layers), 1))
	between := min(beat, each)
	if p.MomentShown() > 0 {
		between = min(drifting, each) / view.Moments
	}
	return p.Clock.After(between, PlayMsg(p.Plays))
}

// Play goes on by a beat.
func (p *Path) Play(number int) tea.Cmd {
	if !p.Playing || number != p.Plays {
		return nil
	}
	p.goOn()
	p.Dirty = true
	if p.AtData() != "" {
		p.Playing = false
		return nil
	}
	return p.nextBeat()
}

// goOn moves the batch that is shown by a moment of a layer that drifts, as soon
// as the moments are there, or by a layer.
func (p *Path) goOn() {
	l := p.Next()
	switch moving := l != nil && l.Drifts() && view.Drifts(p.Snap) && !p.Plots.Current().Needs().Heat; {
	case moving && p.drift() == nil:
	case moving && p.Moment+1 < view.Moments:
		p.Moment++
	default:
		p.moveDepth(1)
	}
}

func (p *Path) HasNoPath() string {
	switch {
	case p.Snap == nil:
		return p.NoSnapshot()
	case len(p.Snap.Stack.Layers) == 0:
		return "there is no layer; a adds one"
	}
	return ""
}

// Deepen moves the depth of the plots alone.
func (p *Path) Deepen(by int) tea.Cmd {
	if p.MomentShown() > 0 && by < 0 { // back to where the layer begins
		by++
	}
	p.Playing = false
	p.moveDepth(by)
	return nil
}

func (p *Path) moveDepth(by int) {
	k := len(p.Snap.Stack.Layers)
	d := plot.Clamp(p.Depth()+by, 0, k)
	p.Moment = 0
	if p.Behind = screen.SelectionAt(d, p.Snap.Stack); d == k {
		p.Behind = screen.DataRow
	}
}

func (p *Path) AtBase() string {
	switch {
	case p.Snap == nil:
		return p.NoSnapshot()
	case p.Depth() == 0 && p.MomentShown() == 0:
		return "this is the base already"
	}
	return ""
}

func (p *Path) AtData() string {
	switch {
	case p.Snap == nil:
		return p.NoSnapshot()
	case p.Depth() == len(p.Snap.Stack.Layers):
		return "this is the whole flow already"
	}
	return ""
}

// drift returns the moments of the flow that is shown as it is looked at, nil
// as long as there are none.
func (p *Path) drift() *view.Drift {
	d, needs := p.Plots.Pictures.Drift, p.Plots.Current().Needs()
	switch {
	case d == nil || !d.Version.SameFlow(view.VersionOf(p.Snap)) || d.Cloud.Axes != p.Plots.Axes:
		return nil
	case !view.Drifts(p.Snap) || needs.Heat || needs.Lattice && d.Lattice == nil:
		return nil
	}
	return d
}

// MomentShown is how far into the next layer the batch is that is shown: 0 at its
// base side.
func (p *Path) MomentShown() int {
	if l := p.Next(); l == nil || !l.Drifts() || p.drift() == nil {
		return 0
	}
	return p.Moment
}

// shown returns the points of which the data side shows a batch, and the place of
// that.
func (p *Path) shown() (c *view.Cloud, at int) {
	if m := p.MomentShown(); m > 0 {
		d := p.drift()
		return d.Cloud, d.Stops[p.Depth()] + m
	}
	c = p.Plots.Pictures.Cloud
	return c, min(p.Depth(), len(c.Model)-1)
}

// shownLattice is the same of the lattice.
func (p *Path) shownLattice() (l *view.Lattice, at int) {
	if m := p.MomentShown(); m > 0 {
		d := p.drift()
		return d.Lattice, d.Stops[p.Depth()] + m
	}
	return p.Plots.Pictures.lattice, p.Depth()
}

// fieldTime is the time of the field at the moment shown; it runs back in a
// layer that is flipped.
func (p *Path) fieldTime() float64 {
	t := float64(p.MomentShown()) / view.Moments
	if l := p.Next(); l != nil && l.Flip {
		return 1 - t
	}
	return t
}

// Trail returns the batches from where a drift began to the one that is shown,
// nil where none is looked at.
func (p *Path) Trail() []view.Points {
	d := p.drift()
	if d == nil || !p.Plots.Current().Needs().Trails {
		return nil
	}
	from, to := d.Since(p.Depth()), d.Stops[p.Depth()]+p.MomentShown()
	if from == to {
		return nil
	}
	return d.Cloud.Model[from : to+1]
}
