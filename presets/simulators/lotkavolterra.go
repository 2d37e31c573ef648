package simulators

import (
	"fmt"
	"math"
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// lotkaVolterra is prey X and predators Y that are counted at equal times up to 20, each
// count off by a log-normal factor (Lueckmann et al. 2021, T.10):
//
//	Ẋ = αX − βXY,  Ẏ = δXY − γY,  X(0) = 30,  Y(0) = 1,
//	log α, log γ ~ N(−1/8, 1/4),  log β, log δ ~ N(−3, 1/4),  log x ~ N(log X, 0.1²).
//
// What is seen is the logarithms of the counts: first those of the prey.
type lotkaVolterra struct{ times int }

func newLotkaVolterra(times int) lotkaVolterra { return lotkaVolterra{times} }

const (
	lvEnd   = 20.0
	lvNoise = 0.1
	lvTol   = 1e-5 // of the logarithms, in a step
	lvLeast = -8.0 // below it a logarithm is counted as this

	lvLeastStep = 1e-9 // that is taken however far off
)

// lvMean is that of the logarithms of α, β, γ, δ.
var lvMean = [4]float64{-0.125, -3, -0.125, -3}

const lvSD = 0.5

func (l lotkaVolterra) problem() Problem {
	p := Problem{Model: l, Parameters: []string{"alpha", "beta", "gamma", "delta"},
		Supports: []model.Support{model.Positive, model.Positive, model.Positive, model.Positive}}
	for _, who := range []string{"prey", "predators"} {
		for k := range l.times {
			p.Measured = append(p.Measured, model.Given{Name: fmt.Sprintf("log_%s%d", who, k+1)})
		}
	}
	return p
}

func (lotkaVolterra) Dim() int        { return 4 }
func (l lotkaVolterra) GivenDim() int { return 2 * l.times }

// Sample draws rates from the prior, and counts under them.
func (l lotkaVolterra) Sample(rng *rand.Rand, theta, x *ad.Mat) {
	for i := range theta.Rows {
		for j, mean := range lvMean {
			theta.Set(i, j, math.Exp(mean+lvSD*rng.NormFloat64()))
		}
	}
	l.Simulate(rng, theta, x)
}

// Simulate draws counts under rates.
func (l lotkaVolterra) Simulate(rng *rand.Rand, theta, x *ad.Mat) {
	for i := range theta.Rows {
		p := predation{theta.At(i, 0), theta.At(i, 1), theta.At(i, 2), theta.At(i, 3)}
		at := [2]float64{math.Log(30), 0}
		step := 0.05
		for k := range l.times {
			at, step = p.after(at, lvEnd/float64(l.times), step)
			for who, v := range at {
				x.Set(i, who*l.times+k, max(v+lvNoise*rng.NormFloat64(), lvLeast))
			}
		}
	}
}

// A predation is the equations for u = log X and v = log Y: u̇ = α − β·eᵛ, v̇ = δ·eᵘ − γ.
// They keep δ·eᵘ − γ·u + β·eᵛ − α·v.
type predation struct{ alpha, beta, gamma, delta float64 }

func (p predation) slope(at [2]float64) [2]float64 {
	return [2]float64{p.alpha - p.beta*math.Exp(at[1]), p.delta*math.Exp(at[0]) - p.gamma}
}

// after solves for some time by the pair of Dormand and Prince. It begins with a step and
// returns the next.
func (p predation) after(at [2]float64, time, step float64) (end [2]float64, next float64) {
	var k [7][2]float64
	k[0] = p.slope(at)
	for time > 0 {
		h := min(step, time)
		var to [2]float64
		for stage := 1; stage < len(k); stage++ {
			to = at
			for i, a := range flows.DormandPrince.Starts[stage][:stage] {
				to[0] += h * a * k[i][0]
				to[1] += h * a * k[i][1]
			}
			k[stage] = p.slope(to)
		}
		var off [2]float64
		for i, e := range flows.DormandPrince.Error {
			off[0] += h * e * k[i][0]
			off[1] += h * e * k[i][1]
		}
		far := max(math.Abs(off[0]), math.Abs(off[1]))
		taken := far <= lvTol || h < lvLeastStep
		if taken {
			at, k[0], time = to, k[6], time-h
		}
		if !taken || h == step { // a step that ended with the time says nothing of the next
			grow := 0.2 // where numbers end
			if far < math.MaxFloat64 {
				grow = min(5, max(0.2, 0.9*math.Pow(lvTol/max(far, 1e-12), 0.2)))
			}
			step = h * grow
		}
	}
	return at, step
}
