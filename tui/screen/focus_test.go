package screen

import (
	"testing"

	"bijou/tui/layout"
	"bijou/tui/plot"
)

// wishes are all that a person may want to see.
func wishes() []layout.Wish {
	var list []layout.Wish
	for focus := layout.Flow; focus < layout.PaneCount; focus++ {
		for _, plots := range []layout.PlotView{layout.BothPlots, layout.SamplePlot, layout.BasePlot} {
			for _, lower := range []layout.Pane{layout.Train, layout.Data} {
				for _, zoom := range []bool{false, true} {
					list = append(list, layout.Wish{Focus: focus, Zoom: zoom, Plots: plots, Lower: lower, Probe: focus == layout.Probe || zoom, Under: layout.Probe})
				}
			}
		}
	}
	return list
}

func TestEveryPaneShowsWhenItHasTheFocus(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}, {40, 20}} {
		for _, want := range wishes() {
			a := &State{Want: want, Layout: layout.Layout{Screen: plot.Rect{W: size[0], H: size[1]}}}
			a.Focus(want.Focus)
			if !a.Layout.Visible(want.Focus) {
				t.Errorf("%v: pane %d has the focus and cannot be seen (%+v)", size, want.Focus, want)
			}
		}
	}
}
