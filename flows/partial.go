package flows

import "bijou/flows/ad"

// A Partial applies a bijection to the first entries of a sample and lets the
// others pass: what a split took away stays as it is.
type Partial struct {
	Bijection
	size int // entries that the bijection acts on
}

// Forward carries the first entries to the data.
func (p Partial) Forward(z, given *ad.Mat) (x, ladj *ad.Mat) {
	return p.through(z, given, p.Bijection.Forward)
}

// Inverse carries the first entries to the base.
func (p Partial) Inverse(x, given *ad.Mat) (z, ladj *ad.Mat) {
	return p.through(x, given, p.Bijection.Inverse)
}

func (p Partial) through(v, given *ad.Mat, way func(v, given *ad.Mat) (out, ladj *ad.Mat)) (out, ladj *ad.Mat) {
	out, ladj = way(ad.Cols(v, 0, p.size), given)
	return ad.Join(out, ad.Cols(v, p.size, v.Cols)), ladj
}

// first returns the entries of a plain batch that the bijection acts on.
func (p Partial) first(x *ad.Mat) *ad.Mat {
	return &ad.Mat{Rows: x.Rows, Cols: p.size, Data: x.Data[:x.Rows*p.size]}
}

// A Pixelwise layer applies one bijection of channels at every position: its
// parameters are the same everywhere, and its log|det| is the sum over positions.
type Pixelwise struct {
	Bijection
	positions int
}

// Forward carries every position to the data.
func (p Pixelwise) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) {
	return p.through(z, p.Bijection.Forward)
}

// Inverse carries every position to the base.
func (p Pixelwise) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) {
	return p.through(x, p.Bijection.Inverse)
}

func (p Pixelwise) through(v *ad.Mat, way func(v, given *ad.Mat) (out, ladj *ad.Mat)) (out, ladj *ad.Mat) {
	out, ladj = way(ad.View(v, v.Rows*p.positions, v.Cols/p.positions), nil)
	return ad.View(out, v.Rows, v.Cols), ad.SumFeatures(ad.View(ladj, v.Rows, p.positions))
}

// A startingPixelwise is one whose bijection starts from data.
type startingPixelwise struct{ Pixelwise }

// StartFrom gives the bijection all positions of the batch.
func (p startingPixelwise) StartFrom(x *ad.Mat, theta []float64) {
	p.Bijection.(FromData).StartFrom(&ad.Mat{Rows: x.Rows * p.positions, Cols: x.Cols / p.positions, Data: x.Data}, theta)
}

// pixelwise returns a bijection of channels as one of samples.
func pixelwise(b Bijection, s Shape) Bijection {
	if !s.IsImage() {
		return b
	}
	p := Pixelwise{b, s.Positions()}
	if _, ok := b.(FromData); ok {
		return startingPixelwise{p}
	}
	return p
}
