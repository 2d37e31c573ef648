package flows

import (
	"math"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// An Affine layer scales and shifts every entry: x = exp(log_scale)·z + shift.
type Affine struct{ logScale, shift nn.Block }

// newAffine returns a layer over d columns that starts from x = scale·z + shift.
func newAffine(p *nn.Params, d int, scale, shift float64) *Affine {
	return &Affine{p.Add("log_scale", 1, d, nn.Constant(math.Log(scale))), p.Add("shift", 1, d, nn.Constant(shift))}
}

// Forward returns exp(log_scale)·z + shift and Σ log_scale.
func (a *Affine) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) {
	s, t := a.logScale.On(z.Tape()), a.shift.On(z.Tape())
	return ad.Add(ad.Mul(z, ad.Exp(s)), t), ad.Fill(ad.Sum(s), z.Rows)
}

// Inverse returns (x − shift)·exp(−log_scale) and −Σ log_scale.
func (a *Affine) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) {
	s, t := ad.Scale(a.logScale.On(x.Tape()), -1), a.shift.On(x.Tape())
	return ad.Mul(ad.Sub(x, t), ad.Exp(s)), ad.Fill(ad.Sum(s), x.Rows)
}

// ActNorm normalises on the way from data to base, z = exp(log_scale)·(x +
// bias), and starts from the mean and deviation of the first batch; after that
// both are plain parameters (Glow, Kingma and Dhariwal 2018, section 3.1).
type ActNorm struct{ logScale, bias nn.Block }

func newActNorm(p *nn.Params, d int) *ActNorm {
	return &ActNorm{p.Add("log_scale", 1, d, nil), p.Add("bias", 1, d, nil)}
}

// Forward returns z·exp(−log_scale) − bias and −Σ log_scale.
func (a *ActNorm) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) {
	s, b := ad.Scale(a.logScale.On(z.Tape()), -1), a.bias.On(z.Tape())
	return ad.Sub(ad.Mul(z, ad.Exp(s)), b), ad.Fill(ad.Sum(s), z.Rows)
}

// Inverse returns exp(log_scale)·(x + bias) and Σ log_scale.
func (a *ActNorm) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) {
	s, b := a.logScale.On(x.Tape()), a.bias.On(x.Tape())
	return ad.Mul(ad.Add(x, b), ad.Exp(s)), ad.Fill(ad.Sum(s), x.Rows)
}

// A FromData layer takes its start from data that reach it from the data side.
type FromData interface {
	StartFrom(x *ad.Mat, theta []float64)
}

// StartFrom sets the parameters so that the batch leaves the layer with mean 0
// and variance 1. A column that does not vary is only centred.
func (a *ActNorm) StartFrom(x *ad.Mat, theta []float64) {
	logScale, bias := a.logScale.In(theta), a.bias.In(theta)
	for j := range x.Cols {
		mean, sd := moments(x.Col(j))
		bias[j], logScale[j] = -mean, 0
		if sd > 1e-12 {
			logScale[j] = -math.Log(sd)
		}
	}
}

// moments returns the mean and the standard deviation (divided by n).
func moments(x []float64) (mean, sd float64) {
	for _, v := range x {
		mean += v
	}
	mean /= float64(len(x))
	for _, v := range x {
		sd += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(sd / float64(len(x)))
}

var _ FromData = (*ActNorm)(nil)
