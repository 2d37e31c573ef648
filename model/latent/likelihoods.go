package latent

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

const (
	fourRows   = 500 // points that bounds are measured by, at most
	fourDraws  = 500 // z of each, for a report
	quickDraws = 50  // the same for a picture
)

// Likelihoods are log p of points in their own units: of the flow exactly, of the VAE by its
// bounds and, for one or two latent variables, by a sum over a grid; nil for more.
type Likelihoods struct{ Flow, ELBO, IWAE, Exact []float64 }

// Likelihoods measures standardised points.
func (f *Four) Likelihoods(x *ad.Mat) Likelihoods {
	return f.likelihoods(x, fourDraws, f.vae.latent <= 2)
}

// Bounds are the likelihoods of the flow and bounds of the VAE by fewer draws, without its
// log p(x).
func (f *Four) Bounds(x *ad.Mat) Likelihoods { return f.likelihoods(x, quickDraws, false) }

func (f *Four) likelihoods(x *ad.Mat, draws int, exactly bool) Likelihoods {
	n := x.Rows
	units := make([]float64, n)
	f.Snap.Data.LogUnits(units, x)
	l := Likelihoods{Flow: make([]float64, n), ELBO: make([]float64, n), IWAE: make([]float64, n)}
	f.Snap.LogProb(l.Flow, x)
	weights := f.weights(x, draws)
	for i := range n {
		own := weights[i*draws : (i+1)*draws]
		l.ELBO[i] = floats.Sum(own)/float64(draws) - units[i]
		l.IWAE[i] = floats.LogSumExp(own) - math.Log(float64(draws)) - units[i]
	}
	if exactly {
		l.Exact = f.evidence(x)
		floats.Sub(l.Exact, units)
	}
	return l
}

// weights are log p(x, z) − log q(z|x) of draws of z, those of one point side by side.
func (f *Four) weights(x *ad.Mat, draws int) []float64 {
	rng := rand.New(rand.NewPCG(0, streamFigure))
	noise, same := ad.New(draws, f.vae.latent), ad.New(draws, x.Cols)
	var all []float64
	for i := range x.Rows {
		flows.Normal{}.Draw(rng, noise)
		for j := range x.Cols {
			col := same.Col(j)
			for k := range col {
				col[k] = x.At(i, j)
			}
		}
		f.tape.Reset()
		all = append(all, f.vae.bound(f.tape.Const(same), f.tape.Const(noise), 1).Data...)
	}
	return all
}

// fineSide is how many nodes a grid has each way that a VAE of points is summed over.
func fineSide(latent int) int {
	if latent == 1 {
		return 8000
	}
	return 400
}

// evidence is log p(x) of the VAE, standardised, by a grid over z.
func (f *Four) evidence(x *ad.Mat) []float64 {
	side := fineSide(f.vae.latent)
	z := GridNodes(f.vae.latent, side, gridReach)
	means := f.each(z, x.Cols, func(z *ad.Mat, _ int) *ad.Mat { return f.vae.back.Apply(z) })
	prior := f.each(z, 1, func(z *ad.Mat, _ int) *ad.Mat { return logPrior(z) }).Data
	logSD := f.vae.logSD.In(f.Snap.Theta)
	constant := float64(f.vae.latent)*math.Log(2*gridReach/float64(side)) - floats.Sum(logSD) - float64(x.Cols)*math.Log(2*math.Pi)/2
	joint, logp := make([]float64, z.Rows), make([]float64, x.Rows)
	for i := range logp {
		copy(joint, prior)
		for j := range x.Cols {
			at, precision := x.At(i, j), math.Exp(-2*logSD[j])/2
			for k, m := range means.Col(j) {
				joint[k] -= (m - at) * (m - at) * precision
			}
		}
		logp[i] = floats.LogSumExp(joint) + constant
	}
	return logp
}

// Held are standardised points that nobody learnt from, n at most.
func (f *Four) Held(n int) *ad.Mat {
	x := f.Snap.Data.Test.X
	return rowsOf(x, 0, min(n, x.Rows/f.Snap.Data.Copies))
}

// Figures are what the four come to on points that nobody learnt from.
func (o *autoencoders) Figures(s *model.Snapshot) []model.Figure { return NewFour(s).Figures() }

// Figures are those of the four.
func (f *Four) Figures() []model.Figure {
	x := f.Held(fourRows)
	l, back := f.Likelihoods(x), f.Back(x)
	nats := func(name, means string, v []float64) model.Figure {
		m, se := meanSE(v)
		return model.NewFigure(name, "nats", means, m).Within(se)
	}
	list := []model.Figure{
		nats("flow_log_p", "log p(x) of the flow, exact", l.Flow).Against(-f.Snap.Data.Entropy()),
		nats("vae_elbo", "of the VAE, a lower bound of its log p(x)", l.ELBO),
		nats("vae_iwae", "the same by 500 draws", l.IWAE),
	}
	if l.Exact != nil {
		list = append(list, nats("vae_log_p", "log p(x) of the VAE, by a grid of latent variables", l.Exact))
	}
	gain, se := below(l.Flow, l.IWAE)
	list = append(list,
		model.NewFigure("flow_gain", "nats", "by which log p(x) of the flow is above the VAE's bound by 500 draws", gain).Within(se).Should(model.AtLeast, 0),
		model.NewFigure("bound_order", "", "1 where ELBO ≤ bound by 500 draws ≤ log p(x) of the VAE", l.order()).Should(model.AtLeast, 1),
		model.NewFigure("roundtrip", "SD", "of a point that went through the flow and back, at most", furthest(x, back[0])).Should(model.AtMost, 1e-9),
		model.NewFigure("vae_miss", "SD", "of a point from what comes back of it, by the VAE", rootMeanSquare(x, back[1])),
		model.NewFigure("ae_miss", "SD", "of a point from what comes back of it, by the autoencoder", rootMeanSquare(x, back[2])))
	for i, n := range f.Parameters() {
		list = append(list, model.NewFigure([]string{"flow", "vae", "ae", "gan"}[i]+"_parameters", "", "that are learnt", float64(n)))
	}
	return list
}

// order is 1 where the bounds lie as they must, within four standard errors.
func (l Likelihoods) order() float64 {
	const errors, rounding = 4, 1e-6 // what lies beyond the grid
	ok := true
	between := func(low, high []float64) {
		by, se := below(high, low)
		ok = ok && by >= -errors*se-rounding
	}
	between(l.ELBO, l.IWAE)
	if l.Exact != nil {
		between(l.IWAE, l.Exact)
	}
	if ok {
		return 1
	}
	return 0
}

func furthest(a, b *ad.Mat) float64 { return floats.Distance(a.Data, b.Data, math.Inf(1)) }

// rootMeanSquare is how far two batches are apart, for each of their numbers.
func rootMeanSquare(a, b *ad.Mat) float64 {
	return floats.Distance(a.Data, b.Data, 2) / math.Sqrt(float64(len(a.Data)))
}
