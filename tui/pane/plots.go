package pane

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// Plots is the state of the two plots.
type Plots struct {
	*screen.State
	Pictures Pictures
	Compare  Comparison
	Path     Path
	Probe    prober
	Stage    *Stage

	Axes   [2]int    // the columns of the data across and up
	chosen view.View // nil is the first that the run has
	angle  bool      // points are coloured by their base angle
	warm   int       // the temperature of images, as an index
	edit   view.Edit // of images along an attribute
	walk   view.Walk // through what a coder writes
	Zoom   int       // notches of magnification

	Base, Sample SidePlot
	turn         int // of the sides, to have their map made

}

// A SidePlot is one of the two plots.
type SidePlot struct {
	view.Canvas
	Viewport viewport
	view     plot.View // before the zoom; it stays while points move, so that the picture stands still
}

// Current is the view that is shown.
func (v *Plots) Current() view.View {
	now := view.Current(v.chosen, v.Snap)
	for n := 0; n < len(view.Views()) && v.Compare.Run != nil && now.Needs().Alone(); n++ { // two flows are compared by points
		now = view.Following(now, v.Snap)
	}
	return now
}

// scene is what both plots have in common.
func (v *Plots) scene() view.Scene {
	return view.Scene{Snap: v.Snap, Theme: &v.Theme, Glyphs: v.Glyphs, Angle: v.angle, Line: v.Pictures.Line, Images: v.shownImages(), Waves: v.shownWaves(), Made: v.shownMade(), Walk: v.walk, Stage: v.Stage.picture(), Hand: &v.Stage.hand, HeatTop: v.heatTop(), DataName: v.DataWord()}
}

// shownImages are those of the flow that is shown; nil before the first.
func (v *Plots) shownImages() *view.Images {
	if m := v.Pictures.Images; m != nil && m.Version.SameFlow(view.VersionOf(v.Snap)) {
		return m
	}
	return nil
}

// shownWaves are the same for waves.
func (v *Plots) shownWaves() *view.Waves {
	if w := v.Pictures.Waves; w != nil && w.Version.SameFlow(view.VersionOf(v.Snap)) {
		return w
	}
	return nil
}

// shownMade is what the view that is shown made of the flow that is.
func (v *Plots) shownMade() any {
	if m := v.Pictures.Made; m != nil && m.By == v.Current().Name() && m.Version.SameFlow(view.VersionOf(v.Snap)) {
		return m.What
	}
	return nil
}

// heatTop is the top of the scale of the maps, which two runs that are compared
// share.
func (v *Plots) heatTop() float64 {
	if v.Compare.Run != nil {
		return max(v.Compare.Run.Side.HeatTop, v.Sample.HeatTop)
	}
	return v.Sample.HeatTop
}

// baseScene is the base side: the base samples and, over them, the data carried
// back. The samples show the angle too: it is the wheel that the colours mean.
func (v *Plots) baseScene() view.Scene {
	s, c := v.scene(), v.Pictures.Cloud
	s.Base, s.ImageName = true, "f⁻¹("+v.DataWord()+")"
	s.TargetName, _ = v.Variables()
	if v.Compare.Run == nil {
		s.HeatTop = v.Base.HeatTop
	}
	if c == nil {
		return s
	}
	s.Way = c
	s.Target, s.TargetHue, s.Fan = c.Model[0], c.Hue, c.Fan
	s.Image, s.ImageHue, s.Copula = c.Data[0], c.DataHue, c.CopulaAt(0)
	s.Lattice, s.To = v.Path.shownLattice()
	s.Mark = v.marked(s.Line, 0)
	return s
}

// SampleScene is the data brought back to the depth and, over it, the base samples
// carried there. At full depth these are the data and x = f(z).
func (v *Plots) SampleScene() view.Scene {
	s := v.scene()
	z, _ := v.Variables()
	s.TargetName, s.ImageName = v.DataWord(), "f("+z+")"
	if v.Pictures.Cloud == nil {
		return s
	}
	c, k := v.Path.shown()
	s.Way, s.Depth = c, k
	s.Target, s.Fan, s.Copula = c.Data[k], c.Fan, c.CopulaAt(k)
	s.Image, s.ImageHue = c.Model[k], c.Hue
	s.Lattice, _ = v.Path.shownLattice()
	s.At, s.To = k, k
	if s.Trail = v.Path.Trail(); s.Trail != nil {
		s.TrailHue = v.Pictures.Drift.Cloud.Hue
	}
	s.Mark = v.marked(s.Line, k)
	return s
}

// marked is the number that a plot of a line writes out behind layer k: the one
// that is probed, or one where every term of the formula is of interest; nil on
// other plots.
func (v *Plots) marked(l *view.Line, k int) *view.Mark {
	if !v.Current().Needs().Line {
		return nil
	}
	if v.Want.Probe {
		return v.Probe.mark(k)
	}
	return view.MarkOf(l, k, v.Theme.Strong)
}

// DrawBase draws the base side.
func (v *Plots) DrawBase(r plot.Rect) {
	if v.waits(r) {
		return
	}
	s := v.baseScene()
	v.Current().Draw(&v.Grid, r, &v.Base.Canvas, &s)
}

// DrawSample draws the data side.
func (v *Plots) DrawSample(r plot.Rect) {
	if v.waits(r) {
		return
	}
	s := v.SampleScene()
	v.Current().Draw(&v.Grid, r, &v.Sample.Canvas, &s)
}

