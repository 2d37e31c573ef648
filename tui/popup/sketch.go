package popup

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	tea "charm.land/bubbletea/v2"

	"bijou/flows/ad"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// A Sketch is the popup in which a person draws data: places are sprayed and erased, and
// points are drawn from them, each at one of the places by chance and off by normal noise. So
// their number and the noise change whenever that is wanted.
type Sketch struct {
	*screen.State
	At    [2]float64 // the brush
	N     int        // points
	Noise float64    // standard deviation

	Wrong string // why they cannot be learnt; empty for nothing
	Busy  bool   // they are being written

	places  [][2]float64
	before  [][][2]float64 // what u goes back to
	in      plot.Rect      // where the plane was drawn
	shown   plot.View
	scatter plot.Scatter
}

const (
	sketchSide   = 3.0 // the plane reaches from -3 to 3 at least
	sketchUndo   = 200
	mostPlaces   = 20000
	leastDrawn   = 50
	mostDrawn    = 20000
	sketchEraser = 0.4
)

// NewSketch begins with an empty plane.
func NewSketch(s *screen.State) Sketch { return Sketch{State: s, N: 1000, Noise: 0.1} }

// Move moves the brush by cells.
func (s *Sketch) Move(dx, dy int) tea.Cmd {
	if s.in.W > 0 && s.in.H > 0 {
		s.At[0] = min(max(s.At[0]+float64(dx)*(s.shown.XMax-s.shown.XMin)/float64(s.in.W), s.shown.XMin), s.shown.XMax)
		s.At[1] = min(max(s.At[1]-float64(dy)*(s.shown.YMax-s.shown.YMin)/float64(s.in.H), s.shown.YMin), s.shown.YMax)
	}
	return nil
}

// MoveTo moves the brush to a cell of the screen, and tells whether that is one of the plane.
func (s *Sketch) MoveTo(x, y int) bool {
	if !s.in.Contains(x, y) {
		return false
	}
	u, v := s.shown.Point(s.in.W, s.in.H, x-s.in.X, y-s.in.Y)
	s.At = [2]float64{u, v}
	return true
}

// Begin begins a stroke, which u takes back as a whole.
func (s *Sketch) Begin() {
	s.Wrong = ""
	if s.before = append(s.before, slices.Clone(s.places)); len(s.before) > sketchUndo {
		s.before = s.before[1:]
	}
}

// Spray adds a place where the brush is.
func (s *Sketch) Spray() tea.Cmd {
	if len(s.places) < mostPlaces {
		s.places = append(s.places, s.At)
	}
	return nil
}

// Erase takes the places round the brush away.
func (s *Sketch) Erase() tea.Cmd {
	s.places = slices.DeleteFunc(s.places, func(p [2]float64) bool { return math.Hypot(p[0]-s.At[0], p[1]-s.At[1]) < sketchEraser })
	return nil
}

// CannotUndo says why nothing is taken back.
func (s *Sketch) CannotUndo() string {
	if len(s.before) == 0 {
		return "nothing was drawn yet"
	}
	return ""
}

// Undo takes the last stroke back.
func (s *Sketch) Undo() tea.Cmd {
	last := len(s.before) - 1
	s.places, s.before = s.before[last], s.before[:last]
	return nil
}

// More changes the number of points by half or by twice.
func (s *Sketch) More(dir int) tea.Cmd {
	if dir > 0 {
		s.N = min(s.N*2, mostDrawn)
	} else {
		s.N = max(s.N/2, leastDrawn)
	}
	return nil
}

// Rougher changes the noise by a notch.
func (s *Sketch) Rougher(dir int) tea.Cmd {
	s.Noise = min(max(math.Round(s.Noise*100+2*float64(dir))/100, 0.02), 1)
	return nil
}

// CannotLearn says why there is nothing to learn.
func (s *Sketch) CannotLearn() string {
	if len(s.places) == 0 {
		return "nothing is drawn: space sprays, or the mouse"
	}
	return ""
}

// Points are drawn from the places, the same for the same ones.
func (s *Sketch) Points() *ad.Mat {
	x := ad.New(s.N, 2)
	if len(s.places) == 0 {
		return ad.New(0, 2)
	}
	rng := rand.New(rand.NewPCG(1, uint64(len(s.places))))
	for i := range s.N {
		at := s.places[rng.IntN(len(s.places))]
		x.Set(i, 0, at[0]+s.Noise*rng.NormFloat64())
		x.Set(i, 1, at[1]+s.Noise*rng.NormFloat64())
	}
	return x
}

// Draw draws the plane with the points and the brush.
func (s *Sketch) Draw() {
	t := &s.Theme
	foot := fmt.Sprintf("n %d  noise %.2f  %d places", s.N, s.Noise, len(s.places))
	style := t.Dim
	switch {
	case s.Busy:
		foot = "the points are being read…"
	case s.Wrong != "":
		foot, style = screen.Cut(s.Wrong, max(s.Layout.Screen.W-8, 1)), t.Warn
	}
	s.in = s.OpenBox(92, 46, screen.Text{
		Title: []plot.Span{{Text: "draw", Style: t.Strong}, {Text: "  data of your own", Style: t.Dim}},
		Foot:  []plot.Span{{Text: foot, Style: style}},
	})
	if s.in.W <= 0 || s.in.H <= 0 {
		return
	}
	s.shown = plot.SquareView(s.in.W, s.in.H, sketchSide)
	s.scatter.Glyphs, s.scatter.Classes = s.Glyphs, []plot.Class{{Style: t.Image}}
	s.scatter.Reset(s.in.W, s.in.H, s.shown)
	x := s.Points()
	s.scatter.Add(0, x.Col(0), x.Col(1))
	s.scatter.Draw(&s.Grid, s.in.X, s.in.Y)
	if cx, cy, ok := s.shown.Cell(s.in.W, s.in.H, s.At[0], s.At[1]); ok {
		s.Grid.Text(s.in.X+cx, s.in.Y+cy, 1, "✚", t.Accent.With(plot.Bold|plot.Reverse))
	}
}
