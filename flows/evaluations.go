package flows

import "bijou/flows/ad"

// Evaluations returns how often the layer evaluates its field to carry a batch
// from data to base, given the batch at its base side and at its data side; ok
// is false for a layer that solves no differential equation.
func (l Layer) Evaluations(theta []float64, z, x, given *ad.Mat) (n int, ok bool) {
	s, ok := l.bijection().(Solver)
	if !ok || x.Rows == 0 {
		return 0, false
	}
	if l.Flip {
		x = z
	}
	return s.Evaluations(ad.NewTape(theta, nil).Const(l.active(x)), given), true
}
