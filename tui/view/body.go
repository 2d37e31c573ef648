package view

import (
	"bijou/model"
	"bijou/model/acting"
	"bijou/tui/plot"
)

// body draws the thing itself that moves in a world, as it stands, with where its end has
// been; on the data side it is like world.
type body struct{ world }

func (body) Name() string { return "body" }
func (body) About() string {
	return "the thing that moves, as it stands; arrows act, enter lets the flow act"
}

func (b body) Can(s *model.Snapshot) string {
	if why := b.world.Can(s); why != "" {
		return why
	}
	if _, ok := acting.NewLook(s).World.(acting.Bodied); !ok {
		return "nothing here has a body"
	}
	return ""
}

// IsBody tells whether a view draws a body, and not the plane of the states.
func IsBody(v View) bool {
	_, is := v.(body)
	return is
}

// bodySide is half of what a picture shows, for lines that reach to 1.
const bodySide = 1.15

func (b body) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	if !s.Base {
		b.world.Draw(g, r, c, s)
		return
	}
	l := acting.NewLook(s.Snap)
	if l == nil || s.Hand == nil {
		return
	}
	w, ok := l.World.(acting.Bodied)
	if !ok {
		return
	}
	d, v := drawing{g, r, c, s, l}, plot.SquareView(r.W, r.H, bodySide)
	sc := &c.lines
	sc.Glyphs, sc.Classes = s.Glyphs, []plot.Class{{Style: s.Theme.Faint}, {Style: s.Theme.Image}}
	sc.Reset(r.W, r.H, v)
	state := append([]float64(nil), s.Hand.State...)
	for _, at := range s.Hand.Path { // where its end was
		if acting.StateAt(l.World, state, at[0], at[1]) {
			end := w.Body(state)
			last := end[len(end)-1]
			sc.Add(0, []float64{last[2]}, []float64{last[3]})
		}
	}
	thick := 2 * bodySide / float64(4*r.H) // about a dot
	for _, line := range w.Body(s.Hand.State) {
		for k := -1.0; k <= 1; k++ {
			sc.Path(1, []float64{line[0] + k*thick, line[2] + k*thick}, []float64{line[1], line[3]})
			sc.Path(1, []float64{line[0], line[2]}, []float64{line[1] + k*thick, line[3] + k*thick})
		}
	}
	sc.Draw(g, r.X, r.Y)
	d.sign(v, 0, 0, "●", s.Theme.Warn)
	d.sign(v, 0, 1, "○", s.Theme.Warn)
}
