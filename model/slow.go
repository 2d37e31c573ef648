package model

import (
	"errors"
	"math"
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
)

// A StepReport is one step of maximum likelihood, stage by stage, with the numbers of that
// very step. NLLs are in the data's own units, in nats.
type StepReport struct {
	Step     int       // it is the one that led to this step
	Path     []*ad.Mat // K+1 places of its batch with the parameters that it began with: [0] on the base, [K] the batch itself
	BaseTerm float64   // mean −log p of the base at the first
	Layers   []StepLayer
	Sum      float64 // of their log|det|
	Units    float64
	Loss     float64 // that the gradient was taken of, as training found it
	Residual float64 // |Loss − the terms above|
	Length   float64 // of the gradient, before clipping
	Shrink   float64 // what clipping multiplied it by; 1 for nothing
	LR       float64
	Moved    float64 // length of the change of all parameters
	After    float64 // loss of the same batch with the parameters after the step
	Skipped  bool    // a number was not finite, so nothing moved
}

// A StepLayer is what a layer did in a step.
type StepLayer struct {
	ID     int
	LogDet float64 // mean log|det dx/dz| over the batch
	Grad   float64 // length of its gradient, before clipping
	Moved  float64 // length of the change of its parameters
}

// CannotReport says why a run has no reports of its steps.
func (s *Snapshot) CannotReport() string { return cannotReport(s.Objective) }

func cannotReport(o *ObjectiveKind) string {
	if o.Name != likelihoodName {
		return "a step is shown in stages for maximum likelihood; this run has " + o.Words.Short
	}
	return ""
}

// StepReport makes a step, as [Fit.Step] does, and reports it.
func (f *Fit) StepReport() (*StepReport, error) {
	if why := cannotReport(f.config.Settings.Objective()); why != "" {
		return nil, errors.New(why)
	}
	if state, reason := f.Ended(); state != Paused {
		return nil, errors.New(state.String() + ": " + reason)
	}
	before, skipped := slices.Clone(f.theta), f.guard.skipped
	f.Step()
	units := f.data.Units + f.data.wordsNLL
	r := &StepReport{
		Step: f.step, Units: units, Loss: f.loss + units,
		Length: f.length, Shrink: f.shrink, LR: f.lr, Skipped: f.guard.skipped > skipped,
	}
	x, given := clone(f.batch.X), clone(f.batch.Given)
	path := f.passes(before, x, given)
	r.Path = path.At
	r.BaseTerm = -mean(flows.BaseAt(f.base, before).LogProb(ad.NewTape(before, nil).Const(path.At[0])).Data)
	for k, l := range f.stack.Layers {
		lo, hi := span(l.Blocks)
		layer := StepLayer{ID: l.ID, LogDet: 0 - mean(path.Ladj[k].Data), Grad: f.gradNorms[k], Moved: distance(before[lo:hi], f.theta[lo:hi])}
		r.Layers = append(r.Layers, layer)
		r.Sum += layer.LogDet
	}
	r.Residual = math.Abs(r.Loss - (r.BaseTerm + r.Sum + units))
	r.Moved = distance(before, f.theta)
	logp := make([]float64, x.Rows)
	f.stack.Evaluator(flows.BaseAt(f.base, f.theta), f.theta).For(flows.ForTraining).Under(given).LogProb(logp, x)
	r.After = units - mean(logp)
	return r, nil
}

// passes carries a batch to the base with other parameters than those of now.
func (f *Fit) passes(theta []float64, x, given *ad.Mat) flows.Path {
	return f.stack.Evaluator(flows.BaseAt(f.base, theta), theta).For(flows.ForTraining).Under(given).Inverse(x)
}

func clone(m *ad.Mat) *ad.Mat {
	if m == nil {
		return nil
	}
	c := ad.New(m.Rows, m.Cols)
	copy(c.Data, m.Data)
	return c
}

// distance is the length of the difference of two vectors.
func distance(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += (v - b[i]) * (v - b[i])
	}
	return math.Sqrt(sum)
}
