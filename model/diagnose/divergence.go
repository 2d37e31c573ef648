package diagnose

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"bijou/flows/ad"
	"bijou/model"
)

// A Divergence says how far the flow is from the truth. All but the NLL are NaN
// where the truth is not known.
type Divergence struct {
	// KL is the Kullback–Leibler divergence from the truth to the flow,
	// E[log p − log q] over fresh points, in nats. It is 0 for a perfect flow
	// and negative only by sampling error.
	KL model.Number `json:"kl"`
	// KLSE is the standard error of KL.
	KLSE model.Number `json:"kl_se"`
	// KLShare is KL as a share of the negentropy: 0 for a perfect flow, 1 for
	// one no better than a Gaussian. It is NaN for data that are Gaussian.
	KLShare model.Number `json:"kl_share"`
	// KLReverse is the divergence the other way, from the flow to the truth,
	// E[log q − log p] over the flow's own samples, in nats, and KLReverseSE its
	// standard error. A flow that misses a mode has a large KL, one that bridges
	// two a large KLReverse; it is infinite where the flow strays from the
	// support of the truth.
	KLReverse   model.Number `json:"kl_reverse"`
	KLReverseSE model.Number `json:"kl_reverse_se"`
	// KLReverseTail is the shape of the largest of log q − log p: above ½ a few draws
	// carry the mean, and the standard error is too small.
	KLReverseTail model.Number `json:"kl_reverse_tail"`
	// Negentropy is the KL from the truth to the Gaussian of the same mean and
	// covariance, H(that Gaussian) − H(truth), in nats: what a flow has to
	// learn beyond an affine layer. The covariance is that of fresh points.
	Negentropy model.Number `json:"negentropy"`
	// Entropy is −E log p of the truth in nats: the lowest NLL there is.
	Entropy model.Number `json:"entropy"`
	// Gap is the mean of log p − log q over the test part, in nats, and GapSE its standard
	// error: the same points on both sides, so that it is surer than the NLL less the
	// entropy.
	Gap   model.Number `json:"gap"`
	GapSE model.Number `json:"gap_se"`
	// TestNLL is the mean of −log q over the test part, in nats of the
	// standardised data.
	TestNLL model.Number `json:"test_nll"`
	// TestNLLRaw is the same over the data's own units.
	TestNLLRaw model.Number `json:"test_nll_raw"`
	// TestNLLSE is the standard error of both.
	TestNLLSE model.Number `json:"test_nll_se"`
}

const (
	klPoints     = 20000  // those of Snapshot.KL in a report, so that both say the same
	spreadPoints = 400000 // numbers, for the covariance of the truth: an error of 0.003 nats in 2-D
	minJ         = 0.01   // nats: below, the negentropy is hardly told from 0
)

// Divergence measures the flow against the truth and on the test part.
func (p *Sample) Divergence() Divergence {
	s := p.Flow
	kl, se := s.KL(klPoints)
	d := Divergence{KL: model.Number(kl), KLSE: model.Number(se), Entropy: model.Number(s.Data.Entropy())}
	reverse, reverseSE, tail := p.reverse()
	d.KLReverse, d.KLReverseSE, d.KLReverseTail = model.Number(reverse), model.Number(reverseSE), model.Number(tail)
	nll, nllSE := s.TestNLL()
	d.TestNLL, d.TestNLLRaw, d.TestNLLSE = model.Number(nll-s.Data.Units), model.Number(nll), model.Number(nllSE)
	gap, gapSE := s.TestGap()
	d.Gap, d.GapSE = model.Number(gap), model.Number(gapSE)
	j := negentropy(s)
	d.Negentropy, d.KLShare = model.Number(j), model.Number(kl/j)
	if !(j > minJ) {
		d.KLShare = model.Number(math.NaN())
	}
	return d
}

// reverse returns the KL from the flow to the truth, its standard error, and the tail of
// what it is the mean of. Of a target it is the figure that a report of reverse KL has.
func (p *Sample) reverse() (kl, se, tail float64) {
	s := p.Flow
	switch {
	case s.Data.Target != nil:
		w := s.Weigh(klPoints)
		return w.KL, w.KLSE, math.NaN()
	case s.Data.Truth == nil:
		return math.NaN(), math.NaN(), math.NaN()
	}
	made, logq := p.strays()
	logp, excess := make([]float64, made.Rows), make([]float64, made.Rows)
	s.Data.Truth.LogProb(logp, s.Data.Own(made))
	kl, sd := stat.MeanStdDev(floats.SubTo(excess, logq, logp), nil)
	return kl, sd / math.Sqrt(float64(len(logp))), model.TailIndex(excess)
}

// strays are draws of the flow, more than the sample has: the few that go where the truth
// is thin make most of a KL.
func (p *Sample) strays() (made *ad.Mat, logq []float64) {
	s := p.Flow
	if s.Given != nil || s.Stack.Dim > 4 {
		return p.Made, p.MadeLog
	}
	base := ad.New(klPoints, s.Stack.Dim)
	s.Base.Draw(newRand(streamStrays), base)
	made, logq = ad.New(base.Rows, base.Cols), make([]float64, base.Rows)
	s.Stack.Evaluator(s.Base, s.Theta).SampleLogProb(made, logq, base)
	toOwn(s.Data, logq, made)
	return made, logq
}

func negentropy(s *model.Snapshot) float64 {
	if s.Data.Truth == nil {
		return math.NaN()
	}
	x, _ := unseen(s, streamSpread, spreadPoints/s.Stack.Dim)
	return GaussianEntropy(x.X) + s.Data.Units - s.Data.Entropy()
}

// GaussianEntropy is that of the Gaussian with the covariance of x, in nats:
// ½ log det 2πeΣ.
func GaussianEntropy(x *ad.Mat) float64 {
	var cov mat.SymDense
	stat.CovarianceMatrix(&cov, columns(x).T(), nil)
	var chol mat.Cholesky
	if !chol.Factorize(&cov) {
		return math.NaN()
	}
	return 0.5 * (chol.LogDet() + float64(x.Cols)*math.Log(2*math.Pi*math.E))
}

// columns shows x as gonum's D×n matrix: the memory is the same.
func columns(x *ad.Mat) *mat.Dense { return mat.NewDense(x.Cols, x.Rows, x.Data) }
