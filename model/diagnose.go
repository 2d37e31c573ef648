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

// Weigh draws n samples from the flow and weighs them against the target, which
// there must be. The draws depend on nothing but n.
func (s *Snapshot) Weigh(n int) Weights {
	z, x := ad.New(n, s.Stack.Dim), ad.New(n, s.Stack.Dim)
	s.Base.Draw(newStream(splitSeed, streamLook), z)
	logq, logw := make([]float64, n), make([]float64, n)
	s.evaluator().SampleLogProb(x, logq, z)
	s.Data.Target.LogWeight(logw, x)
	for i, q := range logq {
		logw[i] -= q
	}
	return weigh(logw, s.Data.Target.LogZ())
}
