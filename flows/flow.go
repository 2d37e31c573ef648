package flows

import (
	"slices"

	"bijou/flows/ad"
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
func (f Flow) Hinged() bool { return hinged(f.Map) }

func hinged(b Bijection) (yes bool) {
	switch b := b.(type) {
	case Chain:
		return slices.ContainsFunc(b, hinged)
	case Inverted:
		return hinged(b.Bijection)
	case *Coupling:
		_, yes = b.net.Hinged()
	case *Autoregressive:
		_, yes = b.net.Hinged()
	case *IAF:
		_, yes = b.net.Hinged()
	}
	return yes
}
