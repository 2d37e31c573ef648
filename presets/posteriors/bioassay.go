package posteriors

import "bijou/flows/ad"

// Racine et al. 1986, as Gelman et al., Bayesian Data Analysis, third edition, table 3.1,
// have it: animals that died at four log doses, out of five each.
var (
	doses   = []float64{-0.86, -0.30, -0.05, 0.73}
	deaths  = []float64{0, 1, 3, 5}
	animals = []float64{5, 5, 5, 5}
)

// bioassay is the logistic regression of deaths on the log dose x:
//
//	a ~ N(0, 2²),  b ~ N(10, 10²),  deaths ~ Binomial(5, logit⁻¹(a + b·x)).
func bioassay() *Posterior {
	design := ad.FromRows([][]float64{{1, 1, 1, 1}, doses})
	dead, constant := countsOf(deaths, animals), 0.0
	for i, n := range animals {
		constant += logChoose(n, deaths[i])
	}
	m := Model{
		Parameters: []Parameter{{"a", Line}, {"b", Line}},
		LogJoint: func(p Point) *ad.Mat {
			odds := ad.Dense(p.Lines(0, 2), p.line.Tape().Const(design), nil, ad.Identity, nil)
			prior := ad.Add(normal(p.Line(0), 0, 2), normal(p.Line(1), 10, 10))
			return ad.Shift(ad.Add(prior, dead.log(odds)), constant)
		},
	}
	return of(m, onGrid(400, [2]float64{-6, 9}, [2]float64{-15, 50}))
}
