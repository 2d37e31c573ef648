package screen

import (
	"context"

	tea "charm.land/bubbletea/v2"

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
	Best bool            // Snap shows the weights that did best on validation

	Theme  theme.Theme
	Glyphs plot.Glyphs

	Want   layout.Wish // what a person chose to see
	Layout layout.Layout
	Grid   plot.Grid
	Dirty  bool // the grid must be drawn anew

	Selected Selection // the row of the flow that is selected
	Behind   Selection // the layer behind which the batch is shown

	Dials Dials // the conditions of the pictures

	Moment  int  // how far on into the next layer, if samples drift through that
	Playing bool // the depth moves by itself

	Box plot.Rect // where the popup was drawn, for the mouse

	// Changed counts what makes every cached picture stale: another layout, other
	// colours.
	Changed int

	Toast  Toast
	Toasts int // how many there were

	Orders []Order // the first is being carried out
	Seen   bool    // a snapshot came since the last order was given
}

func New(ctx context.Context, d Driver, g plot.Glyphs) *State {
	return &State{
		Ctx: ctx, Driver: d, Clock: RealClock{ctx}, Glyphs: g,
		Want: layout.Wish{Focus: layout.Flow, Lower: layout.Train, Under: layout.Loss},
		Seen: true, Dirty: true,
	}
}

// Now is the run as it is.
func (s *State) Now() *model.Snapshot {
	if s.Live != nil {
		return s.Live
	}
	return s.Snap
}

func (s *State) NoSnapshot() string {
	if s.Snap == nil {
		return "the flow is not there yet"
	}
	return ""
}

// Layer returns the selected layer, nil if the base or the data is selected.
func (s *State) Layer() *flows.Layer {
	if s.Snap == nil || s.Selected <= 0 {
		return nil
	}
	if row, ok := RowOf(s.Selected, s.Snap.Stack); ok {
		return &s.Snap.Stack.Layers[row-1]
	}
	return nil
}

// Depth is the number of layers between the base and the batch that is shown.
func (s *State) Depth() int {
	row, _ := RowOf(s.Behind, s.Snap.Stack)
	return min(row, len(s.Snap.Stack.Layers))
}

// Next returns the layer behind the batch that is shown, nil at the data.
func (s *State) Next() *flows.Layer {
	if k := s.Depth(); k < len(s.Snap.Stack.Layers) {
		return &s.Snap.Stack.Layers[k]
	}
	return nil
}

// Inside is where the contents of a pane are.
func (s *State) Inside(p layout.Pane) plot.Rect {
	if r := s.Layout.Panes[p]; s.Layout.Framed() {
		return r.Inner()
	}
	return s.Layout.Panes[p]
}

// Arrange lays the screen out anew, after a wish or the size changed.
func (s *State) Arrange() {
	s.Layout = layout.Arrange(s.Layout.Screen.W, s.Layout.Screen.H, s.Layout.Class, s.Want)
	s.Changed++
	s.Dirty = true
}

// FitsBeside tells whether a note has room beside the title of a pane.
func (s *State) FitsBeside(title, note []plot.Span, p layout.Pane) bool {
	const ends = 9 // corners, and spaces on either side of both
	return s.Layout.Framed() && plot.SpansWidth(title)+plot.SpansWidth(note)+ends <= s.Layout.Panes[p].W
}

// Signs are samples of the glyphs of image and target.
func (s *State) Signs() (image, target string) {
	switch s.Glyphs {
	case plot.ASCII:
		return "+", "."
	case plot.Blocks:
		return "▚", "·"
	}
	return "⠶", "·"
}

// DataWord is what the points are called that a flow is compared with: a target
// has samples, but nobody learns from them.
func (s *State) DataWord() string { return s.Snap.Objective.Words.Data }

// Variables are what samples of the base and of the flow are called: z and x, or where
// those of the flow are latent variables ε and z.
func (s *State) Variables() (base, data string) {
	if s.Snap != nil && s.Snap.Data.Latent {
		return "ε", "z"
	}
	return "z", "x"
}

// LossName is what the flow makes small.
func (s *State) LossName() string { return s.Snap.Objective.Words.Loss }

// Focus gives a pane the keys and shows it if it was hidden.
func (s *State) Focus(p layout.Pane) {
	s.Want.Focus = p
	if p == layout.Train || p == layout.Data {
		s.Want.Lower = p
	}
	if p == layout.Loss || p == layout.Probe {
		s.Want.Under = p
	}
	if p == layout.Base && s.Want.Plots == layout.SamplePlot || p == layout.Samples && s.Want.Plots == layout.BasePlot {
		s.Want.Plots = layout.BothPlots
	}
	s.Arrange()
}

// ToggleZoom gives the focused pane the whole screen, and back.
func (s *State) ToggleZoom() tea.Cmd {
	s.Want.Zoom = !s.Want.Zoom
	s.Arrange()
	return nil
}

// CyclePlots shows both plots, the data side, or the base side.
func (s *State) CyclePlots() tea.Cmd {
	s.Want.Plots = (s.Want.Plots + 1) % 3
	switch {
	case s.Want.Plots == layout.SamplePlot && s.Want.Focus == layout.Base:
		s.Want.Focus = layout.Samples
	case s.Want.Plots == layout.BasePlot && s.Want.Focus == layout.Samples:
		s.Want.Focus = layout.Base
	}
	s.Want.Zoom = false
	s.Arrange()
	return s.Say([...]string{"plots: both sides", "plots: the data side", "plots: the base side"}[s.Want.Plots])
}

// HasOnePane says why there is nothing to choose on a small screen.
func (s *State) HasOnePane() string {
	if s.Layout.Class < layout.Medium {
		return "there is room for one pane only; tab goes to the next"
	}
	return ""
}
