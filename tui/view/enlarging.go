package view

import (
	"fmt"

	"bijou/model"
	"bijou/presets/systems"
	"bijou/tui/plot"
)

// enlarging draws what small pictures may have been: on the base side the small pictures,
// the mean and the spread of what was drawn of each and the truth, on the other the draws.
type enlarging struct{}

func (enlarging) Name() string { return "super-resolution" }
func (enlarging) About() string {
	return "small pictures, and draws of what they may have been: made small again they are the same"
}
func (enlarging) Can(s *model.Snapshot) string { return systems.NotEnlarging(s) }
func (enlarging) Needs() Needs                 { return Needs{Sheet: true, Own: true} }
func (enlarging) Shows(variable string) string {
	if variable == "z" {
		return "small and true"
	}
	return "draws"
}

// How many pictures are made larger, how often, and the brightest grey of a digit.
const (
	enlargedImages = 12
	enlargedDraws  = 64
	enlargedGreys  = 16
)

// Make draws details under small pictures.
func (enlarging) Make(s *model.Snapshot) any {
	e, err := systems.EnlargementOf(s, enlargedImages, enlargedDraws)
	if err != nil {
		return nil
	}
	return e
}

func (enlarging) Draw(g *plot.Grid, r plot.Rect, _ *Canvas, s *Scene) {
	e, made := s.Made.(*systems.Enlargement)
	if !made {
		waits(g, r, s, "drawing what they may have been")
		return
	}
	const spread, fit = 6, 4
	heat := imageHeat(s, 0, enlargedGreys)
	t := sheet{Shape: e.Shape}
	if s.Base {
		t.Lines = []sheetLine{
			{"half the size", e.Small, heat},
			{fmt.Sprintf("mean of %d draws", len(e.Draws)), e.Mean, heat},
			{fmt.Sprintf("their spread, from 0 to %d", spread), e.Spread, imageHeat(s, 0, spread)},
			{"the digits themselves", e.Truth, heat},
		}
	} else {
		for k, drawn := range e.Draws {
			t.Lines = append(t.Lines, sheetLine{fmt.Sprintf("draw %d", k+1), drawn, heat})
		}
	}
	t.draw(g, r, s, fit)
}

// Legend tells the scale of greys.
func (enlarging) Legend(_ *Canvas, s *Scene, w int) []plot.Span {
	return sheetLegend(imageHeat(s, 0, enlargedGreys), s, w)
}
