package ad

import (
	"fmt"

	"bijou/flows/ad/kernel"
)

// A SingleNet are dense layers that compute in single precision: what goes in, and the
// weights, are rounded, the gradients are widened and added in double precision.
type SingleNet struct {
	Weights, Biases []*Mat  // of each layer, as Dense takes them
	Masks           []*Mask // of each layer; nil frees all
	Act             Activation
}

// mask returns the mask of layer k, nil for none.
func (n SingleNet) mask(k int) *Mask {
	if n.Masks == nil {
		return nil
	}
	return n.Masks[k]
}

// single is one use of a SingleNet, with what the way back needs.
type single struct {
	SingleNet
	kept   bool      // the result stays in single precision
	heard  []float32 // by the last layer, where it speaks in parts
	window *Window   // of a convolution; nil for none
	given  *Mat      // what that hears at every position; nil for nothing

	x              []float32 // what the first layer hears
	weights, bias  [][]float32
	values, slopes [][]float32 // of each layer but the last; slopes are of use to SiLU alone
	own            [][]float32 // memory for weights and biases that are rounded here
	laid           []laid      // of each layer whose weights and biases are laid out here
	maps, said     []float32   // of a convolution: what it hears before Patches, and says before Gather
}

// laid are weights and biases in the order of a mask, and what they were laid out of.
type laid struct {
	weights, bias []float32
	laying
}

// A laying is which parameters of a tape were laid out, and by which rounding.
type laying struct{ theta, roundings int }

// Single returns what Dense layers with the activation between them make of x, in
// single precision within.
func Single(x *Mat, net SingleNet) *Mat { return singleNet(x, nil, net, nil, Widen) }

// Keep says what becomes of what a net in single precision says.
type Keep int

// Widen is double precision. With the others it stays in single precision, for one
// operation that takes it so: the last on the way back before the net, for which it writes
// the gradient to what SinglePulls returns. InParts is for one that asks for SinglePart by
// SinglePart, each of which is computed then, and overwritten by the next.
const (
	Widen Keep = iota
	Whole
	InParts
)

// KeptSingle is Single with a choice of what becomes of the result.
func KeptSingle(x *Mat, net SingleNet, keep Keep) *Mat { return singleNet(x, nil, net, nil, keep) }

// SingleConv is Single with Patches before the first layer, and Gather behind the last if
// there is another: given is n×g or nil.
func SingleConv(x, given *Mat, net SingleNet, w *Window) *Mat {
	return singleNet(x, given, net, w, Widen)
}

func singleNet(x, given *Mat, net SingleNet, w *Window, keep Keep) *Mat {
	last := len(net.Weights) - 1
	t, n := x.tape, x.Rows
	want := x.Grad != nil || net.Weights[0].Grad != nil || given != nil && given.Grad != nil
	o := t.resultOf(n, len(net.Biases[last].Data), want, keep)
	s := t.singles.next()
	s.window, s.given, s.kept = w, given, keep != Widen
	s.prepare(x, net)
	in := s.x
	for k, w := range net.Weights {
		product := kernel.Single{Bias: s.bias[k], Hears: net.mask(k).heardByOutputs()}
		if k == last && s.gathers() {
			s.said, product.Bias = sized(s.said, n*w.Cols), nil
			product.NN(s.said, s.weights[k], in, w.Cols, n, w.Rows)
			s.gather(o)
			break
		}
		if k == last && keep == InParts {
			o.net, s.heard = s, in
			break
		}
		if k == last {
			product.Wide = o.Data
			product.NN(o.Singles, s.weights[k], in, w.Cols, n, w.Rows)
			break
		}
		f, value := &activations[net.Act], s.values[k]
		product.Cut, product.Then, product.Other = f.cut, f.then, value
		made := value
		if f.slope != kernel.NoUnit && o.Grad != nil {
			made, product.Then = s.slopes[k], f.slope
		}
		product.NN(made, s.weights[k], in, w.Cols, n, w.Rows)
		in = value
	}
	if o.Grad != nil {
		t.push(node{backward: backCustom, custom: s, call: Call{In: [5]*Mat{x, given}, Out: [2]*Mat{o}}, claims: true})
	}
	return o
}

// prepare rounds what goes in and makes room for what the layers make of it.
func (s *single) prepare(x *Mat, net SingleNet) {
	layers := len(net.Weights)
	s.Act = net.Act
	s.Weights = append(s.Weights[:0], net.Weights...)
	s.Biases = append(s.Biases[:0], net.Biases...)
	if s.Masks = s.Masks[:0]; net.Masks == nil {
		s.Masks = nil
	}
	s.Masks = append(s.Masks, net.Masks...)
	for len(s.weights) < layers {
		s.weights, s.bias = append(s.weights, nil), append(s.bias, nil)
		s.values, s.slopes = append(s.values, nil), append(s.slopes, nil)
		s.own, s.laid = append(s.own, nil, nil), append(s.laid, laid{})
	}
	in := s.hear(x)
	for k, w := range net.Weights {
		if w.Rows != in || len(net.Biases[k].Data)*s.places(k) != w.Cols {
			panic(fmt.Sprintf("ad: Single: %d columns through weights %d×%d", in, w.Rows, w.Cols))
		}
		in = w.Cols
		s.weights[k], s.bias[k] = w.inSingle(&s.own[2*k]), net.Biases[k].inSingle(&s.own[2*k+1])
		if m := net.mask(k); m.sorts() {
			s.sort(k, m.sorted)
		}
		if k < layers-1 {
			s.values[k], s.slopes[k] = sized(s.values[k], x.Rows*w.Cols), sized(s.slopes[k], x.Rows*w.Cols)
		}
	}
}

