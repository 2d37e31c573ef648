package ad

import "bijou/flows/ad/kernel"

// A SingleSequence runs a SingleNet of which more and more inputs are known: each hidden
// unit is computed once, as soon as all that it hears is. What it leaves out are products
// with 0, so that its numbers are the very ones of Single. Nothing is recorded.
type SingleSequence struct {
	*single
	tape *Tape
	rows int
}

// NewSingleSequence begins with samples x, of which what is not known is 0.
func NewSingleSequence(x *Mat, net SingleNet) SingleSequence {
	s := SingleSequence{x.tape.singles.next(), x.tape, x.Rows}
	s.window, s.given, s.kept = nil, nil, false
	s.prepare(x, net)
	for _, v := range s.values[:len(net.Weights)-1] {
		clear(v)
	}
	return s
}

// Know says what column j of the samples is.
func (s SingleSequence) Know(j int, column []float64) {
	known := s.x[j*s.rows : (j+1)*s.rows]
	kernel.Narrow(known, column)
	kernel.Limit(known)
}

// Compute finds some units of hidden layer k.
func (s SingleSequence) Compute(k int, u Strided) {
	if u.Count == 0 {
		return
	}
	in, n, ins, f := s.x, s.rows, s.Weights[k].Rows, &activations[s.Act]
	if k > 0 {
		in = s.values[k-1]
	}
	last := u.First + (u.Count-1)*u.Apart
	out := s.values[k][u.First*n : (last+1)*n]
	product := kernel.Single{
		Bias: s.bias[k][u.First : last+1], Every: u.Apart, Gap: u.Apart * ins, Apart: u.Apart * n, Cut: f.cut, Then: f.then, Other: out,
	}
	from := s.weights[k][min(u.First*ins+u.Lo, len(s.weights[k])):]
	product.NN(out, from[:kernel.Reach(u.Count, u.Hi-u.Lo, product.Gap)], in[u.Lo*n:u.Hi*n], u.Count, n, u.Hi-u.Lo)
}

// Out returns columns lo to hi−1 of what the net makes of the samples, of which the mask
// says what they hear of the last hidden layer; keep is for them to stay in single
// precision.
func (s SingleSequence) Out(lo, hi int, mask *Mask, keep Keep) *Mat {
	last := len(s.Weights) - 1
	in, n, ins := s.x, s.rows, s.Weights[last].Rows
	if last > 0 {
		in = s.values[last-1]
	}
	o, heard := s.tape.resultOf(n, hi-lo, false, keep), mask.heardBySingles(ins, hi-lo)
	from := s.weights[last][min(lo*ins+heard.lo, len(s.weights[last])):]
	product := kernel.Single{Bias: s.bias[last][lo:hi], Gap: ins, Wide: o.Data}
	product.NN(o.Singles, from[:kernel.Reach(hi-lo, heard.len(), ins)], in[heard.lo*n:heard.hi*n], hi-lo, n, heard.len())
	return o
}
