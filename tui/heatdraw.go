package tui

import (
	"math"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/view"
)

// exposeHeat makes the map of the first side whose map is not the one wanted.
func (v *plotsView) exposeHeat(resting bool) tea.Cmd {
	w := &v.pictures.heats
	if !v.current().Needs().Heat || v.pictures.cloud == nil || !w.Free(v.Clock.Now(), resting) {
		return nil
	}
	sides := v.sides()
	for i := range sides {
		at := sides[(i+v.turn)%len(sides)]
		ask := at.ask(w.Size(resting))
		if ask.Cols == 0 || at.side.Heat != nil && at.side.Heat.Of == ask {
			continue
		}
		v.turn++
		s, side := at.snap, at.side
		return start(w, func() func() {
			h := view.MakeHeat(s, ask)
			return func() {
				if ask.Version == (view.Version{}) || ask.Version.SameFlow(view.VersionOf(v.Snap)) || v.pin != nil && v.pin.snap == s {
					side.Rescale(h.Top)
					side.Heat = h
				}
			}
		})
	}
	return nil
}

// A seenSide is a plot with what it shows.
type seenSide struct {
	side  *sidePlot
	snap  *model.Snapshot
	depth int
	r     plot.Rect
}

// ask says which map a plot wants, of at most n numbers.
func (v seenSide) ask(n int) view.HeatRequest {
	if v.r.W <= 0 || v.r.H <= 0 {
		return view.HeatRequest{}
	}
	ask := view.HeatRequest{Version: view.VersionOf(v.snap), Depth: v.depth, View: v.side.Shown, Cols: v.r.W, Rows: 2 * v.r.H}
	if v.depth == 0 && len(v.snap.Stack.BaseBlocks) == 0 {
		ask.Version = view.Version{}
	}
	if all := ask.Cols * ask.Rows; all > n {
		scale := math.Sqrt(float64(n) / float64(all))
		ask.Cols, ask.Rows = max(int(scale*float64(ask.Cols)), 1), max(int(scale*float64(ask.Rows)), 1)
	}
	return ask
}

// sides are the plots on the screen.
func (v *plotsView) sides() []seenSide {
	var list []seenSide
	add := func(p layout.Pane, side *sidePlot, s *model.Snapshot, depth int) {
		if r := v.Inside(p); v.Layout.Visible(p) {
			if !v.Layout.Framed() {
				r.H = max(r.H-1, 0)
			}
			list = append(list, seenSide{side, s, depth, r})
		}
	}
	add(layout.Samples, &v.sample, v.Snap, v.Depth())
	if v.pin != nil {
		add(layout.Base, &v.pin.side, v.pin.snap, len(v.pin.snap.Stack.Layers))
	} else {
		add(layout.Base, &v.base, v.Snap, 0)
	}
	return list
}
