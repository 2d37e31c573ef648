package systems

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

var rbig = System{
	Name: "rbig", Title: "RBIG", Called: "RBIG, iterative Gaussianization",
	Summary:   "sixty layers fitted one by one, each making the columns normal and turning space",
	Relatives: "Chen and Gopinath 2000; Laparra et al. 2011",
	Recipes:   []string{"rbig-many"},
	NotBuilt:  []string{"turning by independent component analysis: random rotations and principal axes are built"},
	Measure:   func(runs []Trained) ([]model.Figure, error) { return measureDestructor(runs[0], 1) },
}

var destructor = System{
	Name: "destructor", Title: "Density destructors", Called: "density destructor",
	Summary:   "a distribution function, histograms and a tree carry the data to the uniform distribution on the unit cube",
	Relatives: "Inouye and Ravikumar 2018; Ram and Gray 2011",
	Recipes:   []string{"destructor"},
	NotBuilt:  []string{"destructors by forests or mutual information trees: the tree here is one"},
	Measure:   func(runs []Trained) ([]model.Figure, error) { return measureDestructor(runs[0], 2) },
}

// pairCorrelation is that of the normal pair whose mutual information is asked for.
const pairCorrelation = 0.8

// measureDestructor judges a stack whose last layers, so many, treat columns alone:
// what these leave is the total correlation of the data.
func measureDestructor(run Trained, alone int) ([]model.Figure, error) {
	s := run.Best
	left, se := afterAlone(s, alone)
	tc, entropy := totalCorrelation(s.Data.Truth)
	kl, klSE := s.KL(20000)
	j := gaussianEntropy(s.Data.Truth) - entropy
	mi, miSE, err := pairInformation(s, alone)
	if err != nil {
		return nil, err
	}
	known := -math.Log1p(-pairCorrelation*pairCorrelation) / 2
	return []model.Figure{
		model.NewFigure("tc_after_first", "nats", "KL that is left when columns are destroyed alone; known as the total correlation", left).Within(se).Against(tc),
		model.NewFigure("tc_after_first_error", "nats", "between the two", math.Abs(left-tc)).Within(se).Should(model.AtMost, 0.02),
		model.NewFigure("information_sum", "nats", "what all layers took; known as the negentropy", j-kl).Within(klSE).Against(j),
		model.NewFigure("information_sum_error", "share", "of the negentropy that is left", kl/j).Within(klSE/j).Against(0).Should(model.AtMost, 0.05),
		model.NewFigure("mi", "nats", "mutual information of a normal pair with correlation 0.8, as the stack finds it", mi).Within(miSE).Against(known),
		model.NewFigure("mi_error", "nats", "between that and −½·log(1 − ρ²)", math.Abs(mi-known)).Within(miSE).Should(model.AtMost, 0.02),
	}, nil
}

// afterAlone is the KL divergence from the truth to the flow of the last layers
// alone, and its standard error.
func afterAlone(s *model.Snapshot, alone int) (kl, se float64) {
	const n = 100_000
	own := ad.New(n, s.Stack.Dim)
	s.Data.Truth.Sample(rand.New(rand.NewPCG(s.Seed, 0x7463)), own)
	logp, units := make([]float64, n), make([]float64, n)
	s.Data.Truth.LogProb(logp, own)
	x := s.Data.Standard(own)
	s.Data.LogUnits(units, x)
	partial, _ := destroy(s.Stack, s.Base, s.Theta, x, alone)
	for i := range logp {
		logp[i] -= partial[i] - units[i]
	}
	mean, sd := stat.MeanStdDev(logp, nil)
	return mean, sd / math.Sqrt(n)
}

// destroy returns log q of standardised points under the last layers alone, and
// under all of them.
func destroy(stack *flows.Stack, base flows.Base, theta []float64, x *ad.Mat, alone int) (partial, whole []float64) {
	path := stack.Evaluator(base, theta).Inverse(x)
	first := len(stack.Layers) - alone
	under := func(at int) []float64 {
		logq := append([]float64(nil), base.LogProb(ad.NewTape(theta, nil).Const(path.At[at])).Data...)
		for _, ladj := range path.Ladj[at:] {
			for i, v := range ladj.Data {
				logq[i] += v
			}
		}
		return logq
	}
	return under(first), under(0)
}

// pairInformation fits the same stack to a normal pair and returns by how much all
// layers say more of fresh pairs than those that treat columns alone.
func pairInformation(s *model.Snapshot, alone int) (mi, se float64, err error) {
	stack, err := flows.NewStack(s.Stack.Spec(), 2, 0)
	if err != nil {
		return 0, 0, err
	}
	rng := rand.New(rand.NewPCG(s.Seed, 0x70616972))
	pairs := func(n int) *ad.Mat {
		x := ad.New(n, 2)
		for i := range n {
			x.Set(i, 0, rng.NormFloat64())
			x.Set(i, 1, pairCorrelation*x.At(i, 0)+math.Sqrt(1-pairCorrelation*pairCorrelation)*rng.NormFloat64())
		}
		return x
	}
	theta := make([]float64, stack.Len)
	stack.Start(theta, s.Seed)
	stack.StartFrom(pairs(100_000), nil, theta)
	partial, whole := destroy(stack, s.Base, theta, pairs(50000), alone)
	for i := range whole {
		whole[i] -= partial[i]
	}
	mean, sd := stat.MeanStdDev(whole, nil)
	return mean, sd / math.Sqrt(float64(len(whole))), nil
}

// totalCorrelation is the KL divergence of a density of the plane from the product
// of its marginals, and its entropy, by the midpoint rule on a square that holds all
// of it.
func totalCorrelation(truth model.Density) (tc, entropy float64) {
	const half, side = 6.0, 240
	const step = 2 * half / side
	cells, logp := ad.New(side*side, 2), make([]float64, side*side)
	for i := range cells.Rows {
		cells.Set(i, 0, (float64(i/side)+0.5)*step-half)
		cells.Set(i, 1, (float64(i%side)+0.5)*step-half)
	}
	truth.LogProb(logp, cells)
	var across, up [side]float64
	for i, l := range logp {
		across[i/side] += math.Exp(l) * step
		up[i%side] += math.Exp(l) * step
	}
	for i, l := range logp {
		if p := math.Exp(l); p > 0 {
			tc += p * (l - math.Log(across[i/side]) - math.Log(up[i%side])) * step * step
			entropy -= p * l * step * step
		}
	}
	return tc, entropy
}

// gaussianEntropy is that of the normal distribution with the covariance of the
// truth.
func gaussianEntropy(truth model.Density) float64 {
	const n = 1_000_000
	x := ad.New(n, truth.Dim())
	truth.Sample(rand.New(rand.NewPCG(1, 0x636f76)), x)
	var cov mat.SymDense
	stat.CovarianceMatrix(&cov, mat.NewDense(x.Cols, n, x.Data).T(), nil)
	logDet, _ := mat.LogDet(&cov)
	return (logDet + float64(x.Cols)*(1+math.Log(2*math.Pi))) / 2
}
