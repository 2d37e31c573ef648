package latent

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"bijou/flows/ad"
	"bijou/model"
)

const (
	figureRows  = 2000 // rows that figures are measured by, at most
	figureDraws = 100  // z of each
	mutualRows  = 400  // rows whose posteriors are told apart
	// activeVariance is how much the mean of a latent variable varies, at least, where it
	// says anything (Burda et al. 2016, section 5.2).
	activeVariance = 0.01
)

// Figures measures bound, evidence and what latent variables say, on rows that nobody
// learnt from.
func (o *objective) Figures(s *model.Snapshot) []model.Figure { return NewLook(s).Figures() }

// Figures are those of the run.
func (l *Look) Figures() []model.Figure {
	given := l.Data(figureRows)
	b := l.Bound(given)
	elbo, se := meanSE(b.ELBO)
	list := []model.Figure{model.NewFigure("elbo", "nats", "evidence lower bound, of rows held back", elbo).Within(se)}
	iwae, se := meanSE(b.IWAE)
	list = append(list, model.NewFigure("iwae", "nats", fmt.Sprintf("bound by %d draws with importance weights", figureDraws), iwae).Within(se))
	if exact, ok := l.Evidence(l.Own(given)); ok {
		list = l.against(list, b, exact)
	}
	kl, se := meanSE(b.KL)
	miss, missSE := meanSE(b.Miss)
	list = append(list,
		model.NewFigure("kl_prior", "nats", "from the posterior to the prior", kl).Within(se),
		model.NewFigure("reconstruction", "nats", "mean of −log p(x|z)", miss).Within(missSE))
	for j, v := range b.Each {
		list = append(list, model.NewFigure(fmt.Sprintf("kl_z%d", j+1), "nats", "what one latent variable says at least: KL of a normal with its mean and deviation", v))
	}
	list = append(list, model.NewFigure("active_units", "", "latent variables whose mean varies by more than .01", float64(b.Active)))
	mutual, se := l.Mutual(l.Data(mutualRows))
	return append(list, model.NewFigure("mutual_information", "nats", "between x and z under the posterior", mutual).Within(se))
}

// against puts the bounds beside log p(x), each as what the rows differ by, which varies
// less than log p(x).
func (l *Look) against(list []model.Figure, b Bound, exact []float64) []model.Figure {
	mean := stat.Mean(exact, nil)
	if k := l.Known(); k != nil {
		mean = k.Evidence() // that of all rows there are
	}
	for i, bound := range [][]float64{b.ELBO, b.IWAE} {
		gap, se := below(exact, bound)
		list[i] = list[i].Within(se).Against(mean)
		list[i].Value = model.Number(mean - gap)
	}
	gap, gapSE := below(exact, b.ELBO)
	return append(list,
		model.NewFigure("log_p", "nats", "log p(x), exact", mean),
		model.NewFigure("kl_exact", "nats", "from the posterior of the flow to the exact one: log p(x) − ELBO", gap).Within(gapSE))
}

// Gain is by how much the ELBO of a run is higher than that of another on the same rows,
// which nobody learnt from.
func Gain(a, b *Look) (nats, se float64) {
	given := a.Data(figureRows)
	return below(a.Bound(given).ELBO, b.Bound(given).ELBO)
}

// below is by how much b lies below a in the mean, and its standard error.
func below(a, b []float64) (mean, se float64) {
	off := make([]float64, len(a))
	floats.SubTo(off, a, b)
	return meanSE(off)
}

func meanSE(x []float64) (mean, se float64) {
	m, sd := stat.MeanStdDev(x, nil)
	return m, stat.StdErr(sd, float64(len(x)))
}

// A Bound is what the posteriors of some rows come to.
type Bound struct {
	ELBO, IWAE []float64 // by row
	KL, Miss   []float64 // by row: from the prior, and −log p(x|z)
	Each       []float64 // by latent variable: KL of a normal with the same mean and deviation
	Active     int
}

// Bound measures posteriors by many draws of each.
func (l *Look) Bound(given *ad.Mat) Bound {
	n := given.Rows
	z, logq := l.Draw(given, figureDraws)
	joint, prior := make([]float64, len(logq)), make([]float64, len(logq))
	l.LogJoint(joint, z, repeated(l.Own(given), figureDraws))
	copy(prior, logPrior(ad.NewTape(nil, nil).Const(z)).Data)
	b := Bound{ELBO: make([]float64, n), IWAE: make([]float64, n), KL: make([]float64, n), Miss: make([]float64, n)}
	weights := make([]float64, figureDraws)
	for i := range n {
		for k := range weights {
			at := k*n + i
			weights[k] = joint[at] - logq[at]
			b.KL[i] += (logq[at] - prior[at]) / figureDraws
			b.Miss[i] -= (joint[at] - prior[at]) / figureDraws
		}
		b.ELBO[i] = stat.Mean(weights, nil)
		b.IWAE[i] = floats.LogSumExp(weights) - math.Log(figureDraws)
	}
	b.say(z, n)
	return b
}

// say finds what every latent variable says. Of all distributions with a mean and a
// deviation the normal one is nearest to the prior, so that no posterior says less.
func (b *Bound) say(z *ad.Mat, n int) {
	means, draws := make([]float64, n), make([]float64, figureDraws)
	for j := range z.Cols {
		said, chance := 0.0, 0.0
		for i := range n {
			for k := range draws {
				draws[k] = z.At(k*n+i, j)
			}
			m, v := stat.PopMeanVariance(draws, nil)
			means[i] = m
			said += (m*m + v - 1 - math.Log(v)) / 2
			chance += v / figureDraws / float64(n) // of a mean of so many draws
		}
		b.Each = append(b.Each, said/float64(n))
		if stat.PopVariance(means, nil)-chance > activeVariance {
			b.Active++
		}
	}
}

// Mutual is the mutual information of x and z under the posterior, by what tells those of
// some rows apart: E log q(z|x) − log q(z), where q(z) is the mean over the rows (Hoffman
// and Johnson 2016).
func (l *Look) Mutual(given *ad.Mat) (nats, se float64) {
	n := given.Rows
	z, logq := l.Draw(given, 1)
	all := make([]float64, n)
	each, under, at := make([]float64, n), ad.New(n, given.Cols), ad.New(n, z.Cols)
	e := l.Snap.Stack.Evaluator(l.Snap.Base, l.Snap.Theta)
	copy(under.Data, given.Data)
	for i := range n {
		for j := range z.Cols {
			for k := range n {
				at.Set(k, j, z.At(i, j))
			}
		}
		e.Under(under).LogProb(all, at)
		each[i] = logq[i] - (floats.LogSumExp(all) - math.Log(float64(n)))
	}
	return meanSE(each)
}
