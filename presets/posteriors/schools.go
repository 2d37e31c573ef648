package posteriors

import (
	"math"
	"math/rand/v2"
	"sort"

	"bijou/flows/ad"
)

// Rubin 1981: what coaching did for the scores of eight schools, and its standard error.
var (
	effects = []float64{28, 8, -3, 7, -1, 1, 18, 12}
	errorsd = []float64{15, 10, 16, 11, 9, 11, 10, 18}
)

// Of the priors of the schools.
const (
	schoolMeanSD  = 5.0
	schoolTauUnit = 5.0
)

// eightSchools is a hierarchy whose posterior is a funnel where it is centred:
//
//	μ ~ N(0, 5²),  τ ~ half-Cauchy(5),  θᵢ ~ N(μ, τ²),  yᵢ ~ N(θᵢ, sᵢ²).
//
// Otherwise θᵢ = μ + τ·ηᵢ, and the parameters are η (Betancourt and Girolami 2015).
func eightSchools(centred bool) *Posterior {
	name := "theta"
	if !centred {
		name = "eta"
	}
	params := []Parameter{{"tau", Positive}, {"mu", Line}} // all others hang on tau: it comes first
	for i := range effects {
		params = append(params, Parameter{name + string(rune('1'+i)), Line})
	}
	y, precision, constant := row(effects), make([]float64, len(effects)), 0.0
	for i, s := range errorsd {
		precision[i] = 1 / s
		constant -= math.Log(s) + halfLog2Pi
	}
	m := Model{Parameters: params, LogJoint: func(p Point) *ad.Mat {
		t, mu, tau, each := p.line.Tape(), p.Line(1), p.Own(0), p.Lines(2, len(params))
		prior := ad.Add(normal(mu, 0, schoolMeanSD), halfCauchy(tau, schoolTauUnit))
		theta := each
		if centred {
			scaled := ad.Div(ad.Sub(each, mu), tau)
			spread := ad.SumFeatures(normal(scaled, 0, 1))
			prior = ad.Add(prior, ad.AddScaled(spread, -float64(len(effects)), p.Line(0)))
		} else {
			theta = ad.Add(mu, ad.Mul(tau, each))
			prior = ad.Add(prior, ad.SumFeatures(normal(each, 0, 1)))
		}
		off := ad.Mul(ad.Sub(theta, t.Const(y)), t.Const(row(precision)))
		return ad.Add(prior, ad.Shift(ad.Scale(ad.SumFeatures(ad.Square(off)), -0.5), constant))
	}}
	return of(m, func(*Tape) truth { return newHierarchy(centred) })
}

// A hierarchy is the posterior of the schools by its factors: under τ, μ is normal, and
// under both so is every θ, so what is left is a sum over log τ.
type hierarchy struct {
	centred   bool
	nodes     []float64 // log τ
	cumulated []float64
	z, h      float64
	mean, sd  []float64
}

// The sum over log τ. Beyond the ends the density is below 1e-6 of all.
const (
	leastLogTau, mostLogTau = -18.0, 8.0
	tauNodes                = 1 << 14
)

func newHierarchy(centred bool) *hierarchy {
	h := &hierarchy{centred: centred}
	step := (mostLogTau - leastLogTau) / tauNodes
	logs, total, sum := make([]float64, tauNodes), 0.0, 0.0
	for k := range tauNodes {
		at := leastLogTau + (float64(k)+0.5)*step
		h.nodes = append(h.nodes, at)
		logs[k] = logOfTau(at)
		total += math.Exp(logs[k]) * step
	}
	h.z = math.Log(total)
	shares := make([]float64, tauNodes)
	for k, v := range logs {
		share := math.Exp(v-h.z) * step
		shares[k] = share
		h.h += share * (h.z - v + h.under(h.nodes[k]))
		sum += share
		h.cumulated = append(h.cumulated, sum)
	}
	h.addMoments(shares, func(at float64) (mean, variance float64) { return at, 0 })
	h.addMoments(shares, func(at float64) (mean, variance float64) {
		precision, mu := meanUnder(at)
		return mu, 1 / precision
	})
	for j := range effects {
		h.addMoments(shares, func(at float64) (mean, variance float64) { return h.momentsUnder(at, j) })
	}
	return h
}

