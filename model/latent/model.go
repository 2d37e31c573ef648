package latent

import (
	"bijou/flows"
	"bijou/flows/ad"
	"bijou/flows/nn"
	"bijou/model"
)

// A Known model says itself how what is observed comes from latent variables, whose prior
// is N(0, I), and what that comes to.
type Known interface {
	model.Conditional
	// LogLikelihood returns log p(x|z) of every sample on the tape of z, n×1.
	LogLikelihood(z, x *ad.Mat) *ad.Mat
	// LogEvidence writes log p(x) of every row of x into dst.
	LogEvidence(dst []float64, x *ad.Mat)
	// Evidence is E log p(x).
	Evidence() float64
	// MeanField returns mean and deviation of the product of normal distributions that
	// has the highest ELBO under x.
	MeanField(x []float64) (mean, sd []float64)
}

// A likelihood is p(x|z) of a run.
type likelihood interface {
	// at returns log p(x|z) of every sample on the tape of z, n×1; x is in its own units.
	at(z, x *ad.Mat) *ad.Mat
}

// known is the likelihood of a model that knows it.
type known struct{ Known }

func (k known) at(z, x *ad.Mat) *ad.Mat { return k.LogLikelihood(z, x) }

// A decoder is a net that says how probable each of some numbers is to be 1, where those
// before it say nothing more: a product of Bernoulli distributions.
type decoder struct{ net *nn.MLP }

func newDecoder(p *nn.Params, latents int, hidden []int, observed int) *decoder {
	d := new(decoder)
	p.Named("decoder", func(p *nn.Params) {
		d.net = nn.NewMLP(p, latents, hidden, nn.Output{Width: observed}, ad.SiLU)
	})
	return d
}

// logits returns log p/(1 − p) of every number.
func (d *decoder) logits(z *ad.Mat) *ad.Mat { return d.net.Apply(z) }

func (d *decoder) at(z, x *ad.Mat) *ad.Mat {
	l := d.logits(z)
	return ad.SumFeatures(ad.Sub(ad.Mul(x, l), ad.Softplus(l)))
}

// logPrior is log N(z; 0, I) of every sample.
func logPrior(z *ad.Mat) *ad.Mat { return flows.Normal{}.LogProb(z) }

// jointRows is how many samples pass a likelihood at a time.
const jointRows = 512

// logJoint writes log p(x, z) of every sample.
func logJoint(dst []float64, t *ad.Tape, like likelihood, z, x *ad.Mat) {
	for lo := 0; lo < z.Rows; lo += jointRows {
		hi := min(lo+jointRows, z.Rows)
		t.Reset()
		some := t.Const(rowsOf(z, lo, hi))
		copy(dst[lo:hi], ad.AddScaled(logPrior(some), 1, like.at(some, t.Const(rowsOf(x, lo, hi)))).Data)
	}
}

func rowsOf(m *ad.Mat, lo, hi int) *ad.Mat {
	part := ad.New(hi-lo, m.Cols)
	part.CopyRows(m, lo, hi)
	return part
}
