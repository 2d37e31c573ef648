package flows

import (
	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A Coupling passes some entries unchanged and transforms the others by what a
// net makes of the first: exact and cheap in both directions (Dinh et al. 2014,
// 2017; with splines Durkan et al. 2019).
//
// The net may round as it likes, to single precision too: both directions compute it
// from the same entries, so the map stays exactly invertible and its log|det| exact.
//
//	x_pass = z_pass,  x_rest = T(z_rest; net(z_pass, given))
type Coupling struct {
	pass, rest []int // entries, in index order
	place      []int // where pass and then rest stand in a sample
	net        steering
	t          transform
	whole      transform // t on the entries that do not pass, of whole samples; nil if it cannot
}

// newCoupling returns a coupling in which entry i passes where mask[i] is true,
// steered by a perceptron.
func newCoupling(p *nn.Params, mask []bool, given int, n net, t transform) *Coupling {
	return couple(mask, t, func(c *Coupling) steering {
		out := nn.Output{Width: len(c.rest) * t.width(), Bias: t.start()}
		return perceptron{n.round(nn.NewMLP(p, len(c.pass)+given, n.hidden, out, n.act), t)}
	})
}

// couple sorts the entries by a mask and then makes the net.
func couple(mask []bool, t transform, net func(*Coupling) steering) *Coupling {
	c := &Coupling{t: t}
	for i, passes := range mask {
		if passes {
			c.pass = append(c.pass, i)
		} else {
			c.rest = append(c.rest, i)
		}
	}
	c.place = append(append(c.place, c.pass...), c.rest...)
	if t, ok := t.(selective); ok && len(c.rest) > 0 {
		c.whole = t.on(selection{rest: c.rest, pass: c.pass})
	}
	c.net = net(c)
	return c
}

// Forward maps z to x in one pass.
func (c *Coupling) Forward(z, given *ad.Mat) (x, ladj *ad.Mat) {
	pass := ad.Pick(z, c.pass)
	raw := c.net.steer(pass, given)
	if c.whole != nil {
		return c.whole.forward(z, raw)
	}
	rest, ladj := c.t.forward(ad.Pick(z, c.rest), raw)
	return ad.Weave(pass, rest, c.place), ladj
}

// Inverse maps x to z in one pass.
func (c *Coupling) Inverse(x, given *ad.Mat) (z, ladj *ad.Mat) {
	pass := ad.Pick(x, c.pass)
	raw := c.net.steer(pass, given)
	if c.whole != nil {
		return c.whole.inverse(x, raw)
	}
	rest, ladj := c.t.inverse(ad.Pick(x, c.rest), raw)
	return ad.Weave(pass, rest, c.place), ladj
}

// Masks of a coupling over d entries or channels, by name.
var masks = map[string]func(i, d int) bool{
	"even":   func(i, _ int) bool { return i%2 == 0 },
	"odd":    func(i, _ int) bool { return i%2 == 1 },
	"first":  func(i, d int) bool { return i < (d+1)/2 },
	"second": func(i, d int) bool { return i >= (d+1)/2 },
}
