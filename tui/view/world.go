package view

import (
	"math"

	"bijou/model"
	"bijou/model/acting"
	"bijou/tui/plot"
	"bijou/tui/theme"
)

// world draws a policy as it acts: on the base side episodes in the drawing of the world,
// or what states are worth; on the data side the law of the action in one state. Of
// returns it draws what every choice will have paid.
type world struct{ values bool }

// A Hand is what a person did in the world.
type Hand struct {
	State  []float64
	Path   [][2]float64
	Action []float64 // the last one; nil for none
	Yours  bool      // the person took it and not the policy
}

func (v world) Name() string {
	if v.values {
		return "values"
	}
	return "world"
}

func (v world) About() string {
	if v.values {
		return "what states are worth to the policy without chance, and where it goes"
	}
	return "what the flow does in its world; arrows act, enter lets the flow act"
}

func (v world) Can(s *model.Snapshot) string {
	l := acting.NewLook(s)
	switch {
	case l == nil:
		return "the flow acts in no world of this program"
	case v.values && (l.LearnsReturns() || !acting.HasPlaces(l.World)):
		return "values have no map here"
	}
	return ""
}

func (v world) Needs() Needs      { return Needs{Stage: true, Values: v.values} }
func (world) Shows(string) string { return "" }

// Legend names the choices in their colours, or tells whose action a sign is.
func (world) Legend(_ *Canvas, s *Scene, w int) []plot.Span {
	if s.Base || s.Stage == nil {
		return nil
	}
	var spans []plot.Span
	if len(s.Stage.Choice) == 0 {
		flow, you := "│", "┃"
		if len(s.Stage.Map.Values) > 0 {
			flow, you = "◆", "✚"
		}
		spans = []plot.Span{{Text: flow, Style: s.Theme.Image}, {Text: " flow ", Style: s.Theme.Dim}, {Text: you, Style: s.Theme.Strong}, {Text: " taken", Style: s.Theme.Dim}}
	}
	for k, c := range s.Stage.Choice {
		if len(s.Stage.Choice) == 1 {
			return nil
		}
		if k > 0 {
			spans = append(spans, plot.Span{Text: " "})
		}
		spans = append(spans, plot.Span{Text: c.Name, Style: drawing{s: s}.ink(k)})
	}
	if plot.SpansWidth(spans) > w {
		return nil
	}
	return spans
}

func (v world) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	l := acting.NewLook(s.Snap)
	if l == nil || s.Stage == nil || s.Hand == nil {
		return
	}
	d := drawing{g, r, c, s, l}
	switch {
	case s.Base && l.LearnsReturns() && s.Stage.Values != nil:
		d.maze()
	case s.Base && l.LearnsReturns():
		d.choices()
	case s.Base:
		d.episodes(v.values)
	case l.LearnsReturns():
		d.laws()
	case len(s.Stage.Map.Values) > 0:
		d.actions()
	default:
		d.action()
	}
}

// A drawing is one picture of a stage.
type drawing struct {
	g *plot.Grid
	r plot.Rect
	c *Canvas
	s *Scene
	l *acting.Look
}

// StageView is the part of the plane that a picture of a world shows in r: round where
// both axes have one unit.
func StageView(s *model.Snapshot, r plot.Rect) plot.View {
	l := acting.NewLook(s)
	fx, fy := acting.FrameOf(l.World)
	if fx == fy {
		v := plot.SquareView(r.W, r.H, (fx[1]-fx[0])/2)
		x, y := (fx[0]+fx[1])/2, (fy[0]+fy[1])/2
		return plot.View{XMin: v.XMin + x, XMax: v.XMax + x, YMin: v.YMin + y, YMax: v.YMax + y}
	}
	return plot.View{XMin: fx[0], XMax: fx[1], YMin: fy[0], YMax: fy[1]}
}

