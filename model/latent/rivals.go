package latent

import (
	"math"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// The models beside a flow, on the same data and with about as many parameters: a
// variational autoencoder, an autoencoder and a generative adversarial network. Every net
// has two hidden layers of one width, which is chosen for that.

// pair is a net to so many numbers and one back.
type pair struct{ there, back *nn.MLP }

// A vae has a normal posterior q(z|x) = N(μ(x), σ(x)²) and a normal likelihood
// p(x|z) = N(m(z), s²), whose deviations s, one for each column, are learnt (Kingma and
// Welling 2014).
type vae struct {
	pair
	logSD  nn.Block
	latent int
}

// An autoencoder makes |x − m(e(x))|² small; it has no density.
type autoencoder struct{ pair }

// A gan draws g(z), z ~ N(0, I), so that a discriminator cannot tell its draws from data
// (Goodfellow et al. 2014, with their loss for the generator that does not saturate).
type gan struct{ generator, discriminator *nn.MLP }

func newVAE(p *nn.Params, d, latent, width int) *vae {
	v := &vae{pair: newPair(p, "vae", d, 2*latent, latent, d, width), latent: latent}
	p.Named("vae", func(p *nn.Params) { v.logSD = p.Add("log_sd", 1, d, nn.Constant(-1)) })
	return v
}

func newAutoencoder(p *nn.Params, d, bottleneck, width int) *autoencoder {
	return &autoencoder{newPair(p, "ae", d, bottleneck, bottleneck, d, width)}
}

func newGAN(p *nn.Params, d, latent, width int) *gan {
	nets := newPair(p, "gan", d, 1, latent, d, width)
	return &gan{discriminator: nets.there, generator: nets.back}
}

// newPair adds a net from in to middle numbers, and one from other ones back.
func newPair(p *nn.Params, name string, in, middle, from, out, width int) pair {
	var nets pair
	hidden := []int{width, width}
	p.Named(name+".there", func(p *nn.Params) { nets.there = nn.NewMLP(p, in, hidden, nn.Output{Width: middle}, ad.SiLU) })
	p.Named(name+".back", func(p *nn.Params) { nets.back = nn.NewMLP(p, from, hidden, nn.Output{Width: out}, ad.SiLU) })
	return nets
}

// widthFor is the width of hidden layers at which nets have the number of parameters that is
// nearest to one.
func widthFor(parameters int, add func(p *nn.Params, width int)) int {
	best, off := 1, math.MaxInt
	for width := 1; width <= 512; width++ {
		var p nn.Params
		add(&p, width)
		d := max(p.Len-parameters, parameters-p.Len)
		if d >= off {
			break // there are ever more
		}
		best, off = width, d
	}
	return best
}

// leastLogSD is where the log deviations of a posterior or a likelihood end.
const leastLogSD = 6.0

// posterior returns mean and log deviation of z under x.
func (v *vae) posterior(x *ad.Mat) (mean, logSD *ad.Mat) {
	raw := v.there.Apply(x)
	bounded := ad.Scale(ad.Tanh(ad.Scale(ad.Cols(raw, v.latent, 2*v.latent), 1/leastLogSD)), leastLogSD)
	return ad.Cols(raw, 0, v.latent), bounded
}

// draw returns z = μ + σ·ε with log q(z|x), n×1.
func (v *vae) draw(x, noise *ad.Mat) (z, logq *ad.Mat) {
	mean, logSD := v.posterior(x)
	z = ad.Add(mean, ad.Mul(ad.Exp(logSD), noise))
	return z, ad.Sub(logPrior(noise), ad.SumFeatures(logSD))
}

// at returns log p(x|z), n×1.
func (v *vae) at(z, x *ad.Mat) *ad.Mat {
	s := v.logSD.On(z.Tape())
	off := ad.Mul(ad.Sub(v.back.Apply(z), x), ad.Exp(ad.Scale(s, -1)))
	half := ad.AddScaled(ad.Scale(ad.SumFeatures(ad.Square(off)), -0.5), -1, ad.Fill(ad.Sum(s), z.Rows))
	return ad.Shift(half, -float64(x.Cols)*math.Log(2*math.Pi)/2)
}

// bound returns the ELBO of every sample by one draw each, n×1, of which the KL divergence
// from the prior counts by a weight.
func (v *vae) bound(x, noise *ad.Mat, weight float64) *ad.Mat {
	z, logq := v.draw(x, noise)
	return ad.AddScaled(v.at(z, x), -weight, ad.Sub(logq, logPrior(z)))
}

// loss is the sum of the squared distances to what comes back.
func (a *autoencoder) loss(x *ad.Mat) *ad.Mat {
	return ad.Sum(ad.Square(ad.Sub(a.back.Apply(a.there.Apply(x)), x)))
}

// loss is that of the discriminator and of the generator, each by its own parameters alone.
func (g *gan) loss(x, noise *ad.Mat) *ad.Mat {
	t := x.Tape()
	made := g.generator.Apply(noise)
	real, fake := g.discriminator.Apply(x), g.discriminator.Apply(ad.Constant(made))
	fooled := g.discriminator.Held(t).Pass(made).Out()
	told := ad.Add(ad.Softplus(ad.Scale(real, -1)), ad.Softplus(fake))
	return ad.Sum(ad.Add(told, ad.Softplus(ad.Scale(fooled, -1))))
}
