package model

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
)

// KL is the Kullback–Leibler divergence from the truth to the flow in nats,
// E[log p − log q] over n fresh draws from the truth, with its standard error.
// Both are NaN where the truth is not known. The draws depend on nothing but n,
// so that runs can be compared.
func (s *Snapshot) KL(n int) (kl, se float64) {
	truth := s.Data.Truth
	if truth == nil {
		return math.NaN(), math.NaN()
	}
	x := ad.New(n, truth.Dim())
	truth.Sample(rand.New(rand.NewPCG(splitSeed, streamLook)), x)
	logp, logq := make([]float64, n), make([]float64, n)
	truth.LogProb(logp, x)
	s.LogProb(logq, s.Data.standardise(x))
	for i := range logp {
		logp[i] -= logq[i]
	}
	m, sd := meanSD(logp)
	return m, sd / math.Sqrt(float64(n))
}
