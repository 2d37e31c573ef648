package flows

import (
	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
	"bijou/flows/nn"
)

// An Autoregressive layer transforms entry i by what a masked net makes of the
// entries before it. The net reads the data side: x → z takes one pass, z → x
// goes entry by entry, and where gradients are wanted takes a pass for each (MAF,
// Papamakarios et al. 2017; with splines Durkan et al. 2019).
//
//	x_i = T(z_i; net(x_<i, given))
type Autoregressive struct {
	order []int // entries in the order in which they are generated
	net   *nn.MLP
	t     transform
}

func newAutoregressive(p *nn.Params, order []int, given int, n net, t transform) *Autoregressive {
	out := nn.Output{Width: t.width(), Bias: t.start()}
	return &Autoregressive{order: order, net: n.round(nn.NewMADE(p, order, given, n.hidden, out, n.act), t), t: t}
}

// Forward maps z to x entry by entry.
func (a *Autoregressive) Forward(z, given *ad.Mat) (x, ladj *ad.Mat) {
	return a.sequential(z, given, a.t.forward)
}

// Inverse maps x to z in one pass.
func (a *Autoregressive) Inverse(x, given *ad.Mat) (z, ladj *ad.Mat) {
	return a.t.inverse(x, a.net.Apply(ad.Join(x, given)))
}

// sequential finds the side that the net reads, entry by entry: what the net
// says of an entry depends on the entries before it alone.
func (a *Autoregressive) sequential(v, given *ad.Mat, t func(v, raw *ad.Mat) (out, ladj *ad.Mat)) (out, ladj *ad.Mat) {
	if !v.Tape().Records() && a.net.Sequential() {
		return a.oneByOne(v, given, t)
	}
	out = v.Tape().Value(v.Rows, v.Cols, false)
	clear(out.Data)
	net := a.net.On(v.Tape())
	for k, i := range a.order {
		entry, step := t(ad.Cols(v, i, i+1), net.Entry(ad.Join(out, given), i))
		out = ad.Replace(out, i, entry)
		ladj = sum(k, ladj, step)
	}
	return out, ladj
}

// oneByOne is sequential where nothing is recorded: what has been found stays where it
// is, in the entries and in the net.
func (a *Autoregressive) oneByOne(v, given *ad.Mat, t func(v, raw *ad.Mat) (out, ladj *ad.Mat)) (out, ladj *ad.Mat) {
	tape := v.Tape()
	out, ladj = tape.Value(v.Rows, v.Cols, false), tape.Value(v.Rows, 1, false)
	clear(out.Data)
	clear(ladj.Data)
	net := a.net.On(tape).Sequence(ad.Join(out, given))
	for _, i := range a.order {
		mark := tape.Pause() // so that the next entry uses the same memory
		entry, step := t(ad.Cols(v, i, i+1), net.Next(i))
		copy(out.Col(i), entry.Data)
		net.Tell(i, entry)
		kernel.AddScaled(ladj.Data, 1, step.Data)
		tape.Resume(mark)
	}
	return out, ladj
}

// An IAF is the same with a net that reads the base side: z → x takes one pass,
// x → z goes entry by entry (Kingma et al. 2016).
//
//	x_i = T(z_i; net(z_<i, given))
type IAF struct{ Autoregressive }

// Forward maps z to x in one pass.
func (a *IAF) Forward(z, given *ad.Mat) (x, ladj *ad.Mat) {
	return a.t.forward(z, a.net.Apply(ad.Join(z, given)))
}

// Inverse maps x to z entry by entry.
func (a *IAF) Inverse(x, given *ad.Mat) (z, ladj *ad.Mat) {
	return a.sequential(x, given, a.t.inverse)
}

// orders of an autoregressive layer over d entries, by name.
var orders = map[string]func(p, d int) int{
	"forward": func(p, _ int) int { return p },
	"reverse": func(p, d int) int { return d - 1 - p },
}
