package model

import (
	"math"
	"slices"

	"bijou/flows/ad"
)

// leaveAsIs takes the units of a target, or of actions and returns, for standard: a flow that has no data
// cannot know their mean and deviation.
func (d *Data) leaveAsIs(dim int) {
	d.Mean, d.SD = make([]float64, dim), make([]float64, dim)
	for j := range d.SD {
		d.SD[j] = 1
	}
}

// measure sets mean and standard deviation (divided by n) of every column, by the weights
// of the rows. All samples of a wave have the same: what a net says of one moment it says
// of every other.
func (d *Data) measure(look *ad.Mat, weights []float64) error {
	if d.Source.Shape.IsWave() {
		return d.measureWave(look)
	}
	d.Mean, d.SD = make([]float64, look.Cols), make([]float64, look.Cols)
	for j := range look.Cols {
		var ok bool
		if d.Mean[j], d.SD[j], ok = spreadOf(look.Col(j), weights); !ok {
			return badData("column %s of %s does not vary, or varies beyond the range of numbers; leave it out", d.Columns[j], d.Spec)
		}
		d.Units += math.Log(d.SD[j])
	}
	return nil
}

func (d *Data) measureWave(look *ad.Mat) error {
	mean, sd, ok := spreadOf(look.Data, nil)
	if !ok {
		return badData("the waves of %s are silent, or louder than there are numbers", d.Spec)
	}
	d.Mean, d.SD = make([]float64, look.Cols), make([]float64, look.Cols)
	for j := range look.Cols {
		d.Mean[j], d.SD[j] = mean, sd
		d.Units += math.Log(sd) // in the order of take, for the same bits
	}
	return nil
}

// spreadOf returns mean and standard deviation (divided by n) of a column; ok is
// false where it does not vary, or beyond the range of numbers.
func spreadOf(col, weights []float64) (mean, sd float64, ok bool) {
	n := float64(len(col))
	for i, v := range col {
		mean += v / n * weightAt(weights, i)
	}
	for i, v := range col {
		sd += (v - mean) * (v - mean) / n * weightAt(weights, i)
	}
	sd = math.Sqrt(sd)
	// Rounding gives a constant column a deviation that is not quite 0.
	return mean, sd, slices.Min(col) != slices.Max(col) && sd > 0 && !math.IsInf(sd, 0)
}

// A scale is what data are standardised by.
type scale struct{ mean, sd, givenMean, givenSD []float64 }

// sameScale is how far, in standard deviations, the scale of a kept run may be
// from the one measured now: processors round differently, and the data are not
// the same if it is more.
const sameScale = 1e-6

// take standardises by the scale that a run was kept with, nil for none, to the
// last bit.
func (d *Data) take(kept *scale) error {
	if kept == nil {
		return nil
	}
	d.Units = 0
	for j, sd := range d.SD {
		if off := math.Abs(kept.mean[j]-d.Mean[j]) + math.Abs(kept.sd[j]-sd); !(off <= sameScale*sd && kept.sd[j] > 0) {
			return badData("%s is not here what the run learnt", d.Spec)
		}
		d.Units += math.Log(kept.sd[j])
	}
	for j, sd := range d.GivenSD {
		if off := math.Abs(kept.givenMean[j]-d.GivenMean[j]) + math.Abs(kept.givenSD[j]-sd); !(off <= sameScale*sd && kept.givenSD[j] > 0) {
			return badData("%s is not here what the run learnt", d.Spec)
		}
	}
	d.Mean, d.SD = kept.mean, kept.sd
	if len(d.GivenSD) > 0 {
		d.GivenMean, d.GivenSD = kept.givenMean, kept.givenSD
	}
	return nil
}
