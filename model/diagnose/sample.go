package diagnose

import (
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// A Sample is what a flow is judged by: points that it was not trained on, and
// points that it makes. Both are independent draws.
type Sample struct {
	Flow *model.Snapshot

	// Fresh tells that the points are new draws from the truth. Otherwise they
	// are the test part, by which nothing was chosen.
	Fresh bool
	X     *ad.Mat   // n×D, the points, standardised
	Z     *ad.Mat   // n×D, inverse(X)
	LogQ  []float64 // n, log q(X) in nats, over the data's own units

	Base    *ad.Mat   // m×D, draws from the base
	Made    *ad.Mat   // m×D, forward(Base), standardised
	MadeLog []float64 // m, log q(Made) in nats, over the data's own units
}

// seed is that of all draws here; tests change it. No run can draw the same points: those
// of data sets and of training have seeds of their own.
var seed uint64 = 0x9e3779b97f4a7c15

// The streams of draws.
const (
	streamPoints = iota + 1
	streamSpread
	streamBase
	streamDirections
	streamShuffle
	streamThin
	streamStrays
	streamRanks
)

func newRand(stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }

// points is how many points a sample has on either side, at most. A KS test on
// 4,096 sees departures of 2 % in probability.
const points = 4096

// size is fewer where every point is large, so that a diagnosis stays quick.
func size(dim int) int { return max(points/4, points*4/max(4, dim)) }

// Draw makes the sample that all diagnostics of a snapshot share.
func Draw(s *model.Snapshot) *Sample {
	points, fresh := unseen(s, streamPoints, size(s.Stack.Dim))
	p := &Sample{Flow: s, X: points.X, Fresh: fresh}
	made := size(s.Stack.Dim)
	if points.Given != nil {
		p.Flow = s.Under(points.Given)
		made = p.X.Rows // a draw under the conditions of every point
	}
	p.Base = ad.New(made, s.Stack.Dim)
	s.Base.Draw(newRand(streamBase), p.Base)

	e := s.Stack.Evaluator(s.Base, s.Theta).Under(p.Flow.Given)
	path := e.Inverse(p.X)
	p.Z, p.LogQ = path.At[0], p.logProb(path)
	p.Made, p.MadeLog = ad.New(p.Base.Rows, p.Base.Cols), make([]float64, p.Base.Rows)
	e.SampleLogProb(p.Made, p.MadeLog, p.Base)
	toOwn(s.Data, p.MadeLog, p.Made)
	return p
}

// logProb returns log q of a batch that came from the data to the base.
func (p *Sample) logProb(path flows.Path) []float64 {
	t := ad.NewTape(p.Flow.Theta, nil)
	logq := slices.Clone(p.Flow.Base.LogProb(t.Const(path.At[0])).Data)
	for _, ladj := range path.Ladj {
		floats.Add(logq, ladj.Data)
	}
	toOwn(p.Flow.Data, logq, path.At[len(path.At)-1])
	return logq
}

// unseen returns n draws from the truth or, where it is not known, at most n
// points of the test part.
func unseen(s *model.Snapshot, stream uint64, n int) (b model.Batch, fresh bool) {
	d := s.Data
	switch {
	case d.Family != nil:
		b = model.Batch{X: ad.New(n, d.Family.Dim()), Given: ad.New(n, d.Family.GivenDim())}
		d.Family.Sample(newRand(stream), b.X, b.Given)
		b.X = d.Standard(b.X)
		b.Given = d.StandardGiven(b.Given)
		return b, true
	case d.Truth == nil:
		held := d.Independent()
		held = held.Rows(0, held.X.Rows/d.Copies).Thinned(newRand(streamThin)) // behind them are copies with other noise
		return held.Rows(0, min(n, held.X.Rows)), false
	}
	b.X = ad.New(n, d.Truth.Dim())
	d.Truth.Sample(newRand(stream), b.X)
	b.X = d.Standard(b.X)
	return b, true
}

// underOne returns the sample with draws under one condition, that of the first
// point: a density in the plane is one of many under conditions.
func (p *Sample) underOne() *Sample {
	given := p.Flow.Given
	if given == nil || given.Rows == 1 {
		return p
	}
	first := ad.New(1, given.Cols)
	first.CopyRows(given, 0, 1)
	one := *p
	one.Flow = p.Flow.Under(first)
	s := one.Flow
	one.Made, one.MadeLog = ad.New(p.Base.Rows, p.Base.Cols), make([]float64, p.Base.Rows)
	s.Stack.Evaluator(s.Base, s.Theta).Under(first).SampleLogProb(one.Made, one.MadeLog, p.Base)
	toOwn(s.Data, one.MadeLog, one.Made)
	return &one
}

// toOwn makes log q of standardised points x that over the data's own units.
func toOwn(d *model.Data, logq []float64, x *ad.Mat) {
	units := make([]float64, len(logq))
	d.LogUnits(units, x)
	floats.Sub(logq, units)
}

// standardNormal tells whether the base is the one that tests on z have a
// formula for.
func (p *Sample) standardNormal() bool {
	_, ok := p.Flow.Base.(flows.Normal)
	return ok
}

// head returns the first n rows of x, or all.
func head(x *ad.Mat, n int) *ad.Mat {
	if n >= x.Rows {
		return x
	}
	h := ad.New(n, x.Cols)
	h.CopyRows(x, 0, n)
	return h
}
