package nn

import (
	"fmt"

	"bijou/flows/ad"
)

// A Conv is a network that does the same at every position of a map: its first and
// its last layer hear the positions about one, those between that position alone
// (as in Glow, Kingma and Dhariwal 2018, section 3.3). The conditions of a sample
// are heard by the first layer, at every position.
type Conv struct {
	window *ad.Window
	layers []layer
	act    ad.Activation
	single bool // Apply computes in single precision
}

// NewConv returns a network of in channels and given conditions. Its blocks are
// named net.0.weight, net.0.bias, net.1.weight, …. The weights of the first layer
// are those of [ad.Patches], of the last, if it is not the first, those before
// [ad.Gather].
func NewConv(p *Params, w ad.Window, in, given int, hidden []int, out Output, act ad.Activation) *Conv {
	m := &Conv{window: &w, act: act}
	in = in*w.Size() + given
	for _, width := range hidden {
		m.add(p, in, width, width, weights(in, act), biases(in))
		in = width
	}
	places := 1
	if len(hidden) > 0 {
		places = w.Size()
	}
	m.add(p, in, out.Width*places, out.Width, nil, out.Bias)
	return m
}

func (m *Conv) add(p *Params, in, out, biases int, weight, bias Start) {
	k := len(m.layers)
	m.layers = append(m.layers, layer{
		weight: p.Add(fmt.Sprintf("net.%d.weight", k), in, out, weight),
		bias:   p.Add(fmt.Sprintf("net.%d.bias", k), 1, biases, bias),
	})
}

// Positions is how many positions a map has.
func (m *Conv) Positions() int { return m.window.Positions() }

// InSingle makes Apply compute in single precision, as [MLP.InSingle] does. It returns the
// net.
func (m *Conv) InSingle(yes bool) *Conv {
	m.single = yes
	return m
}

// Single tells whether Apply computes in single precision.
func (m *Conv) Single() bool { return m.single }

// Apply runs the net on every position of p: x is (p·n)×in, given n×C or nil, and
// the result (p·n)×out.
func (m *Conv) Apply(x, given *ad.Mat) *ad.Mat {
	t, last := x.Tape(), len(m.layers)-1
	if m.single {
		return m.applySingle(x, given)
	}
	x = ad.Patches(x, given, m.window)
	for k, l := range m.layers {
		weight, bias := l.weight.On(t), l.bias.On(t)
		switch {
		case k < last:
			x = ad.Dense(x, weight, bias, m.act, nil)
		case k == 0:
			x = ad.Dense(x, weight, bias, ad.Identity, nil)
		default:
			x = ad.Gather(ad.Dense(x, weight, nil, ad.Identity, nil), bias, m.window)
		}
	}
	return x
}

// applySingle is Apply in single precision.
func (m *Conv) applySingle(x, given *ad.Mat) *ad.Mat {
	var weights, biases [maxDepth]*ad.Mat
	for k, l := range m.layers {
		weights[k], biases[k] = l.weight.On(x.Tape()), l.bias.On(x.Tape())
	}
	n := len(m.layers)
	return ad.SingleConv(x, given, ad.SingleNet{Weights: weights[:n], Biases: biases[:n], Act: m.act}, m.window)
}
