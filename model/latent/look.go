package latent

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"

	"bijou/flows/ad"
	"bijou/flows/nn"
	"bijou/model"
)

// A Look measures a run of latent variables as a snapshot has it: posterior, likelihood,
// and what both come to.
type Look struct {
	Snap  *model.Snapshot
	like  likelihood
	tape  *ad.Tape
	draws rand.PCG
	nodes *grid // nil until it is asked
}

// NewLook returns a look at a snapshot; nil where it learns no latent variables.
func NewLook(s *model.Snapshot) *Look {
	if !Learns(s) {
		return nil
	}
	l := &Look{Snap: s, tape: ad.NewTape(s.Theta, nil)}
	if k, ok := s.Data.Family.(Known); ok {
		l.like = known{k}
		return l
	}
	params := nn.Params{Len: s.Stack.NetBlocks[0].Offset}
	l.like = newDecoder(&params, s.Stack.Dim, s.Settings.Widths("decoder"), s.Data.GivenDim())
	return l
}

// Learns tells whether a run learns latent variables.
func Learns(s *model.Snapshot) bool { return s != nil && s.Objective.Name == Name }

// Known is the model where p(x|z) is known; nil where it is learnt.
func (l *Look) Known() Known {
	if k, ok := l.like.(known); ok {
		return k.Known
	}
	return nil
}

// Data are the rows to measure by, which nobody learnt from, as the flow hears them; n at
// most.
func (l *Look) Data(n int) *ad.Mat { return Observed(l.Snap.Data, n) }

// Observed are the rows of data that nobody learns from, as a flow hears them; n at most.
func Observed(d *model.Data, n int) *ad.Mat {
	given := d.Test.Given
	return rowsOf(given, 0, min(n, given.Rows))
}

// Own are conditions in their own units.
func (l *Look) Own(given *ad.Mat) *ad.Mat {
	x := ad.New(given.Rows, given.Cols)
	own(l.Snap.Data, x, given)
	return x
}

// LogJoint writes log p(x, z) of every sample, x being in its own units.
func (l *Look) LogJoint(dst []float64, z, x *ad.Mat) { logJoint(dst, l.tape, l.like, z, x) }

// LogJointUnder does the same of z under one x.
func (l *Look) LogJointUnder(dst []float64, z *ad.Mat, x []float64) {
	same := ad.New(z.Rows, len(x))
	for j, v := range x {
		for i := range same.Rows {
			same.Set(i, j, v)
		}
	}
	l.LogJoint(dst, z, same)
}

// Draw returns so many z of the posterior under every condition, copy behind copy, with
// log q(z|x). Draws are the same every time.
func (l *Look) Draw(given *ad.Mat, each int) (z *ad.Mat, logq []float64) {
	l.draws.Seed(0, streamFigure)
	n := given.Rows * each
	noise := ad.New(n, l.Snap.Stack.Dim)
	l.Snap.Base.Draw(rand.New(&l.draws), noise)
	z, logq = ad.New(n, noise.Cols), make([]float64, n)
	l.Snap.Stack.Evaluator(l.Snap.Base, l.Snap.Theta).Under(given).SampleLogProb(z, logq, noise)
	return z, logq
}

// Decode returns how probable each of the numbers observed is to be 1, by a decoder that
// was learnt; nil where p(x|z) is known.
func (l *Look) Decode(z *ad.Mat) *ad.Mat {
	d, ok := l.like.(*decoder)
	if !ok {
		return nil
	}
	out := ad.New(z.Rows, l.Snap.Data.GivenDim())
	for lo := 0; lo < z.Rows; lo += jointRows {
		hi := min(lo+jointRows, z.Rows)
		l.tape.Reset()
		part := ad.Sigmoid(d.logits(l.tape.Const(rowsOf(z, lo, hi))))
		for j := range out.Cols {
			copy(out.Col(j)[lo:hi], part.Col(j))
		}
	}
	return out
}

// Means are the expected values of what is observed at z: those that a known model says.
func (l *Look) Means(z *ad.Mat) *ad.Mat {
	if p := l.Decode(z); p != nil {
		return p
	}
	if m, ok := l.Known().(interface{ Mean(z *ad.Mat) *ad.Mat }); ok {
		return m.Mean(z)
	}
	return nil
}

// Evidence returns log p(x) of every row of x, in its own units; ok is false where nobody
// can say. Where a decoder is learnt it is the sum over a grid of one or two latent
// variables, z, of p(x|z)·p(z).
func (l *Look) Evidence(x *ad.Mat) (logp []float64, ok bool) {
	logp = make([]float64, x.Rows)
	if k := l.Known(); k != nil {
		k.LogEvidence(logp, x)
		return logp, true
	}
	if l.Snap.Stack.Dim > 2 {
		return nil, false
	}
	g := l.grid()
	sum := make([]float64, g.z.Rows)
	for i := range logp {
		g.joint(sum, x.Row(nil, i))
		logp[i] = floats.LogSumExp(sum)
	}
	return logp, true
}
