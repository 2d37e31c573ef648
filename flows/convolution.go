package flows

import (
	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A steering makes of what passes a coupling the numbers that shape the transform
// of the rest: pass is n×(entries that pass), given n×C or nil.
type steering interface {
	steer(pass, given *ad.Mat) *ad.Mat
}

// A perceptron steers by all entries at once.
type perceptron struct{ *nn.MLP }

func (p perceptron) steer(pass, given *ad.Mat) *ad.Mat { return p.Apply(ad.Join(pass, given)) }

// A positional net says something of every position: x is (p·n)×in for p positions,
// given n×C or nil, and what it says (p·n)×out.
type positional interface {
	Positions() int
	Apply(x, given *ad.Mat) *ad.Mat
}

// A convolution steers every position by those around it, with the same net
// everywhere (Dinh et al. 2017, section 3.4).
type convolution struct {
	net   positional
	place []int // for a chequerboard: where what passes and then the rest stand in a map
	order []int // where the transform's numbers stand in what the net says; nil for as they are
}

func (c *convolution) steer(pass, given *ad.Mat) *ad.Mat {
	n, p := pass.Rows, c.net.Positions()
	if c.place != nil { // the net hears 0 where the rest is
		rest := pass.Tape().Value(n, len(c.place)-pass.Cols, false)
		clear(rest.Data)
		pass = ad.Weave(pass, rest, c.place)
	}
	said := c.net.Apply(ad.View(pass, p*n, pass.Cols/p), given)
	raw := ad.View(said, n, said.Cols*p)
	if c.order == nil {
		return raw
	}
	return ad.Pick(raw, c.order)
}

// windowOf is the window of a net over a shape: three by three positions, as far as
// there are neighbours.
func windowOf(s Shape) ad.Window {
	reach := func(size int) int {
		if size > 1 {
			return 3
		}
		return 1
	}
	return ad.Window{Height: s.Height, Width: s.Width, Tall: reach(s.Height), Wide: reach(s.Width), Apart: 1}
}

// newConvCoupling returns a coupling over samples of a shape, whose net is a
// convolution. The mask is one of channels, or of positions: black or white.
func newConvCoupling(p *nn.Params, s Shape, mask string, given int, n net, t transform) *Coupling {
	return newPositionalCoupling(s, mask, t, func(in int, out nn.Output) positional {
		return nn.NewConv(p, windowOf(s), in, given, n.hidden, out, n.act).InSingle(n.isSingle())
	})
}

// newWaveCoupling returns one whose net has gates, as those of WaveGlow.
func newWaveCoupling(p *nn.Params, s Shape, mask string, given int, gates []int, t transform) *Coupling {
	return newPositionalCoupling(s, mask, t, func(in int, out nn.Output) positional {
		return nn.NewWave(p, windowOf(s), in, given, gates, out)
	})
}

// newPositionalCoupling returns a coupling whose net, made for so many channels, goes
// over the positions of a shape.
func newPositionalCoupling(s Shape, mask string, t transform, make func(in int, out nn.Output) positional) *Coupling {
	return couple(s.passing(mask), t, func(c *Coupling) steering {
		board := mask == "black" || mask == "white"
		in, out := len(c.pass)/s.Positions(), len(c.rest)/s.Positions()
		if board {
			in, out = s.Channels, s.Channels
		}
		v := &convolution{order: c.orderOf(s, out, board)}
		if board {
			v.place = c.place
		}
		v.net = make(in, nn.Output{Width: out * t.width(), Bias: t.start()})
		return v
	})
}

// orderOf says where the numbers of the rest stand in what a net says of so many
// channels: number k of channel c is a map of its own, and the maps come in the
// order in which the transform wants its numbers.
func (c *Coupling) orderOf(s Shape, channels int, board bool) []int {
	_, byNumber := c.t.(*scaleShift) // all first numbers, then all second ones
	width, p, d := c.t.width(), s.Positions(), len(c.rest)
	if !board && (byNumber || width == 1) {
		return nil
	}
	order := make([]int, d*width)
	for j, entry := range c.rest {
		channel := j / p
		if board {
			channel = entry / p
		}
		for k := range width {
			if byNumber {
				order[k*d+j] = (k*channels+channel)*p + entry%p
			} else {
				order[j*width+k] = (channel*width+k)*p + entry%p
			}
		}
	}
	return order
}
