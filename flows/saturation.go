package flows

import (
	"math"

	"bijou/flows/ad"
)

// saturated is the share of its bound at which a log-scale counts as clamped:
// beyond, tanh has lost nine tenths of its slope, so the layer hardly learns to
// scale further.
const saturated = 0.95

// Saturation returns the share of the log-scales of an affine transform that
// are within 5 % of their bound, for the batch at its base side and at its data
// side and the condition of both, which may be nil; ok is false for a layer
// without such a bound.
func (l Layer) Saturation(theta []float64, z, x, given *ad.Mat) (share float64, ok bool) {
	t, _ := transformOf(l.bijection())
	s, ok := t.(*scaleShift)
	if !ok || z.Rows == 0 {
		return 0, false
	}
	if z, x = l.active(z), l.active(x); l.Flip {
		z, x = x, z
	}
	raw := ad.Widened(steered(l, ad.NewTape(theta, nil), z, x, given))
	d, n := raw.Cols/s.width(), 0
	for j := range d {
		scale, _ := s.to.columns(j, d)
		for _, v := range raw.Col(scale) {
			if math.Abs(math.Tanh(v/s.to.clamp)) > saturated {
				n++
			}
		}
	}
	return float64(n) / float64(z.Rows*d), true
}

// steered returns what the net inside a layer makes of the batch at its two
// sides.
func steered(l Layer, t *ad.Tape, z, x, given *ad.Mat) (raw *ad.Mat) {
	if given != nil {
		given = t.Const(given)
	}
	if told, ok := l.Map.(Told); ok {
		given = told.by.tell(given)
	}
	switch b := l.bijection().(type) {
	case *Coupling:
		return b.net.steer(ad.Pick(t.Const(x), b.pass), given)
	case *Autoregressive:
		return b.net.Apply(ad.Join(t.Const(x), given))
	case *IAF:
		return b.net.Apply(ad.Join(t.Const(z), given))
	}
	panic("flows: a transform without a net")
}