// waits says that there is nothing to draw yet, which lasts on a busy machine and behind
// flows that are slow to invert.
func (v *Plots) waits(r plot.Rect) bool {
	if v.Pictures.Cloud != nil {
		return r.W <= 0 || r.H <= 0
	}
	v.Grid.Text(r.X, r.Y, r.W, "carrying points both ways", v.Theme.Dim)
	return true
}

// A prober is what the plots show of a probed point.
type prober interface {
	mark(k int) *view.Mark // on the line behind layer k; nil for none
	verdict() []plot.Span
}

func newPlots(s *screen.State) Plots {
	return Plots{State: s, Pictures: newPictures(s), Axes: FirstAxes(2), angle: true}
}

// FirstAxes are the columns shown at first.
func FirstAxes(dim int) [2]int { return [2]int{0, min(1, dim-1)} }

// magnification is the factor of the zoom.
func (v *Plots) magnification() float64 { return math.Pow(1.25, float64(v.Zoom)) }

func (v *Plots) HasFewColumns() string {
	switch {
	case v.Snap == nil:
		return v.NoSnapshot()
	case !view.MoreColumns(v.Snap):
		return "the data has no further columns to show"
	case !v.Current().Needs().Planar():
		return "the axes of this view are no columns; o goes on to points"
	}
	return ""
}

// NoOneCondition says why the view does not change with the conditions.
func (v *Plots) NoOneCondition() string {
	if v.Snap != nil && v.Snap.Data.GivenDim() > 0 && v.Current().Needs().Own {
		return "this view shows rows held back, each under its own conditions; o goes on to others"
	}
	return ""
}

// TurnAxis shows the next column on an axis, past the one on the other.
func (v *Plots) TurnAxis(i int) tea.Cmd {
	dim := v.Snap.Stack.Dim
	axes := v.Axes
	for axes[i] = (axes[i] + 1) % dim; axes[i] == axes[1-i]; {
		axes[i] = (axes[i] + 1) % dim
	}
	v.Axes = axes
	return v.Say(fmt.Sprintf("%s across, %s up", v.Snap.Data.Columns[axes[0]], v.Snap.Data.Columns[axes[1]]))
}

// Coloured tells whether points have the colours of their base angle.
func (v *Plots) Coloured() bool { return v.angle }

func (v *Plots) ToggleAngle() tea.Cmd {
	v.angle = !v.angle
	return nil
}

// Warm draws images at the next temperature.
func (v *Plots) Warm() tea.Cmd {
	v.warm = (v.warm + 1) % len(view.Temperatures)
	return v.Say(fmt.Sprintf("samples at temperature %.2g: z is multiplied by it", view.Temperatures[v.warm]))
}

// Sigma is the temperature of images and waves.
func (v *Plots) Sigma() float64 { return view.Temperatures[v.warm] }

// HasNoTemperature says why there is none to turn.
func (v *Plots) HasNoTemperature() string {
	switch {
	case v.Snap == nil:
		return v.NoSnapshot()
	case !v.Current().Needs().Warm():
		return "a temperature is that of samples that are images or waves; no images are shown"
	}
	return ""
}

func (v *Plots) CannotColour() string {
	if !v.Theme.Coloured {
		return "there are no colours on this terminal"
	}
	if v.Snap != nil && v.Current().Needs().Whole() {
		return "this view shows no points to colour; o goes on to points"
	}
	return ""
}

const maxZoom = 12

func (v *Plots) ZoomBy(by int) tea.Cmd {
	v.Zoom = plot.Clamp(v.Zoom+by, -4, maxZoom)
	return nil
}

func (v *Plots) ZoomedIn() string {
	if v.Zoom >= maxZoom {
		return "this is as near as it goes"
	}
	return ""
}

func (v *Plots) ZoomedOut() string {
	if v.Zoom <= -4 {
		return "this is as far as it goes"
	}
	return ""
}

// CycleView shows the next view of those that the run has.
func (v *Plots) CycleView() tea.Cmd {
	v.chosen = view.Following(cmp.Or(v.chosen, v.Current()), v.Snap)
	if k := v.Depth(); v.chosen.Needs().Trails && v.Path.MomentShown() == 0 && (k == 0 || !v.Snap.Stack.Layers[k-1].Drifts()) {
		return v.Say("plots: trails, behind a layer in which samples drift; [ and ] go there")
	}
	return v.Say("plots: " + v.chosen.About())
}

func rankOf(v view.View) int {
	if v.Needs().Stage || v.Needs().Whole() {
		return 1
	}
	return 0
}

// HasOneView says why there is no other view, in the words of those that the run
// lacks.
func (v *Plots) HasOneView() string {
	if v.Snap == nil {
		return v.NoSnapshot()
	}
	if len(view.Of(v.Snap)) > 1 {
		return ""
	}
	var reasons []string
	list := view.Views() // what acts, images and waves come last: most flows have none
	slices.SortStableFunc(list, func(a, b view.View) int {
		return cmp.Compare(rankOf(a), rankOf(b))
	})
	for _, other := range list {
		if why := other.Can(v.Snap); why != "" && (len(reasons) == 0 || reasons[len(reasons)-1] != why) {
			reasons = append(reasons, why)
		}
	}
	return strings.Join(reasons, "; ")
}
