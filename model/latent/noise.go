package latent

import (
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
)

// streamNoise is the randomness of base samples, apart from that of what is observed.
const (
	streamNoise  = 0x6c6174656e7401
	streamJudge  = 0x6c6174656e7402
	streamFigure = 0x6c6174656e7403
)

// noise are draws of a base that depend on the seed and the step alone.
type noise struct {
	seed uint64
	base flows.Base
	pcg  rand.PCG
	rng  *rand.Rand
}

func newNoise(seed uint64, base flows.Base) *noise {
	n := &noise{seed: seed, base: base}
	n.rng = rand.New(&n.pcg)
	return n
}

func (n *noise) fill(step int, into ...*ad.Mat) {
	n.pcg.Seed(n.seed, streamNoise+uint64(step))
	for _, m := range into {
		n.base.Draw(n.rng, m)
	}
}
