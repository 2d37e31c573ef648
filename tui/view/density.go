package view

import (
	"bijou/model"
	"bijou/tui/plot"
	"bijou/tui/theme"
)

// density draws a density map, log p in nats, over the data that it should cover.
type density struct{}

func (density) Name() string                 { return "density map" }
func (density) About() string                { return "log p in nats, exactly" }
func (density) Can(s *model.Snapshot) string { return onlyThePlane(s, "density map") }

// HasMap tells whether a run has a map: one that is compared with another may have none
// where that has.
func HasMap(s *model.Snapshot) bool { return density{}.Can(s) == "" }

func (density) Needs() Needs                 { return Needs{Heat: true} }
func (density) Shows(variable string) string { return "log p(" + variable + ")" }

func (density) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	c.drawUncovered(g, r, s)
	if c.Heat == nil || c.Heat.Of.View != c.Shown { // one of another part of the plane
		return
	}
	m := heatMap(s)
	m.Draw(g, r, c.Heat.Field)
}

// Legend tells the scale of the map.
func (density) Legend(c *Canvas, s *Scene, w int) []plot.Span {
	if c.Heat == nil {
		return nil
	}
	m := heatMap(s)
	for _, n := range []int{theme.HeatLevels - 1, 6, 4} {
		legend := m.Legend(n, 1, s.Theme.Dim)
		if plot.SpansWidth(legend) <= w {
			return legend
		}
	}
	return nil
}

// heatMap returns the map of a scene with its scale.
func heatMap(s *Scene) plot.Heat {
	return plot.Heat{Glyphs: s.Glyphs, Ramp: s.Theme.Heat, Ink: s.Theme.Image, Range: plot.Range{Lo: s.HeatTop - theme.HeatLevels*HeatStep, Hi: s.HeatTop}}
}