// episodes draws rollouts, each in the hue of where it went, over what states are worth.
func (d drawing) episodes(values bool) {
	v := StageView(d.s.Snap, d.r)
	hand := d.s.Theme.Strong
	if values { // it lies on a map
		hand = d.s.Theme.Image
	}
	sc := &d.c.lines
	sc.Glyphs, sc.Classes = d.s.Glyphs, []plot.Class{{Style: hand}}
	sc.Reset(d.r.W, d.r.H, v)
	if m := d.s.Stage.Values; values && m != nil {
		d.worth(m, v)
		d.arrows(m, v, sc)
	} else {
		d.rolled(v).Draw(d.g, d.r.X, d.r.Y)
	}
	fx, _ := acting.FrameOf(d.l.World)
	d.path(sc, 0, d.s.Hand.Path, fx)
	sc.Draw(d.g, d.r.X, d.r.Y)
	if w, ok := d.l.World.(acting.Marked); ok {
		for _, m := range w.Marks() {
			d.sign(v, m.X, m.Y, m.Name, d.s.Theme.Warn)
		}
	}
	x, y := acting.PlaceOf(d.l.World, d.s.Hand.State)
	if values {
		hand = d.s.Theme.Warn
	}
	d.sign(v, x, y, "✚", hand)
}

// A rolled is what a raster of episodes was made of: it is made again when that changes, and
// not in every frame, as episodes have thousands of steps.
type rolled struct {
	roll   *acting.Rollout
	shown  plot.View
	w, h   int
	glyphs plot.Glyphs
	angle  bool
}

// rolled returns the raster of the episodes, each in the hue of where it is half-way.
func (d drawing) rolled(v plot.View) *plot.Scatter {
	sc := &d.c.episodes
	sc.Glyphs, sc.Classes = d.s.Glyphs, nil
	for i := range theme.Hues {
		sc.Classes = append(sc.Classes, plot.Class{Style: d.s.Theme.Angle[i]})
	}
	of := rolled{d.s.Stage.Roll, v, d.r.W, d.r.H, d.s.Glyphs, d.s.Angle && d.s.Theme.Coloured}
	if of == d.c.rolled {
		return sc
	}
	d.c.rolled = of
	sc.Reset(d.r.W, d.r.H, v)
	fx, fy := acting.FrameOf(d.l.World)
	for _, path := range of.roll.Paths {
		mid := path[len(path)/2]
		hue := 0
		if of.angle {
			turn := math.Atan2((mid[1]-(fy[0]+fy[1])/2)/(fy[1]-fy[0]), (mid[0]-(fx[0]+fx[1])/2)/(fx[1]-fx[0])) / (2 * math.Pi)
			hue = int(math.Round((turn+1)*theme.Hues)) % theme.Hues
		}
		d.path(sc, hue, path, fx)
	}
	return sc
}

// path draws an episode; where it leaps round a circle the line breaks.
func (d drawing) path(sc *plot.Scatter, class int, path [][2]float64, frame [2]float64) {
	x, y := make([]float64, len(path)), make([]float64, len(path))
	from := 0
	for i, p := range path {
		if i > 0 && math.Abs(p[0]-path[i-1][0]) > (frame[1]-frame[0])/2 {
			sc.Path(class, x[from:i], y[from:i])
			from = i
		}
		x[i], y[i] = p[0], p[1]
	}
	if len(path)-from == 1 {
		sc.Add(class, x[from:], y[from:])
	}
	sc.Path(class, x[from:], y[from:])
}

func (d drawing) sign(v plot.View, x, y float64, text string, style plot.Style) {
	if cx, cy, ok := v.Cell(d.r.W, d.r.H, x, y); ok {
		d.g.Text(d.r.X+cx, d.r.Y+cy, plot.Width(text), text, style)
	}
}

// worth paints what states are worth.
func (d drawing) worth(m *Values, v plot.View) {
	fx, fy := acting.FrameOf(d.l.World)
	d.heat(v, m.Field, fx, fy, ValueRange(m))
}

// heat paints a field that lies over a part of the plane, the rest left empty.
func (d drawing) heat(v plot.View, of plot.Field, fx, fy [2]float64, r plot.Range) {
	field := plot.Field{Cols: d.r.W, Rows: 2 * d.r.H, Values: make([]float64, 2*d.r.W*d.r.H)}
	for i := range field.Values {
		x, y := v.Point(field.Cols, field.Rows, i%field.Cols, i/field.Cols)
		u, w := (x-fx[0])/(fx[1]-fx[0]), (fy[1]-y)/(fy[1]-fy[0])
		if field.Values[i] = math.NaN(); u >= 0 && u < 1 && w >= 0 && w < 1 {
			field.Values[i] = of.Values[int(w*float64(of.Rows))*of.Cols+int(u*float64(of.Cols))]
		}
	}
	heat := plot.Heat{Glyphs: d.s.Glyphs, Ramp: d.s.Theme.Heat, Ink: d.s.Theme.Image, Range: r}
	heat.Draw(d.g, d.r, field)
}

