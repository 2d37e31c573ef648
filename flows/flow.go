package flows

import (
	"slices"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A Flow is a density: a base distribution carried to the data by a bijection.
type Flow struct {
	Base Base
	Map  Bijection
}

// LogProb returns log p(x) of every sample, n×1, in nats, by the change of
// variables: log p_base(z) + log|det dz/dx| at z = inverse(x).
func (f Flow) LogProb(x, given *ad.Mat) *ad.Mat {
	z, ladj := f.Map.Inverse(x, given)
	return ad.Add(f.Base.LogProb(z), ladj)
}

// Sample carries base samples z (n×D) to the data and returns log p(x) with
// them, n×1.
func (f Flow) Sample(z, given *ad.Mat) (x, logp *ad.Mat) {
	x, ladj := f.Map.Forward(z, given)
	return x, ad.Sub(f.Base.LogProb(z), ladj)
}

// Hinged tells whether a net in the flow is: such a flow prepares a batch for about
// as long as it takes a hundred samples.
func (f Flow) Hinged() bool {
	return someNet(f.Map, func(net any) bool {
		perceptron, ok := net.(*nn.MLP)
		if !ok {
			return false
		}
		_, yes := perceptron.Hinged()
		return yes
	})
}

// Single tells whether a net in the flow computes in single precision: then whoever
// runs it does well to round θ once.
func (f Flow) Single() bool {
	return someNet(f.Map, func(net any) bool {
		rounding, ok := net.(interface{ Single() bool })
		return ok && rounding.Single()
	})
}

// someNet tells whether a net in a bijection is as asked: a *nn.MLP, *nn.Conv or *nn.Wave.
func someNet(b Bijection, is func(net any) bool) bool {
	if inner, ok := within(b); ok {
		return someNet(inner, is)
	}
	switch b := b.(type) {
	case Chain:
		return slices.ContainsFunc(b, func(b Bijection) bool { return someNet(b, is) })
	case *Encoder:
		return b.net != nil && is(b.net)
	case *Glow:
		return someNet(b.Chain, is)
	case *WaveGlow:
		return someNet(b.Chain, is)
	case *Coupling:
		if c, ok := b.net.(*convolution); ok {
			return is(c.net)
		}
		return is(b.net.(perceptron).MLP)
	case *Autoregressive:
		return is(b.net)
	case *IAF:
		return is(b.net)
	}
	return false
}

// Positions is how many positions of a sample a net in the flow goes through at
// most, one after the other: 1 where there is no convolution. So many samples does
// one sample take the time of.
func (f Flow) Positions() int { return positions(f.Map) }

func positions(b Bijection) int {
	if inner, ok := within(b); ok {
		return positions(inner)
	}
	switch b := b.(type) {
	case Chain:
		most := 1
		for _, inner := range b {
			most = max(most, positions(inner))
		}
		return most
	case *Glow:
		return positions(b.Chain)
	case *WaveGlow:
		return positions(b.Chain)
	case *Coupling:
		if c, ok := b.net.(*convolution); ok {
			return c.net.Positions()
		}
	}
	return 1
}
