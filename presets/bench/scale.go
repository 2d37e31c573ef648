package bench

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"gonum.org/v1/gonum/stat"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// A Family is a sort of flow whose cost is measured against the number of columns.
type Family struct {
	Name  string
	Stack string
	Batch int // samples of a step and of an evaluation: so few that what they take stays in the cache
	// Density and Sample count the multiplications of a sample in d columns, of log p and
	// of a draw.
	Density, Sample func(d float64) float64
	Linear          string // why cost grows as the columns do
}

// The nets of all families: two hidden layers of so many units.
const scaleWidth = 64

// The layers of families, and what a continuous flow evaluates: six passes a step of its
// solver.
const (
	scaleCouplings = 2
	scaleMasked    = 1
	scalePlanars   = 16
	scaleFields    = 6
)

// Families returns those that are measured.
func Families() []Family {
	net := func(in, out float64) float64 { return scaleWidth*(in+out) + scaleWidth*scaleWidth }
	coupling := func(d float64) float64 { return scaleCouplings * (net(d/2, d) + 2*d) }
	masked := func(d float64) float64 { return scaleMasked * (net(d, 2*d) + 2*d) }
	planar := func(d float64) float64 { return scalePlanars * 2 * d }
	// The field, the product of the first and the last matrix, once a batch, by which the
	// trace has a formula, and that.
	continuous := func(d float64) float64 {
		return scaleFields*(net(d+1, d)+scaleWidth*scaleWidth) + scaleWidth*scaleWidth*d/scaleFieldBatch
	}
	return []Family{
		{"coupling", fmt.Sprintf("coupling(relu)*%d", scaleCouplings), 16, coupling, coupling, "a net of fixed width hears half of the columns and says two numbers of each of the others"},
		{"autoregressive", fmt.Sprintf("autoregressive(relu)*%d", scaleMasked), 8, masked, func(d float64) float64 { return masked(d) / 2 }, "a masked net for all columns; a draw goes column by column, and every unit is computed once"},
		{"planar", fmt.Sprintf("planar(flip)*%d", scalePlanars), 16, planar, planar, "two products of vectors a layer"},
		{"continuous", "cnf(hidden=64x64, steps=1, tol=0)", scaleFieldBatch, continuous, continuous, "the trace of two hidden layers has a formula, so it takes no tangent a column"},
	}
}

// ScaleDims are the numbers of columns.
func ScaleDims() []int { return []int{2, 4, 8, 16, 32, 64, 128, 256, 512, 1024} }

const (
	scaleFieldBatch = 4
	// slopeFrom is the number of columns from which a slope is taken: below, the width
	// of nets and what every layer costs by itself count as much.
	slopeFrom = 128
	// SlopeBar is how far a slope may be from that of the formula.
	SlopeBar = 0.15
)

// A Scale is what a family costs in some dimension.
type Scale struct {
	Family    string  `json:"family"`
	Dim       int     `json:"dim"`
	Batch     int     `json:"batch"`
	Params    int     `json:"params"`
	StepsPerS float64 `json:"steps_per_s"`
	DensityMS float64 `json:"logp_ms"`   // of a batch
	SampleMS  float64 `json:"sample_ms"` // of as many draws
}

// scaleRounds is how often all dimensions are timed, one after the other: what else the
// machine does comes and goes, and the best of all rounds counts.
const scaleRounds = 4

// MeasureScale times a family in all dimensions.
func MeasureScale(ctx context.Context, f Family) ([]Scale, error) {
	var list []Scale
	var jobs []func(s *Scale)
	for _, dim := range ScaleDims() {
		c := Case{Model: f.Name, Stack: f.Stack, Dim: dim, Batch: f.Batch}
		fit, err := c.noiseFit()
		if err != nil {
			return nil, err
		}
		defer fit.Close()
		s := fit.Snapshot()
		list = append(list, Scale{Family: f.Name, Dim: dim, Batch: f.Batch, Params: s.Free(), DensityMS: math.Inf(1), SampleMS: math.Inf(1)})
		jobs = append(jobs, timing(fit, s, f.Batch))
	}
	for range scaleRounds {
		for i, job := range jobs {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			job(&list[i])
		}
	}
	return list, nil
}

