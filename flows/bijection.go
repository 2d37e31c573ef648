package flows

import "bijou/flows/ad"

// A Bijection maps every sample of a batch one to one. given is the condition,
// n×C, or nil.
type Bijection interface {
	// Forward maps base to data: z (n×D) to x (n×D) and log|det dx/dz| (n×1).
	Forward(z, given *ad.Mat) (x, ladj *ad.Mat)
	// Inverse maps data to base: x (n×D) to z (n×D) and log|det dz/dx| (n×1).
	Inverse(x, given *ad.Mat) (z, ladj *ad.Mat)
}

// A Chain applies bijections one after the other, the first nearest to the
// base. The empty chain is the identity.
type Chain []Bijection

// Forward maps z through the first bijection, then the second, and so on.
func (c Chain) Forward(z, given *ad.Mat) (x, ladj *ad.Mat) {
	x, ladj = z, zeros(z)
	var h hearing
	for k, b := range c {
		var step *ad.Mat
		b, heard := h.by(b, x, given)
		x, step = b.Forward(x, heard)
		ladj = sum(k, ladj, step)
	}
	return x, ladj
}

// Inverse maps x through the last bijection backwards, then the one before it,
// and so on.
func (c Chain) Inverse(x, given *ad.Mat) (z, ladj *ad.Mat) {
	z, ladj = x, zeros(x)
	var h hearing
	for k := range c {
		var step *ad.Mat
		b, heard := h.by(c[len(c)-1-k], z, given)
		z, step = b.Inverse(z, heard)
		ladj = sum(k, ladj, step)
	}
	return z, ladj
}

// sum adds the k-th term; the first replaces the zeros.
func sum(k int, total, term *ad.Mat) *ad.Mat {
	if k == 0 {
		return term
	}
	return ad.AddScaled(total, 1, term)
}

// Inverted exchanges the two directions of a bijection.
type Inverted struct{ Bijection }

// Forward is the inverse of the bijection within.
func (v Inverted) Forward(z, given *ad.Mat) (x, ladj *ad.Mat) { return v.Bijection.Inverse(z, given) }

// Inverse is the forward direction of the bijection within.
func (v Inverted) Inverse(x, given *ad.Mat) (z, ladj *ad.Mat) { return v.Bijection.Forward(x, given) }

// zeros returns the log|det| of a map that keeps volume, n×1 for a batch of n.
func zeros(batch *ad.Mat) *ad.Mat {
	z := batch.Tape().Value(batch.Rows, 1, false)
	clear(z.Data)
	return z
}
