package code

import (
	"fmt"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// Kind is the entry of the catalogue.
var Kind = model.ObjectiveKind{
	Name: "bits", Title: "Bits of whole numbers", Summary: "whole numbers become probable themselves, without noise above them: what a coder needs",
	Paper: "Salimans et al. 2017 (PixelCNN++), section 2.1; Huang et al. 2018",
	Words: model.Words{Short: "bits", Loss: "−log P", Floor: "entropy", Data: "data"},
	Build: build,
}

func init() { model.Register(&Kind) }

// An objective is the mean of −log P of whole numbers, in nats for each row.
type objective struct {
	model.Objective // likelihood: its batches are the same, and noise above a level changes nothing
	coded           *flows.Coded
	levels          []flows.Levels
	data            *model.Data
	test            model.Batch
	logp            []float64
}

func build(r model.Run) (model.Objective, error) {
	levels, err := LevelsOf(r.Data)
	if err != nil {
		return nil, fmt.Errorf("bits are those of whole numbers and fixed decimals: %w; or take objective=likelihood", err)
	}
	coded, err := r.Stack.Code(r.Base)
	if err != nil {
		return nil, err
	}
	likelihood, err := model.NewLikelihood(r)
	if err != nil {
		return nil, err
	}
	o := &objective{Objective: likelihood, coded: coded, levels: levels, data: r.Data}
	o.test = r.Data.ValBatch().Rows(0, r.Data.Val.Rows/r.Data.Copies)
	o.logp = make([]float64, o.test.X.Rows)
	return o, nil
}

// LevelsOf are the levels of every column of data as a flow sees them. Those of images have
// noise above them, those of tables lie in the middle.
func LevelsOf(d *model.Data) ([]flows.Levels, error) {
	grids, err := d.Grids()
	if err != nil {
		return nil, err
	}
	levels, below := make([]flows.Levels, len(grids)), 0.5
	if d.Levels > 0 {
		below = 0
	}
	for j, g := range grids {
		step := (g.Value(1) - g.Value(0)) / d.SD[j]
		levels[j] = flows.Levels{Count: g.Count, Low: (g.Value(0)-d.Mean[j])/d.SD[j] - below*step, Step: step}
	}
	return levels, nil
}

// Loss is −log P less the units, which what is shown of a loss has added.
func (o *objective) Loss(_ flows.Flow, part model.Batch, rows int) *ad.Mat {
	mean := ad.Scale(ad.Sum(o.coded.LogMass(part.X, part.Given, o.levels)), -1/float64(rows))
	return ad.Shift(mean, -o.data.Units*float64(part.X.Rows)/float64(rows))
}

// Judge is −log P of the part that chooses.
func (o *objective) Judge(e *flows.Evaluator) float64 {
	return meanOfNegative(o.mass(e, o.test, o.logp))
}

func (o *objective) mass(e *flows.Evaluator, b model.Batch, logp []float64) []float64 {
	e.Under(b.Given).LogMass(o.coded, logp, b.X, o.levels)
	return logp
}

// Figures are the bits of the points held back.
func (o *objective) Figures(s *model.Snapshot) []model.Figure {
	held := o.data.Test
	if held.X == nil {
		return nil
	}
	held = held.Rows(0, held.X.Rows/o.data.Copies)
	logp := o.mass(s.Stack.Evaluator(s.Base, s.Theta), held, make([]float64, held.X.Rows))
	return []model.Figure{model.NewFigure("bits", "bits a column", "points held back, as whole numbers", o.data.Bits(meanOfNegative(logp)))}
}

func meanOfNegative(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum -= v
	}
	return sum / float64(len(x))
}
