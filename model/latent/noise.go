package latent

import (
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
)

// noise are standard normal numbers that depend on the seed and the step alone.
type noise struct {
	seed uint64
	pcg  rand.PCG
	rng  *rand.Rand
}

func newNoise(seed uint64) *noise {
	n := &noise{seed: seed}
	n.rng = rand.New(&n.pcg)
	return n
}

func (n *noise) fill(step int, into ...*ad.Mat) {
	n.pcg.Seed(n.seed, streamNoise+uint64(step))
	for _, m := range into {
		flows.Normal{}.Draw(n.rng, m)
	}
}