// ValueRange is the scale of a map of values.
func ValueRange(m *Values) plot.Range { return plot.FitRange(m.Field.Values, 0.95) }

// arrows draws where the policy goes: of all steps the longest reaches the next one.
func (d drawing) arrows(m *Values, v plot.View, sc *plot.Scatter) {
	fx, fy := acting.FrameOf(d.l.World)
	longest := 1e-9
	for _, a := range m.Arrows {
		if math.Abs(a[2]) < (fx[1]-fx[0])/2 {
			longest = max(longest, math.Hypot(a[2]/(fx[1]-fx[0]), a[3]/(fy[1]-fy[0])))
		}
	}
	const reach = 0.9
	scale := reach / (arrowSide * longest)
	for _, a := range m.Arrows {
		if math.Abs(a[2]) >= (fx[1]-fx[0])/2 {
			continue
		}
		sc.Path(0, []float64{a[0], a[0] + scale*a[2]}, []float64{a[1], a[1] + scale*a[3]})
	}
	for _, a := range m.Arrows { // where they begin
		d.sign(v, a[0], a[1], "·", d.s.Theme.Dim)
	}
}

// action draws the density of an action of one number over the best one.
func (d drawing) action() {
	st := d.s.Stage
	top := Highest(Points{Y: st.Best.Y}, Points{Y: capped(st.Law.Y)})
	v := plot.View{XMin: st.Law.X[0], XMax: st.Law.X[len(st.Law.X)-1], YMax: top}
	in := d.axes(v)
	d.curves(in, v, []Points{st.Best, st.Law}, []plot.Style{d.s.Theme.Floor, d.s.Theme.Image})
	d.upright(in, v, st.Would[0], "│", d.s.Theme.Image)
	if h := d.s.Hand; h.Action != nil {
		d.upright(in, v, h.Action[0], "┃", d.s.Theme.Strong)
	}
}

// capped leaves a spike of a few points out of a scale.
func capped(y []float64) []float64 { return []float64{NearlyHighest(y)} }

func (d drawing) axes(v plot.View) plot.Rect {
	axes := plot.Axes{Glyphs: d.s.Glyphs, Axis: d.s.Theme.Faint, Label: d.s.Theme.Dim}
	axes.Draw(d.g, d.r, v)
	return axes.Inside(d.r)
}

// curves draws densities; the first is dotted.
func (d drawing) curves(in plot.Rect, v plot.View, list []Points, styles []plot.Style) {
	sc := &d.c.lines
	sc.Glyphs, sc.Classes = d.s.Glyphs, nil
	for _, style := range styles {
		sc.Classes = append(sc.Classes, plot.Class{Style: style})
	}
	sc.Reset(in.W, in.H, v)
	for i, p := range list {
		sc.Path(i, p.X, p.Y)
	}
	sc.Draw(d.g, in.X, in.Y)
}

// upright marks a number at the foot of a plot.
func (d drawing) upright(in plot.Rect, v plot.View, x float64, sign string, style plot.Style) {
	x = min(max(x, v.XMin), v.XMax)
	for _, share := range []float64{0.01, 0.06} {
		if cx, cy, ok := v.Cell(in.W, in.H, x, v.YMin+share*(v.YMax-v.YMin)); ok {
			d.g.Text(in.X+cx, in.Y+cy, 1, sign, style)
		}
	}
}

// actions draws log p over a square of two actions.
func (d drawing) actions() {
	st, size := d.s.Stage, d.l.Shape.Bound
	if size == 0 {
		size = 3
	}
	v, side := plot.SquareView(d.r.W, d.r.H, 1.05*size), [2]float64{-size, size}
	d.heat(v, st.Map, side, side, plot.Range{Lo: st.Top - theme.HeatLevels*HeatStep, Hi: st.Top})
	d.sign(v, st.Would[0], st.Would[1], "◆", d.s.Theme.Warn)
	if h := d.s.Hand; h.Action != nil {
		d.sign(v, h.Action[0], h.Action[1], "✚", d.s.Theme.Strong)
	}
}
