package posteriors

import (
	"math"
	"strings"

	"gonum.org/v1/gonum/mathext"

	"bijou/flows/ad"
)

// A family is a distribution that a model may name. Its arguments, and what is drawn from
// it, are numbers with supports, which are computed with on the line: standard deviations
// as their logarithms, probabilities as their log-odds.
type family struct {
	name   string
	of     Support // what is drawn; counts lie on the line
	counts bool    // what is drawn are whole numbers, so that it is no prior
	args   []argument
	// log is the log density of x under the arguments on the line.
	log func(x value, args arguments) *ad.Mat
	// about is the middle of a prior and how far it spreads, both on the line, of arguments
	// in their own supports: where a search begins.
	about func(args []float64) (middle, spread float64)
}

// An argument of a distribution has a name and a support; one that is whole is a column
// of whole numbers, or a number.
type argument struct {
	name  string
	on    Support
	whole bool
}

// A value is what is drawn: itself and on the line.
type value struct{ own, line *ad.Mat }

// arguments are those of a distribution on the line, of which none has more.
type arguments [3]*ad.Mat

// families is the table of distributions.
var families = []family{
	{name: "normal", args: []argument{{"mean", Line, false}, {"sd", Positive, false}},
		log:   func(x value, a arguments) *ad.Mat { return normalOf(x.own, a[0], a[1]) },
		about: func(a []float64) (float64, float64) { return a[0], a[1] }},
	{name: "student", args: []argument{{"df", Positive, false}, {"mean", Line, false}, {"sd", Positive, false}},
		log: func(x value, a arguments) *ad.Mat {
			df, off := ad.Exp(a[0]), ad.Mul(ad.Sub(x.own, a[1]), ad.Exp(ad.Scale(a[2], -1)))
			half := ad.Scale(ad.Shift(df, 1), 0.5)
			bell := ad.Mul(half, ad.Log1p(ad.Div(ad.Square(off), df)))
			constant := ad.Sub(ad.Sub(logGammaOf(half), logGammaOf(ad.Scale(df, 0.5))), ad.Add(a[2], ad.Scale(a[0], 0.5)))
			return ad.Shift(ad.Sub(constant, bell), -math.Log(math.Pi)/2)
		},
		about: func(a []float64) (float64, float64) { return a[1], a[2] }},
	{name: "cauchy", args: []argument{{"middle", Line, false}, {"scale", Positive, false}},
		log: func(x value, a arguments) *ad.Mat {
			off := ad.Mul(ad.Sub(x.own, a[0]), ad.Exp(ad.Scale(a[1], -1)))
			return ad.Shift(ad.Scale(ad.Add(ad.Log1p(ad.Square(off)), a[1]), -1), -math.Log(math.Pi))
		},
		about: func(a []float64) (float64, float64) { return a[0], 2 * a[1] }},
	{name: "lognormal", of: Positive, args: []argument{{"mean", Line, false}, {"sd", Positive, false}},
		log:   func(x value, a arguments) *ad.Mat { return ad.Sub(normalOf(x.line, a[0], a[1]), x.line) },
		about: func(a []float64) (float64, float64) { return a[0], a[1] }},
	{name: "halfnormal", of: Positive, args: []argument{{"sd", Positive, false}},
		log: func(x value, a arguments) *ad.Mat {
			off := ad.Exp(ad.Sub(x.line, a[0]))
			return ad.Shift(ad.Sub(ad.Scale(ad.Square(off), -0.5), a[0]), math.Ln2-halfLog2Pi)
		},
		about: func(a []float64) (float64, float64) { return math.Log(a[0]) - 0.6, 1.1 }},
	{name: "halfcauchy", of: Positive, args: []argument{{"scale", Positive, false}},
		log: func(x value, a arguments) *ad.Mat {
			far := ad.Softplus(ad.Scale(ad.Sub(x.line, a[0]), 2)) // log(1 + (x/s)²)
			return ad.Shift(ad.Scale(ad.Add(far, a[0]), -1), math.Log(2/math.Pi))
		},
		about: func(a []float64) (float64, float64) { return math.Log(a[0]), 1.6 }},
	{name: "exponential", of: Positive, args: []argument{{"rate", Positive, false}},
		log:   func(x value, a arguments) *ad.Mat { return ad.Sub(a[0], ad.Exp(ad.Add(x.line, a[0]))) },
		about: func(a []float64) (float64, float64) { return -math.Log(a[0]) - 0.58, 1.28 }},
	{name: "gamma", of: Positive, args: []argument{{"shape", Positive, false}, {"rate", Positive, false}},
		log: func(x value, a arguments) *ad.Mat {
			shape, scaled := ad.Exp(a[0]), ad.Add(x.line, a[1]) // log of x·rate
			return ad.Sub(ad.Sub(ad.Mul(shape, scaled), x.line), ad.Add(ad.Exp(scaled), logGammaOf(shape)))
		},
		about: func(a []float64) (float64, float64) {
			return mathext.Digamma(a[0]) - math.Log(a[1]), math.Sqrt(trigamma(a[0]))
		}},
	{name: "beta", of: Unit, args: []argument{{"a", Positive, false}, {"b", Positive, false}},
		log: func(x value, a arguments) *ad.Mat {
			p, q := ad.Exp(a[0]), ad.Exp(a[1])
			no, yes := ad.Softplus(x.line), ad.Softplus(ad.Scale(x.line, -1)) // −log(1 − x), −log x
			bulk := ad.Add(ad.Mul(ad.Shift(p, -1), yes), ad.Mul(ad.Shift(q, -1), no))
			return ad.Sub(logGammaOf(ad.Add(p, q)), ad.Add(bulk, ad.Add(logGammaOf(p), logGammaOf(q))))
		},
		about: func(a []float64) (float64, float64) {
			return mathext.Digamma(a[0]) - mathext.Digamma(a[1]), math.Sqrt(trigamma(a[0]) + trigamma(a[1]))
		}},
	{name: "bernoulli", counts: true, args: []argument{{"p", Unit, false}},
		log: func(x value, a arguments) *ad.Mat { return ad.Sub(ad.Mul(x.own, a[0]), ad.Softplus(a[0])) }},
	{name: "binomial", counts: true, args: []argument{{"trials", Line, true}, {"p", Unit, false}},
		log: func(x value, a arguments) *ad.Mat {
			fit := ad.Sub(ad.Mul(x.own, a[1]), ad.Mul(a[0], ad.Softplus(a[1])))
			ways := ad.Sub(logGammaOf(ad.Shift(a[0], 1)), ad.Add(logGammaOf(ad.Shift(x.own, 1)), logGammaOf(ad.Shift(ad.Sub(a[0], x.own), 1))))
			return ad.Add(fit, ways)
		}},
	{name: "poisson", counts: true, args: []argument{{"rate", Positive, false}},
		log: func(x value, a arguments) *ad.Mat {
			return ad.Sub(ad.Sub(ad.Mul(x.own, a[0]), ad.Exp(a[0])), logGammaOf(ad.Shift(x.own, 1)))
		}},
	{name: "negbinomial", counts: true, args: []argument{{"mean", Positive, false}, {"size", Positive, false}},
		log: func(x value, a arguments) *ad.Mat { // variance m + m²/s; share of the mean in both σ(log m − log s)
			size, odds := ad.Exp(a[1]), ad.Sub(a[0], a[1])
			fit := ad.Sub(ad.Mul(x.own, odds), ad.Mul(ad.Add(x.own, size), ad.Softplus(odds)))
			ways := ad.Sub(logGammaOf(ad.Add(x.own, size)), ad.Add(logGammaOf(size), logGammaOf(ad.Shift(x.own, 1))))
			return ad.Add(fit, ways)
		}},
}

