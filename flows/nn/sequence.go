package nn

import "bijou/flows/ad"

// A Sequence is a masked net that gets the entries of its samples one after the
// other, and is asked of the next one each time. Every hidden unit is computed once,
// as soon as all that it hears is known, so that a whole sample takes no more
// products than one pass through the net. Nothing is recorded for gradients.
type Sequence struct {
	Weights
	x      *ad.Mat           // what is known of the samples, and 0 elsewhere
	hidden [maxDepth]*ad.Mat // the hidden layers, of which what hears something unknown is 0
	known  int               // entries

	single ad.SingleSequence // instead of x and hidden, for a net in single precision
}

// Sequential tells whether the net can be a Sequence with the numbers of Apply. A net
// of ReLUs that all hear one input takes another way there, which is as short.
func (m *MLP) Sequential() bool {
	_, hinged := m.Hinged()
	return len(m.entries) > 0 && !hinged
}

// Sequence begins with samples x, n×in, of which all entries are 0 but the conditions
// hold. It writes to x.
func (w Weights) Sequence(x *ad.Mat) Sequence {
	s := Sequence{Weights: w, x: x}
	if w.net.single {
		s.single = ad.NewSingleSequence(x, s.inSingle())
		return s
	}
	for k := range len(w.net.layers) - 1 {
		s.hidden[k] = x.Tape().Value(x.Rows, w.weight[k].Cols, false)
		clear(s.hidden[k].Data)
	}
	return s
}

// Next returns what the net says of entry i, the next one in its order, n×width.
func (s *Sequence) Next(i int) *ad.Mat {
	last, mask := len(s.net.layers)-1, s.net.entries[i]
	if s.net.single {
		for k := range last {
			s.single.Compute(k, s.net.sorted[k][s.known])
		}
		lo, hi := s.net.columns(i)
		return s.single.Out(lo, hi, mask, min(s.net.keep, ad.Whole))
	}
	x := s.x
	for k := range last {
		ad.DenseUnits(s.hidden[k], x, s.weight[k], s.bias[k], s.net.act, s.net.degrees[k][s.known])
		x = s.hidden[k]
	}
	weight, bias := s.ofEntry(i)
	return ad.Dense(x, weight, bias, ad.Identity, mask)
}

// Tell says what entry i is: the one that Next was asked of.
func (s *Sequence) Tell(i int, entry *ad.Mat) {
	if s.known++; s.net.single {
		s.single.Know(i, entry.Data)
		return
	}
	copy(s.x.Col(i), entry.Data)
}

// unitsOf lists for every degree below count the units of that degree in a layer, and
// what they hear: inputs of at most the same degree.
func unitsOf(in, units []int, count int) []ad.Strided {
	all := make([]ad.Strided, count)
	for g := range all {
		u := ad.Strided{Apart: 1}
		for k, degree := range units {
			if degree != g {
				continue
			}
			if u.Count == 0 {
				u.First = k
			} else if u.Count == 1 {
				u.Apart = k - u.First
			}
			u.Count++
		}
		u.Lo = len(in)
		for k, degree := range in {
			if degree <= g {
				u.Lo, u.Hi = min(u.Lo, k), k+1
			}
		}
		u.Lo = min(u.Lo, u.Hi)
		all[g] = u
	}
	return all
}
