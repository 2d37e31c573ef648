package tui

import (
	"context"

	"bijou/flows"
	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/theme"
)

// State is what every part of the explorer sees, and what it draws on. It belongs
// to the goroutine of the program.
type State struct {
	Ctx    context.Context // ends with the program; it is here because commands outlive every call
	Driver Driver
	Clock  Clock

	Snap *model.Snapshot // the run that is shown; nil before the first
	Live *model.Snapshot // the run as it is while Snap shows its past, else nil

	Theme  theme.Theme
	Glyphs plot.Glyphs

	Want   layout.Wish // what a person chose to see
	Layout layout.Layout
	Grid   plot.Grid
	Dirty  bool // the grid must be drawn anew

	Selected selection // the row of the flow that is selected
	Behind   selection // the layer behind which the batch is shown

	Box plot.Rect // where the popup was drawn, for the mouse

	// Changed counts what makes every cached picture stale: another layout, other
	// colours.
	Changed int

	toast  toast
	toasts int // how many there were

	orders []order // the first is being carried out
	seen   bool    // a snapshot came since the last order was given
}

func newState(ctx context.Context, d Driver, g plot.Glyphs) *State {
	return &State{
		Ctx: ctx, Driver: d, Clock: realClock{ctx}, Glyphs: g,
		Want: layout.Wish{Focus: layout.Flow, Lower: layout.Train, Under: layout.Loss},
		seen: true, Dirty: true,
	}
}

// now is the run as it is.
func (s *State) now() *model.Snapshot {
	if s.Live != nil {
		return s.Live
	}
	return s.Snap
}

func (s *State) noSnapshot() string {
	if s.Snap == nil {
		return "the flow is not there yet"
	}
	return ""
}

// layer returns the selected layer, nil if the base or the data is selected.
func (s *State) layer() *flows.Layer {
	if s.Snap == nil || s.Selected <= 0 {
		return nil
	}
	if row, ok := rowOf(s.Selected, s.Snap.Stack); ok {
		return &s.Snap.Stack.Layers[row-1]
	}
	return nil
}

// depth is the number of layers between the base and the batch that is shown.
func (s *State) depth() int {
	row, _ := rowOf(s.Behind, s.Snap.Stack)
	return min(row, len(s.Snap.Stack.Layers))
}

// next returns the layer behind the batch that is shown, nil at the data.
func (s *State) next() *flows.Layer {
	if k := s.depth(); k < len(s.Snap.Stack.Layers) {
		return &s.Snap.Stack.Layers[k]
	}
	return nil
}

// inside is where the contents of a pane are.
func (s *State) inside(p layout.Pane) plot.Rect {
	if r := s.Layout.Panes[p]; s.Layout.Framed() {
		return r.Inner()
	}
	return s.Layout.Panes[p]
}

// arrange lays the screen out anew, after a wish or the size changed.
func (s *State) arrange() {
	s.Layout = layout.Arrange(s.Layout.Screen.W, s.Layout.Screen.H, s.Layout.Class, s.Want)
	s.Changed++
	s.Dirty = true
}

// fitsBeside tells whether a note has room beside the title of a pane.
func (s *State) fitsBeside(title, note []plot.Span, p layout.Pane) bool {
	const ends = 9 // corners, and spaces on either side of both
	return s.Layout.Framed() && plot.SpansWidth(title)+plot.SpansWidth(note)+ends <= s.Layout.Panes[p].W
}

// signs are samples of the glyphs of image and target.
func (s *State) signs() (image, target string) {
	switch s.Glyphs {
	case plot.ASCII:
		return "+", "."
	case plot.Blocks:
		return "▚", "·"
	}
	return "⠶", "·"
}

// dataWord is what the points are called that a flow is compared with: a target
// has samples, but nobody learns from them.
func (s *State) dataWord() string {
	if s.Snap.Reverse {
		return "target"
	}
	return "data"
}

// lossName is what the flow makes small: by reverse KL it is the negative
// evidence lower bound, in place of the negative log-likelihood.
func (s *State) lossName() string {
	if s.Snap.Reverse {
		return "−ELBO"
	}
	return "NLL"
}
