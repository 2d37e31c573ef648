package nn

import (
	"fmt"

	"bijou/flows/ad"
)

// A Wave is the network of WaveGlow (Prenger et al. 2018, section 2.1; its gates are
// those of WaveNet, van den Oord et al. 2016): gated windows, each twice as far apart
// as those before, so that what is heard grows exponentially with depth. What a gate
// says is added to what the next one hears, and to what the last layer makes the
// result of.
//
//	h₀ = W·x,  tₖ = tanh(uₖ)·σ(vₖ) with (uₖ, vₖ) = window of 2ᵏ over (hₖ, given),
//	hₖ₊₁ = hₖ + Rₖ·tₖ,  result = E·Σ Sₖ·tₖ
type Wave struct {
	windows []ad.Window
	start   layer
	gates   []layer
	adds    []layer // (Rₖ, Sₖ) one behind the other; the last has Sₖ alone
	end     layer
}

// NewWave returns a network of in channels and given conditions, which every gate hears
// at every position, with a gate of so many units for every width. The first width is
// that of what passes on, too. Without gates it is one window. Its blocks are named
// start.weight, gate.0.weight, add.0.weight, …, end.weight and the like for biases; the
// weights of gates are those of [ad.Patches].
func NewWave(p *Params, w ad.Window, in, given int, gates []int, out Output) *Wave {
	m := &Wave{}
	add := func(name string, in, out int, weight, bias Start) layer {
		return layer{weight: p.Add("net."+name+".weight", in, out, weight), bias: p.Add("net."+name+".bias", 1, out, bias)}
	}
	linear := func(name string, in, out int) layer { return add(name, in, out, weights(in, ad.Identity), nil) }
	if len(gates) == 0 {
		m.windows = []ad.Window{w}
		m.end = add("end", in*w.Size()+given, out.Width, nil, out.Bias)
		return m
	}
	width := gates[0]
	m.start = linear("start", in, width)
	for k, units := range gates {
		far := w
		far.Apart = w.Apart << k
		m.windows = append(m.windows, far)
		hears := width*w.Size() + given
		m.gates = append(m.gates, add(fmt.Sprintf("gate.%d", k), hears, 2*units, weights(hears, ad.TanhUnit), biases(hears)))
		says := 2 * width
		if k == len(gates)-1 {
			says = width
		}
		m.adds = append(m.adds, linear(fmt.Sprintf("add.%d", k), units, says))
	}
	m.end = add("end", width, out.Width, nil, out.Bias)
	return m
}

// Positions is how many positions a map has.
func (m *Wave) Positions() int { return m.windows[0].Positions() }

// Apply runs the net on every position of p: x is (p·n)×in, given n×C or nil, and the
// result (p·n)×out.
func (m *Wave) Apply(x, given *ad.Mat) *ad.Mat {
	if len(m.gates) == 0 {
		return m.end.on(ad.Patches(x, given, &m.windows[0]))
	}
	h, width := m.start.on(x), m.start.bias.Cols
	var said *ad.Mat
	for k, gate := range m.gates {
		t := ad.Gate(gate.on(ad.Patches(h, given, &m.windows[k])))
		says := m.adds[k].on(t)
		if k < len(m.gates)-1 {
			h = ad.AddScaled(h, 1, ad.Cols(says, 0, width))
			says = ad.Cols(says, width, 2*width)
		}
		if said == nil {
			said = says
		} else {
			said = ad.AddScaled(said, 1, says)
		}
	}
	return m.end.on(said)
}

// on applies a layer without an activation.
func (l layer) on(x *ad.Mat) *ad.Mat {
	return ad.Dense(x, l.weight.On(x.Tape()), l.bias.On(x.Tape()), ad.Identity, nil)
}
