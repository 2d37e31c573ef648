package model

import (
	"slices"

	"bijou/flows"
)

// A base that is fitted to data takes its numbers from the points that layers take
// their start from, carried to the base by the layers as they start.

// counted completes a config whose base asks the data how many components it has.
func counted(cfg Config, data *Data) Config {
	if !cfg.Base.Counts() {
		return cfg
	}
	if first := data.fitted(len(cfg.Spec) > 0, cfg.Seed); first.X != nil {
		cfg.Base = cfg.Base.Counted(first.X, first.Weight)
	}
	return cfg
}

// fitted returns the points that a base is fitted to. Under layers that learn nothing,
// nothing is chosen by the validation part, so that it is among them: once, as copies of a
// row that differ by noise are no rows of their own, and would predict each other.
func (d *Data) fitted(learns bool, seed uint64) Batch {
	first := d.first(seed, fittedRows)
	if first.X == nil || d.Test.X == d.Val || d.Train == nil || learns {
		return first
	}
	val := d.ValBatch().Rows(0, d.Val.Rows/d.Copies)
	both := newBatch(first.X.Rows+val.X.Rows, d.Dim(), 0)
	for j := range d.Dim() {
		copy(both.X.Col(j), slices.Concat(first.X.Col(j), val.X.Col(j)))
	}
	if first.Weight != nil {
		both.Weight = slices.Concat(first.Weight, val.Weight)
	}
	return both
}

// fitBase fits the base of a stack, if it takes its numbers from data.
func (f *Fit) fitBase() {
	b, ok := f.base.(*flows.FittedMixture)
	if !ok {
		return
	}
	first := f.data.fitted(slices.Contains(f.learns, true), f.config.Seed)
	b.Fit(f.stack.Evaluator(f.base, f.theta).For(flows.ForTraining).Under(first.Given).Inverse(first.X).At[0], first.Weight, f.theta)
	for _, block := range f.stack.BaseBlocks {
		if f.average != nil {
			copy(block.In(f.average), block.In(f.theta))
		}
	}
}
