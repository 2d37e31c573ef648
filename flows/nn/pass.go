package nn

import "bijou/flows/ad"

// maxDepth bounds the number of layers of a net: eight hidden ones, as many as
// a field of widths takes, and the last.
const maxDepth = 9

// Weights are the parameters of a net on a tape, as the net uses them. A layer
// that evaluates its net many times prepares them once.
type Weights struct {
	net          *MLP
	weight, bias [maxDepth]*ad.Mat
	masks        [maxDepth]*ad.Mask
}

// On returns the weights on tape t.
func (m *MLP) On(t *ad.Tape) Weights {
	w := Weights{net: m}
	for k, l := range m.layers {
		w.weight[k], w.bias[k], w.masks[k] = l.weight.On(t), l.bias.On(t), l.mask
		if m.bound > 0 {
			w.weight[k] = ad.Contract(w.weight[k], m.bound)
		}
	}
	return w
}

// Held returns the weights on tape t as constants: gradients go through the net to
// what it hears, and not into the net.
func (m *MLP) Held(t *ad.Tape) Weights {
	w := m.On(t)
	for k := range m.layers {
		w.weight[k], w.bias[k] = ad.Constant(w.weight[k]), ad.Constant(w.bias[k])
	}
	return w
}

// LastBias returns the bias of the last layer.
func (w Weights) LastBias() *ad.Mat { return w.bias[len(w.net.layers)-1] }

// A Pass is one evaluation of a net, kept so that tangents can follow it.
type Pass struct {
	Weights
	values [maxDepth]*ad.Mat
}

// Pass runs the net on every sample, n×in.
func (w Weights) Pass(x *ad.Mat) Pass {
	p := Pass{Weights: w}
	for k, l := range w.net.layers {
		x = ad.Dense(x, w.weight[k], w.bias[k], w.net.activation(k), l.mask)
		p.values[k] = x
	}
	return p
}

// through runs the first layers of the net on every sample, as many as are asked
// for. It computes no more than what leaves the last of them.
func (w Weights) through(x *ad.Mat, layers int) *ad.Mat {
	if w.net.single {
		return w.single(x)
	}
	k := 0
	if input, yes := w.net.Hinged(); yes && layers >= 2 {
		x = ad.Hinges(x, w.weight[0], w.bias[0], w.weight[1], w.bias[1], input, w.net.activation(1), w.net.layers[1].mask)
		k = 2
	}
	for ; k < layers; k++ {
		x = ad.Dense(x, w.weight[k], w.bias[k], w.net.activation(k), w.net.layers[k].mask)
	}
	return x
}

// single runs the whole net in single precision.
func (w *Weights) single(x *ad.Mat) *ad.Mat {
	return ad.KeptSingle(x, w.inSingle(), w.net.keep)
}

// inSingle returns the whole net for single precision.
func (w *Weights) inSingle() ad.SingleNet {
	n := len(w.net.layers)
	return ad.SingleNet{Weights: w.weight[:n], Biases: w.bias[:n], Masks: w.masks[:n], Act: w.net.act}
}

// Out returns what the net made of the samples, n×out.
func (p Pass) Out() *ad.Mat { return p.values[len(p.net.layers)-1] }

// Entry returns what a masked net says of entry i, and computes no more than that:
// the same as the entry's columns of what Pass makes of x.
func (w Weights) Entry(x *ad.Mat, i int) *ad.Mat {
	last, mask := len(w.net.layers)-1, w.net.entries[i]
	if w.net.single {
		w.weight[last], w.bias[last] = w.ofEntry(i)
		w.masks[last] = mask
		return w.single(x)
	}
	if mask.Empty() { // it is the bias
		x = x.Tape().Value(x.Rows, w.weight[last].Rows, false)
	} else {
		x = w.through(x, last)
	}
	weight, bias := w.ofEntry(i)
	return ad.Dense(x, weight, bias, ad.Identity, mask)
}

// ofEntry returns the last layer of entry i of a masked net alone.
func (w *Weights) ofEntry(i int) (weight, bias *ad.Mat) {
	weight, bias = w.weight[len(w.net.layers)-1], w.bias[len(w.net.layers)-1]
	lo, hi := w.net.columns(i)
	return ad.Cols(weight, lo, hi), ad.Cols(bias, lo, hi)
}

// columns says which outputs of a masked net are those of entry i.
func (m *MLP) columns(i int) (lo, hi int) {
	width := m.layers[len(m.layers)-1].weight.Cols / len(m.entries)
	return i * width, (i + 1) * width
}

// Push carries k tangents of every sample through the net, kn×in to kn×out:
// tangent c of sample i stands in row c·n+i. The activation must not be silu,
// and nothing may be masked.
func (p Pass) Push(v *ad.Mat) *ad.Mat {
	for k, l := range p.net.layers {
		if l.mask != nil {
			panic("nn: Push through a masked net")
		}
		v = ad.DenseTangent(v, p.weight[k], p.values[k], p.net.activation(k))
	}
	return v
}
