package chain

import (
	"math"

	"bijou/flows/ad"
	"bijou/model"
)

// propose moves every chain by independent draws of the flow: one of weight w′ = p̃/q takes
// the place of one of weight w with probability min(1, w′/w) (Tierney 1994, section 2.3.3).
func (c *Chains) propose(s *model.Snapshot) {
	d, each := s.Stack.Dim, c.Length+1 // the first is where a chain starts
	z, x := ad.New(c.Count*each, d), ad.New(c.Count*each, d)
	part := ad.New(each, d)
	for k := range c.Count {
		s.Base.Draw(chainStream(k), part)
		for j := range d {
			copy(z.Col(j)[k*each:], part.Col(j))
		}
	}
	logw := s.LogWeights(x, z)
	for i, v := range logw {
		if math.IsNaN(v) {
			logw[i] = math.Inf(-1)
		}
	}
	accepted := 0
	for k := range c.Count {
		rng, at := chainStream(count+k), k*each
		for i := range c.Length {
			next := k*each + i + 1
			if logw[next] > logw[at]+math.Log(rng.Float64()) || math.IsInf(logw[at], -1) {
				at = next
				accepted++
			}
			for j := range d {
				c.Draws.Set(k*c.Length+i, j, x.At(at, j))
			}
		}
	}
	c.Flow = float64(accepted) / float64(c.Count*c.Length)
}