// addMoments adds those of a parameter by what they are under τ.
func (h *hierarchy) addMoments(shares []float64, under func(logTau float64) (mean, variance float64)) {
	first, second := 0.0, 0.0
	for k, share := range shares {
		mean, variance := under(h.nodes[k])
		first += share * mean
		second += share * (variance + mean*mean)
	}
	h.mean, h.sd = append(h.mean, first), append(h.sd, math.Sqrt(second-first*first))
}

// meanUnder returns precision and mean of μ under τ and the data.
func meanUnder(logTau float64) (precision, mean float64) {
	precision = 1 / (schoolMeanSD * schoolMeanSD)
	for i, y := range effects {
		w := 1 / (errorsd[i]*errorsd[i] + math.Exp(2*logTau))
		precision += w
		mean += w * y
	}
	return precision, mean / precision
}

// logOfTau is log p(y, log τ): μ and θ are integrated out.
func logOfTau(logTau float64) float64 {
	tau := math.Exp(logTau)
	precision, mean := meanUnder(logTau)
	v := math.Log(2/(math.Pi*schoolTauUnit)) - math.Log1p(tau*tau/(schoolTauUnit*schoolTauUnit)) + logTau
	v -= math.Log(schoolMeanSD*schoolMeanSD*precision) / 2
	v += precision * mean * mean / 2
	for i, y := range effects {
		variance := errorsd[i]*errorsd[i] + tau*tau
		v -= y*y/(2*variance) + math.Log(variance)/2 + halfLog2Pi
	}
	return v
}

// momentsUnder are mean and variance of parameter j of a school under τ, which μ is
// integrated out of: those of θ, or of η, of which no digit is lost where τ is next to 0.
func (h *hierarchy) momentsUnder(logTau float64, j int) (mean, variance float64) {
	tau, own := math.Exp(logTau), 1/(errorsd[j]*errorsd[j])
	precision, mu := meanUnder(logTau)
	room := 1 / (own*tau*tau + 1) // the share of the prior in θ
	if h.centred {
		return effects[j] + room*(mu-effects[j]), tau*tau*room + room*room/precision
	}
	gain := tau * own * room
	return gain * (effects[j] - mu), room + gain*gain/precision
}

// under is the entropy of all other parameters under τ.
func (h *hierarchy) under(logTau float64) float64 {
	precision, _ := meanUnder(logTau)
	v := float64(1+len(effects))*(0.5+halfLog2Pi) - math.Log(precision)/2
	for _, s := range errorsd {
		v -= math.Log(1/(s*s)+math.Exp(-2*logTau)) / 2
	}
	if !h.centred {
		v -= float64(len(effects)) * logTau
	}
	return v
}

func (h *hierarchy) logZ() float64    { return h.z }
func (h *hierarchy) entropy() float64 { return h.h }

func (h *hierarchy) moments() (mean, sd []float64) { return h.mean, h.sd }

func (h *hierarchy) sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Rows {
		k := min(sort.SearchFloat64s(h.cumulated, rng.Float64()*h.cumulated[tauNodes-1]), tauNodes-1)
		logTau := h.nodes[k] + (rng.Float64()-0.5)*(h.nodes[1]-h.nodes[0])
		precision, mean := meanUnder(logTau)
		mu := mean + rng.NormFloat64()/math.Sqrt(precision)
		x.Set(i, 0, logTau)
		x.Set(i, 1, mu)
		tau := math.Exp(logTau)
		for j, y := range effects {
			own, shared := 1/(errorsd[j]*errorsd[j]), 1/(tau*tau)
			theta := (own*y+shared*mu)/(own+shared) + rng.NormFloat64()/math.Sqrt(own+shared)
			if !h.centred { // η, of which no digit is lost where τ is next to 0
				gain := own / (own*tau*tau + 1)
				theta = tau*gain*(y-mu) + rng.NormFloat64()/math.Sqrt(own*tau*tau+1)
			}
			x.Set(i, 2+j, theta)
		}
	}
}
