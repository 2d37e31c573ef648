package flows

// A BaseKind is an entry of the catalogue of bases.
type BaseKind struct {
	Name    string // as in a spec
	Summary string // one line of help
	Fields  []Field

	build func(name string, v Values) Base
}

// Bases returns the catalogue in the order in which it is shown.
func Bases() []*BaseKind { return bases }

var bases = []*BaseKind{
	{
		Name: "normal", Summary: "the standard normal distribution",
		build: func(string, Values) Base { return Normal{} },
	},
	{
		Name: "uniform", Summary: "even between 0 and 1: a layer such as logit must come next",
		build: func(name string, _ Values) Base { return &Independent{name, uniform{}} },
	},
	{
		Name: "logistic", Summary: "a bell with tails that fall like e^−|z|",
		build: func(name string, _ Values) Base { return &Independent{name, logistic{}} },
	},
	{
		Name: "laplace", Summary: "a peak with tails that fall like e^−|z|",
		build: func(name string, _ Values) Base { return &Independent{name, laplace{}} },
	},
	{
		Name: "student", Summary: "Student's t: tails that fall like a power, for data with outliers",
		Fields: []Field{{Name: "nu", Help: "degrees of freedom; fewer make heavier tails", Type: Float, Default: "5", Min: 0.5, Max: 1000, Step: 1}},
		build:  func(name string, v Values) Base { return &Independent{name, newStudent(v.Float("nu"))} },
	},
	{
		Name: "mixture", Summary: "normal blobs on a circle, one for every cluster of the data",
		Fields: []Field{
			{Name: "modes", Help: "number of blobs", Type: Int, Default: "8", Min: 1, Max: 64, Step: 1},
			{Name: "radius", Help: "of the circle", Type: Float, Default: "2", Min: 0, Max: 100, Step: 0.5},
			{Name: "sd", Help: "deviation of a blob", Type: Float, Default: "0.5", Min: 0.01, Max: 100, Step: 0.1},
			{Name: "trained", Help: "centres, deviations and weights are learnt", Type: Bool, Default: "no"},
			{Name: "fit", Help: "fitted to the data by EM, with covariances, in place of blobs on a circle", Type: Bool, Default: "no"},
			{Name: "components", Help: "of a fitted mixture; 0 lets the data say how many", Type: Int, Default: "0", Min: 0, Max: 64, Step: 1},
			{Name: "covariance", Help: "of the components of a fitted mixture", Type: Choice, Choices: []string{bestShape, fullShape, tiedShape, diagonalShape}, Default: bestShape},
			{Name: "shrink", Help: "rows that draw the covariance of a fitted component to a diagonal, for each column", Type: Float, Default: "0.5", Min: 1e-5, Max: 1000, Step: 0.5},
			{Name: "noise", Help: "rows that a fitted mixture takes to lie anywhere, by one more component as wide as all of them and more", Type: Float, Default: "0", Min: 0, Max: 1000, Step: 1},
		},
		build: func(name string, v Values) Base {
			m := Mixture{name, v.Int("modes"), v.Float("radius"), v.Float("sd")}
			if v.Bool("fit") {
				return &FittedMixture{name: name, components: v.Int("components"), shape: v["covariance"], shrink: v.Float("shrink"), noise: v.Float("noise")}
			}
			if v.Bool("trained") {
				return &TrainedMixture{Mixture: m}
			}
			return &m
		},
	},
}