// timing returns what times a fit, and keeps the best.
func timing(fit *model.Fit, s *model.Snapshot, batch int) func(best *Scale) {
	dim := s.Stack.Dim
	z, x, logp := ad.New(batch, dim), ad.New(batch, dim), make([]float64, batch)
	flows.Normal{}.Draw(rand.New(rand.NewPCG(1, 1)), z)
	e := s.Stack.Evaluator(s.Base, s.Theta)
	return func(best *Scale) {
		best.StepsPerS = max(best.StepsPerS, 1000/quickest(func() { fit.Learn() }))
		best.DensityMS = min(best.DensityMS, quickest(func() { e.LogProb(logp, z) }))
		best.SampleMS = min(best.SampleMS, quickest(func() { e.Sample(x, z) }))
	}
}

// noiseFit is a fit to white noise, drawn fresh, in any number of columns.
func (c Case) noiseFit() (*model.Fit, error) {
	spec, err := flows.ParseSpec(c.Stack)
	if err != nil {
		return nil, err
	}
	settings, err := model.ParseSettings(fmt.Sprintf("adam, schedule=constant, steps=0, clip=0, batch=%d", c.Batch))
	if err != nil {
		return nil, err
	}
	names := make([]string, c.Dim)
	for j := range names {
		names[j] = fmt.Sprintf("x%d", j+1)
	}
	const rows = 4096 // enough for a batch, and few enough for memory
	points := ad.New(rows, c.Dim)
	noise(c.Dim).Sample(rand.New(rand.NewPCG(1, 2)), points)
	src := model.Source{Spec: "noise", Columns: names, Points: points}
	return model.NewFit(model.Config{Source: src, Spec: spec, Settings: settings, Seed: 1})
}

// A Slope is the exponent with which a cost grows, over the dimensions from 128 on. All
// formulas are sums of a term in the columns and of one by itself, the width of the nets,
// so they are linear where there are many columns: 1, and a little less on the way there.
type Slope struct {
	Family  string  `json:"family"`
	Of      string  `json:"of"` // step, logp or sample
	Slope   float64 `json:"slope"`
	Formula float64 `json:"formula"` // that of the count of multiplications, over the same dimensions
	Error   float64 `json:"error"`   // of the measured one, from 1
	Bar     float64 `json:"bar"`
	Met     bool    `json:"met"`
}

// adamCost is what a parameter takes in a step beside its gradient, in multiplications.
const adamCost = 5

// Slopes returns those of a family.
func Slopes(f Family, list []Scale) []Slope {
	step := func(s Scale) float64 {
		return 3*f.Density(float64(s.Dim)) + adamCost*float64(s.Params)/float64(s.Batch)
	}
	return []Slope{
		f.slope("step", list, func(s Scale) float64 { return 1 / s.StepsPerS }, step),
		f.slope("logp", list, func(s Scale) float64 { return s.DensityMS }, func(s Scale) float64 { return f.Density(float64(s.Dim)) }),
		f.slope("sample", list, func(s Scale) float64 { return s.SampleMS }, func(s Scale) float64 { return f.Sample(float64(s.Dim)) }),
	}
}

func (f Family) slope(of string, list []Scale, cost, formula func(s Scale) float64) Slope {
	var dims, costs, counts []float64
	for _, s := range list {
		if s.Family == f.Name && s.Dim >= slopeFrom {
			dims = append(dims, math.Log(float64(s.Dim)))
			costs, counts = append(costs, math.Log(cost(s))), append(counts, math.Log(formula(s)))
		}
	}
	_, slope := stat.LinearRegression(dims, costs, nil, false)
	_, want := stat.LinearRegression(dims, counts, nil, false)
	e := math.Abs(slope - 1)
	return Slope{f.Name, of, slope, want, e, SlopeBar, e <= SlopeBar}
}

// quickest returns the milliseconds of the best of many times: whatever else the machine
// does makes them longer only.
func quickest(f func()) float64 {
	const least, most, scaleWindow = 4, 200, 50 * time.Millisecond
	f()
	best, start := time.Hour, time.Now()
	for n := 0; n < least || n < most && time.Since(start) < scaleWindow; n++ {
		from := time.Now()
		f()
		best = min(best, time.Since(from))
	}
	return float64(best) / float64(time.Millisecond)
}
