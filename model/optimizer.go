package model

import (
	"math"
	"slices"

	"bijou/flows/ad/kernel"
)

// moments is the memory of an optimiser, entry by entry as θ.
type moments struct {
	mean, square []float64
}

func newMoments(n int) moments { return moments{make([]float64, n), make([]float64, n)} }

func (m moments) clone() moments { return moments{slices.Clone(m.mean), slices.Clone(m.square)} }

// rule is an optimiser's arithmetic with its numbers at hand.
type rule struct {
	name                               string
	beta1, beta2, eps, decay, momentum float64
}

func newRule(s Settings) rule {
	return rule{s.Value("optimiser"), s.Float("beta1"), s.Float("beta2"), s.Float("eps"), s.Float("decay"), s.Float("momentum")}
}

// update takes one step down the gradient g with learning rate lr; age is how
// often these parameters were updated before, plus one. All slices are equally
// long.
func (r rule) update(theta, g, mean, square []float64, lr float64, age int) {
	if r.name == "sgd" {
		r.descend(theta, g, mean, lr)
		return
	}
	// Kingma and Ba 2015, algorithm 1.
	correct1, correct2 := 1-math.Pow(r.beta1, float64(age)), 1-math.Pow(r.beta2, float64(age))
	kernel.Adam(theta, g, mean, square, lr, r.beta1, r.beta2, correct1, correct2, r.eps, r.decay)
}

func (r rule) descend(theta, g, velocity []float64, lr float64) {
	for i, d := range g {
		velocity[i] = r.momentum*velocity[i] + d
		theta[i] -= lr * velocity[i]
	}
}

// rate returns the learning rate of a step: a linear warm-up, then constant, or
// half a cosine down to zero at the last step (Loshchilov and Hutter 2017).
func rate(s Settings, step int) float64 {
	lr, warmup, steps := s.Float("lr"), s.Int("warmup"), s.Int("steps")
	if step < warmup {
		return lr * float64(step+1) / float64(warmup)
	}
	if s.Value("schedule") == "constant" || steps <= warmup {
		return lr
	}
	done := min(1, float64(step-warmup)/float64(steps-warmup))
	return lr * 0.5 * (1 + math.Cos(math.Pi*done))
}

// norm is the Euclidean length, not finite where an entry is not.
func norm(x []float64) float64 { return math.Sqrt(kernel.Dot(x, x)) }
