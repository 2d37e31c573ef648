package nn

import (
	"fmt"

	"bijou/flows/ad"
)

// Activations lists the hidden activations by the names that a spec uses.
var Activations = []string{"tanh", "relu", "silu", "elu"}

// ParseActivation returns the activation of that name.
func ParseActivation(name string) ad.Activation {
	switch name {
	case "tanh":
		return ad.TanhUnit
	case "relu":
		return ad.ReLU
	case "silu":
		return ad.SiLU
	case "elu":
		return ad.ELU
	}
	panic("nn: no activation named " + name)
}

// An MLP is a multilayer perceptron: dense layers, each but the last followed
// by the same activation.
type MLP struct {
	layers []layer
	act    ad.Activation
	bound  float64 // on the singular values of every weight matrix; 0 is none
	single bool    // Apply computes in single precision
	keep   ad.Keep // and what becomes of what it says then

	// Of a masked net: what the outputs of each entry see of the last hidden layer, and
	// the units of each hidden layer by their degree, also as nets in single precision have
	// them.
	entries         []*ad.Mask
	degrees, sorted [][]ad.Strided
}

type layer struct {
	weight, bias Block
	mask         *ad.Mask
}

// An Output describes the last layer of a net inside a flow. Its weights start
// at zero, so that the net starts as the constant that its bias says and the
// flow's layer as the identity.
type Output struct {
	Width int
	Bias  Start // nil is zero
}

// NewMLP returns a perceptron of in inputs. Its blocks are named net.0.weight,
// net.0.bias, net.1.weight, ….
func NewMLP(p *Params, in int, hidden []int, out Output, act ad.Activation) *MLP {
	m := &MLP{act: act}
	for _, width := range hidden {
		m.add(p, in, width, nil, weights(in, act), biases(in))
		in = width
	}
	m.add(p, in, out.Width, nil, nil, out.Bias)
	return m
}

func (m *MLP) add(p *Params, in, out int, mask []float64, weight, bias Start) {
	k := len(m.layers)
	if k == maxDepth {
		panic(fmt.Sprintf("nn: a net has at most %d layers", maxDepth))
	}
	l := layer{
		weight: p.AddMasked(fmt.Sprintf("net.%d.weight", k), in, out, mask, weight),
		bias:   p.Add(fmt.Sprintf("net.%d.bias", k), 1, out, bias),
	}
	if mask != nil {
		l.mask = ad.NewMask(mask, in)
	}
	m.layers = append(m.layers, l)
}

// InSingle makes Apply compute in single precision, for a layer whose two directions
// both call Apply with the same entries: what it rounds they have in common. It returns
// the net.
func (m *MLP) InSingle(yes bool) *MLP {
	m.single = yes
	return m
}

// Keep says what becomes of what the net says where it computes in single precision. It
// returns the net.
func (m *MLP) Keep(k ad.Keep) *MLP {
	m.keep = k
	return m
}

// Single tells whether Apply computes in single precision.
func (m *MLP) Single() bool { return m.single }

// Apply runs the net on every sample: n×in to n×out.
func (m *MLP) Apply(x *ad.Mat) *ad.Mat { return m.On(x.Tape()).through(x, len(m.layers)) }

// Hinged tells whether the net begins with ReLUs that all hear one and the same
// input, and which one: what they make bends in as many places as there are units,
// so that the first two layers take little time for a sample once the places are in
// order.
func (m *MLP) Hinged() (input int, yes bool) {
	first := m.layers[0]
	switch {
	case len(m.layers) < 2 || m.act != ad.ReLU || m.single:
		return 0, false
	case first.mask != nil:
		return first.mask.Hears()
	}
	return 0, first.weight.Rows == 1
}

// activation returns what follows layer k.
func (m *MLP) activation(k int) ad.Activation {
	if k == len(m.layers)-1 {
		return ad.Identity
	}
	return m.act
}