// trigamma is the variance of the logarithm of a gamma variate: ζ(2, a), which is 1/a² next
// to 0.
func trigamma(a float64) float64 {
	if a < 1e-8 {
		return 1 / (a * a)
	}
	return mathext.Zeta(2, a)
}

// normalOf is log N(x; mean, exp(2·logSD)), entry by entry.
func normalOf(x, mean, logSD *ad.Mat) *ad.Mat {
	off := ad.Mul(ad.Sub(x, mean), ad.Exp(ad.Scale(logSD, -1)))
	return ad.Shift(ad.Sub(ad.Scale(ad.Square(off), -0.5), logSD), -halfLog2Pi)
}

// usage writes the distribution with the names of its arguments.
func (f *family) usage() string {
	names := make([]string, len(f.args))
	for i, a := range f.args {
		names[i] = a.name
	}
	return f.name + "(" + strings.Join(names, ", ") + ")"
}

// Usages lists the distributions of a model with their arguments.
func Usages() []string {
	list := make([]string, len(families))
	for i := range families {
		list[i] = families[i].usage()
	}
	return list
}

func familyNames() string {
	names := make([]string, len(families))
	for i, f := range families {
		names[i] = f.name
	}
	return strings.Join(names, ", ")
}

// logGammaOf is log Γ of every entry, on the tape by its derivative, the digamma function.
func logGammaOf(a *ad.Mat) *ad.Mat {
	out := a.Tape().Value(a.Rows, a.Cols, a.Grad != nil)
	for i, v := range a.Data {
		out.Data[i], _ = math.Lgamma(v)
	}
	ad.Custom(digamma{}, ad.Call{In: [5]*ad.Mat{a}, Out: [2]*ad.Mat{out}})
	return out
}

type digamma struct{}

// Backward adds ψ(a) times what comes from behind.
func (digamma) Backward(c *ad.Call) {
	a, out := c.In[0], c.Out[0]
	for i, g := range out.Grad {
		if g != 0 {
			a.Grad[i] += g * mathext.Digamma(a.Data[i])
		}
	}
}
