package nn

import (
	"slices"

	"bijou/flows/ad"
)

// NewMADE returns a masked perceptron (Germain et al. 2015) of len(order)+given
// inputs: the outputs of entry i depend on the entries before i in order, and
// on the last given inputs, and on nothing else. There are out.Width outputs an
// entry, laid out entry by entry.
//
// Entry order[p] has degree p+1, a given input degree 0, unit k of a hidden
// layer degree k mod max(1, D−1) + 1, or k mod D where something is given, so
// that the first entry too hears of it. A weight is kept into a hidden unit of
// at least the same degree, and into an output of higher degree.
func NewMADE(p *Params, order []int, given int, hidden []int, out Output, act ad.Activation) *MLP {
	d := len(order)
	in := make([]int, d+given)
	for place, i := range order {
		in[i] = place + 1
	}
	outputs := make([]int, 0, d*out.Width)
	for i := range d {
		for range out.Width {
			outputs = append(outputs, in[i])
		}
	}
	m := &MLP{act: act}
	var places []int // of the inputs of a layer, by degree; nil is as they are
	for _, width := range hidden {
		units := make([]int, width)
		for k := range units {
			if units[k] = k%max(1, d-1) + 1; given > 0 {
				units[k] = k % d
			}
		}
		next := byDegree(units)
		m.degrees = append(m.degrees, unitsOf(in, units, d))
		m.sorted = append(m.sorted, unitsOf(arranged(in, places), arranged(units, next), d))
		m.add(p, len(in), width, mask(in, units, 0), weights(len(in), act), biases(len(in)))
		m.layers[len(m.layers)-1].mask.Sort(next, places, len(in))
		in, places = units, next
	}
	last := mask(in, outputs, 1)
	m.add(p, len(in), len(outputs), last, nil, out.Bias)
	m.layers[len(m.layers)-1].mask.Sort(nil, places, len(in))
	for part := range slices.Chunk(last, len(in)*out.Width) {
		m.entries = append(m.entries, ad.NewMask(part, len(in)).Sort(nil, places, len(in)))
	}
	return m
}

// byDegree returns the units in order of their degrees.
func byDegree(degrees []int) []int {
	order := make([]int, len(degrees))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return degrees[a] - degrees[b] })
	return order
}

// arranged returns the degrees in an order; nil is as they are.
func arranged(degrees, order []int) []int {
	if order == nil {
		return degrees
	}
	return ad.PickItems(degrees, order)
}

// mask keeps the weight from an input to a unit whose degree is higher by at
// least step.
func mask(in, out []int, step int) []float64 {
	m := make([]float64, len(in)*len(out))
	for o, to := range out {
		for i, from := range in {
			if to >= from+step {
				m[o*len(in)+i] = 1
			}
		}
	}
	return m
}
