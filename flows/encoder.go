package flows

import (
	"bijou/flows/ad"
	"bijou/flows/nn"
)

// An Encoder is a normal distribution that a net reads off the condition, of mean and
// deviation for every entry: the amortised posterior of a variational autoencoder
// (Kingma and Welling 2014, equation 9). Layers nearer to the data hear a context that
// the same net makes, in the place of the condition (Kingma et al. 2016, algorithm 1):
//
//	[log σ, μ, h] = net(given),  x = σ·z + μ
type Encoder struct {
	net     *nn.MLP  // nil without a condition
	bias    nn.Block // what it would make then
	t       transform
	moves   int      // numbers of the net that move entries: the context stands behind
	context int      // of the net's numbers, what others hear; 0 for a net that tells nothing
	before  *Encoder // whose context this one hears; nil for the condition itself
}

// newEncoder returns a layer that hears so many numbers. Without a condition it is an
// affine layer and tells nothing.
func newEncoder(p *nn.Params, d, given, context int, n net, clamp float64) *Encoder {
	e := &Encoder{t: newScaleShift(clamp, blocked), moves: 2 * d, context: context}
	if given == 0 {
		e.context, e.bias = 0, p.Add("bias", 1, e.moves, nil)
		return e
	}
	e.net = n.round(nn.NewMLP(p, given, n.hidden, nn.Output{Width: e.moves + e.context}, n.act), nil)
	return e
}

// Forward returns σ·z + μ and Σ log σ.
func (e *Encoder) Forward(z, given *ad.Mat) (x, ladj *ad.Mat) {
	return e.t.forward(z, e.moving(e.read(z, given)))
}

// Inverse returns (x − μ)/σ and −Σ log σ.
func (e *Encoder) Inverse(x, given *ad.Mat) (z, ladj *ad.Mat) {
	return e.t.inverse(x, e.moving(e.read(x, given)))
}

// read runs the net on what the layer hears; without a condition every sample of the
// batch gets the same.
func (e *Encoder) read(batch, given *ad.Mat) *ad.Mat {
	if e.net == nil {
		each := batch.Tape().Value(batch.Rows, e.moves, false)
		clear(each.Data)
		return ad.Add(each, e.bias.On(batch.Tape()))
	}
	return e.net.Apply(given)
}

// moving are the log-scales and shifts of what the net made.
func (e *Encoder) moving(raw *ad.Mat) *ad.Mat { return ad.Cols(raw, 0, e.moves) }

// telling is the context in what the net made.
func (e *Encoder) telling(raw *ad.Mat) *ad.Mat { return ad.Cols(raw, e.moves, e.moves+e.context) }

// heard is what the layer itself hears where the stack is under a condition.
func (e *Encoder) heard(given *ad.Mat) *ad.Mat {
	if e.before == nil {
		return given
	}
	return e.before.tell(given)
}

// tell is what layers behind it hear where the stack is under a condition.
func (e *Encoder) tell(given *ad.Mat) *ad.Mat { return e.telling(e.net.Apply(e.heard(given))) }

// Told is a layer that hears the context of an encoder in the place of the condition. It
// does so also where the encoder is off or stands in no chain with it.
type Told struct {
	Bijection
	by *Encoder
}

// Forward carries z under the context.
func (b Told) Forward(z, given *ad.Mat) (x, ladj *ad.Mat) {
	return b.Bijection.Forward(z, b.by.tell(given))
}

// Inverse carries x under the context.
func (b Told) Inverse(x, given *ad.Mat) (z, ladj *ad.Mat) {
	return b.Bijection.Inverse(x, b.by.tell(given))
}

// A hearing keeps what the encoder of a chain made of the condition, so that its net runs
// once however many layers hear of it.
type hearing struct {
	of  *Encoder
	raw *ad.Mat
}

// by returns a layer of a chain with what it hears, or with the net of the encoder that it
// is as it ran already.
func (h *hearing) by(b Bijection, batch, given *ad.Mat) (Bijection, *ad.Mat) {
	switch b := b.(type) {
	case Told:
		if h.of != b.by {
			h.of, h.raw = b.by, b.by.read(batch, b.by.heard(given))
		}
		return b.Bijection, b.by.telling(h.raw)
	case *Encoder:
		if h.of != b {
			h.of, h.raw = b, b.read(batch, given)
		}
		return read{b}, h.raw
	}
	return b, given
}

// read is an encoder whose net ran: its condition is what that made.
type read struct{ *Encoder }

// Forward is that of the encoder.
func (r read) Forward(z, raw *ad.Mat) (x, ladj *ad.Mat) { return r.t.forward(z, r.moving(raw)) }

// Inverse is that of the encoder.
func (r read) Inverse(x, raw *ad.Mat) (z, ladj *ad.Mat) { return r.t.inverse(x, r.moving(raw)) }