// sort lays the weights and biases of layer k out.
func (s *single) sort(k int, by *sorted) {
	l, w := &s.laid[k], s.Weights[k]
	now := laying{theta: w.theta, roundings: w.tape.roundings}
	if l.laying != now || now.theta == 0 || now.roundings == 0 {
		l.weights, l.bias = sized(l.weights, len(s.weights[k])), sized(l.bias, len(s.bias[k]))
		by.weights(l.weights, s.weights[k])
		by.bias(l.bias, s.bias[k])
		l.laying = now
	}
	s.weights[k], s.bias[k] = l.weights, l.bias
}

// hear rounds what the first layer hears, and returns how many columns that has.
func (s *single) hear(x *Mat) int {
	if s.window != nil {
		return s.patch(x)
	}
	s.x = sized(s.x, len(x.Data))
	narrowLimited(s.x, x.Data)
	return x.Cols
}

// narrowLimited rounds numbers: beyond single precision a net still says something, the
// same both ways.
func narrowLimited(dst []float32, x []float64) {
	kernel.Narrow(dst, x)
	kernel.Limit(dst)
}

func (s *single) Backward(c *Call) {
	x, o := c.In[0], c.Out[0]
	n, work := x.Rows, &o.tape.singleWork
	g := sized(work[0], o.Rows*o.Cols)
	if !s.kept { // else it is there already
		kernel.Narrow(g, o.Grad)
	}
	for k := len(s.Weights) - 1; k >= 0; k-- {
		work[0] = g
		w, in := s.Weights[k], s.x
		o.tape.open(w, true)
		o.tape.open(s.Biases[k], true)
		if k > 0 {
			in = s.values[k-1]
		}
		bias := ready(s.Biases[k])
		for j := range bias {
			bias[s.mask(k).output(j)] += kernel.SumSingle(g[j*n : (j+1)*n])
		}
		if s.places(k) > 1 {
			next := sized(work[1], n*w.Cols)
			s.scatter(next, g)
			work[0], work[1], g = next, g, next
		}
		if w.Grad != nil {
			s.pullWeights(k, g, in, n)
		}
		if k == 0 {
			break
		}
		next := sized(work[1], n*w.Rows)
		s.backThrough(k, n).TN(next, s.weights[k], g, w.Rows, n, w.Cols)
		work[1], g = g, next
	}
	if s.window != nil {
		s.unpatch(c, g, &work[1])
		return
	}
	if x.Grad != nil {
		w := s.Weights[0]
		kernel.Single{Wide: x.Grad, Add: !x.claim(), Hears: s.mask(0).heardOfInputs()}.TN(nil, s.weights[0], g, w.Rows, n, w.Cols)
		x.pull.cut = false
	}
}

// pullWeights finds the gradient of the weights of layer k: in single precision where the
// tape has memory for it and nobody else adds to it.
func (s *single) pullWeights(k int, g, in []float32, n int) {
	w := s.Weights[k]
	t, empty := w.tape, w.claim()
	if lo := w.theta - 1; empty && t.single != nil && lo >= 0 {
		hi := lo + len(w.Data)
		kernel.Single{Hears: s.mask(k).heardByOutputs()}.NT(t.single[lo:hi], g, in, w.Cols, w.Rows, n)
		t.singleGrads = append(t.singleGrads, SingleGrad{lo, hi, s.mask(k)})
		return
	}
	if m := s.mask(k); m.sorts() {
		work := sized(t.singleWork[1], len(w.Data))
		t.singleWork[1] = work
		kernel.Single{Hears: m.outs}.NT(work, g, in, w.Cols, w.Rows, n)
		if empty {
			clear(w.Grad)
		}
		m.sorted.addTo(w.Grad, work)
		return
	}
	kernel.Single{Wide: w.Grad, Add: !empty, Hears: s.mask(k).heardByOutputs()}.NT(nil, g, in, w.Cols, w.Rows, n)
	s.mask(k).withholdAll(w.Grad)
}

// backThrough is the product of the way back into layer k−1, with the derivative of its
// activation.
func (s *single) backThrough(k, n int) kernel.Single {
	f, told := &activations[s.Act], s.values[k-1]
	if f.slope != kernel.NoUnit {
		told = s.slopes[k-1]
	}
	hears := s.mask(k).heardOfInputs()
	if f.cut {
		return kernel.Single{Where: told, Hears: hears}
	}
	return kernel.Single{Then: f.back, Other: told, Hears: hears}
}

// inSingle returns the numbers of m in single precision: of parameters those that the
// tape knows, and else what it rounds into memory of the caller.
func (m *Mat) inSingle(own *[]float32) []float32 {
	if at := m.theta - 1; at >= 0 && m.tape.rounded != nil {
		return m.tape.rounded[at : at+len(m.Data)]
	}
	*own = sized(*own, len(m.Data))
	kernel.Narrow(*own, m.Data)
	return *own
}

// sized returns x with n entries, in the same memory if they fit.
func sized(x []float32, n int) []float32 {
	if cap(x) < n {
		return make([]float32, n)
	}
	return x[:n]
}
