package tui

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// plotsView is the state of the two plots.
type plotsView struct {
	*screen.State
	pictures pictures
	compare  comparison
	path     path
	probe    prober

	axes   [2]int    // the columns of the data across and up
	chosen view.View // nil is the first that the run has
	angle  bool      // points are coloured by their base angle
	zoom   int       // notches of magnification

	base, sample sidePlot
	turn         int // of the sides, to have their map made

}

// A sidePlot is one of the two plots.
type sidePlot struct {
	view.Canvas
	viewport viewport
	view     plot.View // before the zoom; it stays while points move, so that the picture stands still
}

// current is the view that is shown.
func (v *plotsView) current() view.View { return view.Current(v.chosen, v.Snap) }

// scene is what both plots have in common.
func (v *plotsView) scene() view.Scene {
	return view.Scene{Snap: v.Snap, Theme: &v.Theme, Glyphs: v.Glyphs, Angle: v.angle, Line: v.pictures.line, HeatTop: v.heatTop(), DataName: v.DataWord()}
}

// heatTop is the top of the scale of the maps, which two runs that are compared
// share.
func (v *plotsView) heatTop() float64 {
	if v.compare.run != nil {
		return max(v.compare.run.side.HeatTop, v.sample.HeatTop)
	}
	return v.sample.HeatTop
}

// baseScene is the base side: the base samples and, over them, the data carried
// back. The samples show the angle too: it is the wheel that the colours mean.
func (v *plotsView) baseScene() view.Scene {
	s, c := v.scene(), v.pictures.cloud
	s.Base, s.TargetName, s.ImageName = true, "z", "f⁻¹("+v.DataWord()+")"
	if v.compare.run == nil {
		s.HeatTop = v.base.HeatTop
	}
	if c == nil {
		return s
	}
	s.Target, s.TargetHue = c.Model[0], c.Hue
	s.Image, s.ImageHue = c.Data[0], c.DataHue
	s.Lattice, s.To = v.path.shownLattice()
	s.Mark = v.marked(s.Line, 0)
	return s
}

// sampleScene is the data brought back to the depth and, over it, the base samples
// carried there. At full depth these are the data and x = f(z).
func (v *plotsView) sampleScene() view.Scene {
	s := v.scene()
	s.TargetName, s.ImageName = v.DataWord(), "f(z)"
	if v.pictures.cloud == nil {
		return s
	}
	c, k := v.path.shown()
	s.Depth = k
	s.Target = c.Data[k]
	s.Image, s.ImageHue = c.Model[k], c.Hue
	s.Lattice, _ = v.path.shownLattice()
	s.At, s.To = k, k
	if s.Trail = v.path.trail(); s.Trail != nil {
		s.TrailHue = v.pictures.drift.Cloud.Hue
	}
	s.Mark = v.marked(s.Line, k)
	return s
}

// marked is the number that a plot of a line writes out behind layer k: the one
// that is probed, or one where every term of the formula is of interest; nil on
// other plots.
func (v *plotsView) marked(l *view.Line, k int) *view.Mark {
	if !v.current().Needs().Line {
		return nil
	}
	if v.Want.Probe {
		return v.probe.mark(k)
	}
	return view.MarkOf(l, k, v.Theme.Strong)
}

// drawBase draws the base side.
func (v *plotsView) drawBase(r plot.Rect) {
	if v.pictures.cloud == nil || r.W <= 0 || r.H <= 0 {
		return
	}
	s := v.baseScene()
	v.current().Draw(&v.Grid, r, &v.base.Canvas, &s)
}

// drawSample draws the data side.
func (v *plotsView) drawSample(r plot.Rect) {
	if v.pictures.cloud == nil || r.W <= 0 || r.H <= 0 {
		return
	}
	s := v.sampleScene()
	v.current().Draw(&v.Grid, r, &v.sample.Canvas, &s)
}

// A prober is what the plots show of a probed point.
type prober interface {
	mark(k int) *view.Mark // on the line behind layer k; nil for none
	verdict() []plot.Span
}

func newPlotsView(s *screen.State) plotsView {
	return plotsView{State: s, pictures: newPictures(s), axes: firstAxes(2), angle: true}
}

// firstAxes are the columns shown at first.
func firstAxes(dim int) [2]int { return [2]int{0, min(1, dim-1)} }

// magnification is the factor of the zoom.
func (v *plotsView) magnification() float64 { return math.Pow(1.25, float64(v.zoom)) }

func (v *plotsView) hasFewColumns() string {
	switch {
	case v.Snap == nil:
		return v.NoSnapshot()
	case !view.MoreColumns(v.Snap):
		return "the data has no further columns to show"
	}
	return ""
}

// turnAxis shows the next column on an axis, past the one on the other.
func (v *plotsView) turnAxis(i int) tea.Cmd {
	dim := v.Snap.Stack.Dim
	axes := v.axes
	for axes[i] = (axes[i] + 1) % dim; axes[i] == axes[1-i]; {
		axes[i] = (axes[i] + 1) % dim
	}
	v.axes = axes
	return v.Say(fmt.Sprintf("%s across, %s up", v.Snap.Data.Columns[axes[0]], v.Snap.Data.Columns[axes[1]]))
}

func (v *plotsView) toggleAngle() tea.Cmd {
	v.angle = !v.angle
	return nil
}

func (v *plotsView) cannotColour() string {
	if !v.Theme.Coloured {
		return "there are no colours on this terminal"
	}
	return ""
}

const maxZoom = 12

func (v *plotsView) zoomBy(by int) tea.Cmd {
	v.zoom = plot.Clamp(v.zoom+by, -4, maxZoom)
	return nil
}

func (v *plotsView) zoomedIn() string {
	if v.zoom >= maxZoom {
		return "this is as near as it goes"
	}
	return ""
}

func (v *plotsView) zoomedOut() string {
	if v.zoom <= -4 {
		return "this is as far as it goes"
	}
	return ""
}

// cycleView shows the next view of those that the run has.
func (v *plotsView) cycleView() tea.Cmd {
	v.chosen = view.Following(cmp.Or(v.chosen, v.current()), v.Snap)
	if k := v.Depth(); v.chosen.Needs().Trails && v.path.moment() == 0 && (k == 0 || !v.Snap.Stack.Layers[k-1].Drifts()) {
		return v.Say("plots: trails, behind a layer in which samples drift; [ and ] go there")
	}
	return v.Say("plots: " + v.chosen.About())
}

// hasOneView says why there is no other view, in the words of those that the run
// lacks.
func (v *plotsView) hasOneView() string {
	if v.Snap == nil {
		return v.NoSnapshot()
	}
	if len(view.Of(v.Snap)) > 1 {
		return ""
	}
	var reasons []string
	for _, other := range view.Views() {
		if why := other.Can(v.Snap); why != "" && (len(reasons) == 0 || reasons[len(reasons)-1] != why) {
			reasons = append(reasons, why)
		}
	}
	return strings.Join(reasons, "; ")
}
