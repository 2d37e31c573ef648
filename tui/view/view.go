package view

import (
	"fmt"

	"bijou/model"
	"bijou/tui/plot"
)

// A View is one way to draw a flow. It holds no state: what it draws comes with
// the scene, what it needs computed it says beforehand.
type View interface {
	// Name is a word or a few: points.
	Name() string
	// About says what the plots show, when the view is chosen.
	About() string
	// Can says why a run has no such view; it is empty if it has.
	Can(s *model.Snapshot) string
	// Needs says what has to be computed for it, beside the points.
	Needs() Needs
	// Shows is what it draws of a variable, z or x: p(z); empty for points.
	Shows(variable string) string
	// Draw draws the scene into a rectangle of the grid.
	Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene)
	// Legend tells what it is drawn in, in at most w columns; nil if there is no room.
	Legend(c *Canvas, s *Scene, w int) []plot.Span
}

// A Maker is a view that draws from something that is computed for it alone, off the
// screen.
type Maker interface {
	View
	Make(s *model.Snapshot) any
}

// Made is what a Maker computed. It never changes.
type Made struct {
	Version Version
	By      string // the name of the view
	What    any
}

// Needs are the pictures that a view draws from, beside the points.
type Needs struct {
	Line    bool // densities of one column: the second axis is a density
	Lattice bool
	Heat    bool
	Trails  bool
	Images  bool // samples as a whole: axes mean nothing
	Waves   bool // samples as waves: axes mean nothing
	Stage   bool // a world to act in
	Values  bool // what its states are worth
	Sheet   bool // what a [Maker] makes: axes mean nothing
	Own     bool // rows held back, each under its own conditions
	Four    bool // a flow beside other models
	Latents bool // posteriors of latent variables, and what these decode to
	Film    bool // pictures of several depths, each with a range of its own
	Found   bool // how log p tells labelled rows from others
}

// Whole tells whether samples are drawn as a whole, not by two of their columns.
func (n Needs) Whole() bool { return n.Images || n.Waves || n.Sheet }

// Warm tells whether samples can be drawn at another temperature.
func (n Needs) Warm() bool { return n.Images || n.Waves }

// Alone tells whether it shows one flow only: two that are compared are shown by points.
func (n Needs) Alone() bool { return n.Stage || n.Sheet || n.Latents || n.Four }

// Planar tells whether samples are drawn by two of their columns.
func (n Needs) Planar() bool { return !n.Whole() && !n.Found }

// Views lists all views in the order in which they take turns. A view that is
// added here is reached by the key, the help and the tests.
func Views() []View { return views }

var views = []View{world{}, world{values: true}, body{}, columns{}, posterior{}, manifold{}, strange{images: true}, coding{}, enlarging{}, images{}, waves{}, spectrograms{}, fan{}, curves{}, curves{samples: true}, points{}, calibration{}, bands{}, profile{}, warped{}, density{}, warped{points: true}, drifting{}, contours{}, copula{}, strange{}, found{}, film{}, displacement{}}

// Names lists all views by their names.
func Names() []string {
	var names []string
	for _, v := range Views() {
		names = append(names, v.Name())
	}
	return names
}

// Of lists the views that a run has.
func Of(s *model.Snapshot) []View {
	var list []View
	for _, v := range Views() {
		if v.Can(s) == "" {
			list = append(list, v)
		}
	}
	return list
}

// Current returns the view that was chosen, or the first one if the run does not
// have that.
func Current(chosen View, s *model.Snapshot) View {
	if chosen != nil && chosen.Can(s) == "" {
		return chosen
	}
	for _, v := range views {
		if v.Can(s) == "" {
			return v
		}
	}
	return nil
}

// Following returns the view behind another, or the first one if the run does not
// have that.
func Following(v View, s *model.Snapshot) View {
	list := Of(s)
	for i, other := range list {
		if other == v {
			return list[(i+1)%len(list)]
		}
	}
	return list[0]
}

// OneColumn tells whether the data is a line: it is drawn by densities. Over many
// conditions it is a plane, see [Fans].
func OneColumn(s *model.Snapshot) bool { return s.Stack.Dim == 1 && !OverAll(s) }

// MoreColumns tells whether there are more columns than a plot shows.
func MoreColumns(s *model.Snapshot) bool { return s.Stack.Dim > 2 }

// onlyOneColumn, notOneColumn and onlyThePlane say why a run lacks a view.
func onlyOneColumn(s *model.Snapshot) string {
	if s.Stack.Dim > 1 {
		return "densities on a line are of one column"
	}
	return ""
}

func notOneColumn(s *model.Snapshot) string {
	if OneColumn(s) {
		return "one column is drawn as densities"
	}
	return ""
}

func onlyThePlane(s *model.Snapshot, what string) string {
	if OneColumn(s) || MoreColumns(s) {
		return fmt.Sprintf("two of %d columns have no %s of their own", s.Stack.Dim, what)
	}
	return ""
}
