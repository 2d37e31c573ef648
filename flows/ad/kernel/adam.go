package kernel

import "math"

// tiny is what moments are flushed to zero below: a decaying moment of a dead
// unit ends in subnormal numbers, which make every pass over it many times
// slower and never move a parameter.
const tiny = 1e-25

// Adam takes one step of Kingma and Ba 2015, algorithm 1, with decoupled weight
// decay (Loshchilov and Hutter 2019): it moves theta down the gradient g with
// learning rate lr and updates the moments mean and square. The biases of the
// moments are divided out: correct1 is 1 − beta1ᵗ and correct2 1 − beta2ᵗ at
// step t. All slices are equally long and none may overlap. All kernels give
// the same bits.
func Adam(theta, g, mean, square []float64, lr, beta1, beta2, correct1, correct2, eps, decay float64) {
	same("Adam", theta, g)
	same("Adam", theta, mean)
	same("Adam", theta, square)
	rest1, rest2, scale1, scale2 := 1-beta1, 1-beta2, 1/correct1, 1/correct2
	if vectorAdam(theta, g, mean, square, lr, beta1, rest1, beta2, rest2, scale1, scale2, eps, decay) {
		return
	}
	// The conversions keep compilers from fusing a product into a sum.
	for i, d := range g {
		m := float64(beta1*mean[i]) + float64(rest1*d)
		v := float64(beta2*square[i]) + float64(float64(rest2*d)*d)
		if math.Abs(m) < tiny {
			m = 0
		}
		if v < tiny*tiny {
			v = 0
		}
		mean[i], square[i] = m, v
		step := float64(m*scale1) / (math.Sqrt(float64(v*scale2)) + eps)
		theta[i] -= float64(lr * (step + float64(decay*theta[i])))
	}
}
