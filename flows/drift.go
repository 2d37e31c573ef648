package flows

import "bijou/flows/ad"

// Drifts tells whether the layer lets samples drift for a time, and is on.
func (l Layer) Drifts() bool {
	_, ok := l.bijection().(*Continuous)
	return ok && !l.Off
}

// InPieces returns the stack with every layer that drifts cut into n, each of
// which drifts for its share of the time. What lies between two of them is the
// batch at that moment: it is solved for, from the moment before. stops[k] is how
// many layers lie between the base and the batch behind layer k of the whole.
//
// The pieces share the parameters of their layer. Above 8 dimensions, where
// log|det| is estimated, every piece estimates for itself.
func (s *Stack) InPieces(n int) (cut *Stack, stops []int) {
	c := *s
	c.Layers, stops = nil, []int{0}
	for _, l := range s.Layers {
		if l.Drifts() {
			c.Layers = append(c.Layers, l.pieces(n)...)
		} else {
			c.Layers = append(c.Layers, l)
		}
		stops = append(stops, len(c.Layers))
	}
	return &c, stops
}

// pieces cuts a layer that drifts.
func (l Layer) pieces(n int) []Layer {
	c := *l.bijection().(*Continuous)
	c.steps = (c.steps + n - 1) / n // in all at least as many as before
	list := make([]Layer, n)
	for i := range list {
		p := piece{&c, float64(i) / float64(n), float64(i+1) / float64(n)}
		if l.Flip {
			p.from, p.to = 1-p.from, 1-p.to
		}
		list[i] = l
		list[i].Map = p
		if part, ok := l.untold().(Partial); ok {
			list[i].Map = Partial{p, part.size}
		}
		if told, ok := l.Map.(Told); ok {
			list[i].Map = Told{list[i].Map, told.by}
		}
	}
	return list
}

// A piece is a drift from one time to another.
type piece struct {
	whole    *Continuous
	from, to float64
}

// Forward drifts on.
func (p piece) Forward(z, given *ad.Mat) (x, ladj *ad.Mat) {
	return p.whole.drift(z, given, p.from, p.to, false)
}

// Inverse drifts back.
func (p piece) Inverse(x, given *ad.Mat) (z, ladj *ad.Mat) {
	return p.whole.drift(x, given, p.to, p.from, false)
}
