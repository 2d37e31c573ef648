package flows

import "bijou/flows/ad"

// Tails returns the share of the entries which the layer transforms that lie
// outside of its splines, for the batch at its data side and at its base side;
// ok is false for a layer without splines.
func (l Layer) Tails(z, x *ad.Mat) (share float64, ok bool) {
	t, entries := transformOf(l.bijection())
	s, ok := t.(*spline)
	if !ok || z.Rows == 0 {
		return 0, false
	}
	z, x = l.active(z), l.active(x)
	if entries == nil {
		entries = identity(z.Cols)
	}
	side := x // the spline's own argument runs from the base in a plain layer
	if !l.Flip {
		side = z
	}
	n := 0
	for _, j := range entries {
		n += s.outside(&ad.Mat{Rows: side.Rows, Cols: 1, Data: side.Col(j)})
	}
	return float64(n) / float64(side.Rows*len(entries)), true
}

// transformOf returns the transform inside a layer and the entries that it
// moves; nil entries are all.
func transformOf(b Bijection) (transform, []int) {
	switch b := b.(type) {
	case *Coupling:
		return b.t, b.rest
	case *Autoregressive:
		return b.t, nil
	case *IAF:
		return b.t, nil
	case *Spline:
		return b.t, nil
	}
	return nil, nil
}
