package model

import (
	"math"

	"bijou/flows/ad"
)

// KL is the Kullback–Leibler divergence from the truth to the flow in nats,
// E[log p − log q] over n fresh draws from the truth, with its standard error; under
// conditions it is averaged over these.
// Both are NaN where the truth is not known. The draws depend on nothing but n,
// so that runs can be compared.
func (s *Snapshot) KL(n int) (kl, se float64) {
	d := s.Data
	if d.Truth == nil && d.Family == nil {
		return math.NaN(), math.NaN()
	}
	own := d.Draw(newStream(splitSeed, streamLook), n)
	logp, logq := make([]float64, n), make([]float64, n)
	if d.Family != nil {
		d.Family.LogProb(logp, own.X, own.Given)
	} else {
		d.Truth.LogProb(logp, own.X)
	}
	if own.Given != nil {
		s = s.Under(d.StandardGiven(own.Given))
	}
	s.LogProb(logq, d.standardise(own.X))
	for i := range logp {
		logp[i] -= logq[i]
	}
	m, sd := meanSD(logp)
	return m, sd / math.Sqrt(float64(n))
}

// TruthNLL is the mean of −log p of the truth over points, standardised, in nats of the
// data's own units; NaN where the truth is not known. An NLL less it is a paired
// estimate of the KL from the truth: what the points add to both cancels.
func (d *Data) TruthNLL(b Batch) float64 {
	if d.Truth == nil && d.Family == nil {
		return math.NaN()
	}
	logp := make([]float64, b.X.Rows)
	d.truthLogProb(logp, b)
	return -mean(logp)
}

// TestGap is the mean of log p − log q over the test part in nats, with its standard
// error; NaN where the truth is not known.
func (s *Snapshot) TestGap() (gap, se float64) {
	d, b := s.Data, s.Data.Test
	if b.X == nil || d.Truth == nil && d.Family == nil {
		return math.NaN(), math.NaN()
	}
	excess, logq := make([]float64, b.X.Rows), make([]float64, b.X.Rows)
	d.truthLogProb(excess, b)
	s.Under(b.Given).LogProb(logq, b.X)
	for i, q := range logq {
		excess[i] -= q
	}
	m, sd := meanSD(excess)
	return m, sd / math.Sqrt(float64(len(excess)))
}

// truthLogProb writes log p of the truth, in the data's own units, into dst.
func (d *Data) truthLogProb(dst []float64, b Batch) {
	if d.Family != nil {
		d.Family.LogProb(dst, d.Own(b.X), d.OwnGiven(b.Given))
		return
	}
	d.Truth.LogProb(dst, d.Own(b.X))
}

// Weigh draws n samples from the flow and weighs them against the target, which
// there must be. The draws depend on nothing but n.
func (s *Snapshot) Weigh(n int) Weights {
	z := ad.New(n, s.Stack.Dim)
	s.Base.Draw(newStream(splitSeed, streamLook), z)
	return weigh(s.LogWeights(ad.New(n, s.Stack.Dim), z), s.Data.Target.LogZ())
}

// LogWeights carries base samples z to x, both n×D, and returns the log-importance weight
// log p̃(x) − log q(x) of each, against the target, which there must be.
func (s *Snapshot) LogWeights(x, z *ad.Mat) []float64 {
	logq, logw := make([]float64, z.Rows), make([]float64, z.Rows)
	s.evaluator().SampleLogProb(x, logq, z)
	s.Data.Target.LogWeight(logw, x)
	for i, q := range logq {
		logw[i] -= q
	}
	return logw
}
