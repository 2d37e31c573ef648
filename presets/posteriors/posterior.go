package posteriors

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
)

// A Posterior is that of a model on the line: a target for a flow, and the truth beside
// it.
type Posterior struct {
	*Tape
	Model
	truth truth

	predictive *predictive // nil for a model that sees nothing over places
	choices    *Choices    // nil for a model that is not one of some
}

// A truth knows a posterior by other ways than a flow.
type truth interface {
	// logZ is the log evidence, NaN where nobody knows.
	logZ() float64
	// entropy is that of the posterior on the line.
	entropy() float64
	// moments are mean and standard deviation of every parameter on the line, NaN where
	// nobody knows.
	moments() (mean, sd []float64)
	// sample fills x with independent draws.
	sample(rng *rand.Rand, x *ad.Mat)
}

// of returns the posterior of a model whose truth is found by its log density.
func of(m Model, know func(t *Tape) truth) *Posterior {
	t := FromTape(len(m.Parameters), m.onLine)
	return &Posterior{Tape: t, Model: m, truth: know(t)}
}

// LogZ is the log evidence, log p(data).
func (p *Posterior) LogZ() float64 { return p.truth.logZ() }

// Entropy is that of the posterior on the line.
func (p *Posterior) Entropy() float64 { return p.truth.entropy() }

// Moments are the mean and the standard deviation of every parameter on the line.
func (p *Posterior) Moments() (mean, sd []float64) { return p.truth.moments() }

// Note says how the truth about a posterior of one's own is known.
func (p *Posterior) Note() string {
	if d, ok := p.truth.(interface{ describe() string }); ok {
		return d.describe()
	}
	return ""
}

// Mirror marks the parameters whose signs mean nothing together; nil for none.
func (p *Posterior) Mirror() []bool { return p.Turns }

// Sample fills every row of x with an independent draw.
func (p *Posterior) Sample(rng *rand.Rand, x *ad.Mat) { p.truth.sample(rng, x) }

// LogProb writes the log density of every row of x into dst, −Inf where it is no number;
// NaN where nobody knows the evidence.
func (p *Posterior) LogProb(dst []float64, x *ad.Mat) {
	p.LogWeight(dst, x)
	logZ := p.LogZ()
	for i := range dst {
		if dst[i] -= logZ; !math.IsNaN(logZ) && math.IsNaN(dst[i]) {
			dst[i] = math.Inf(-1)
		}
	}
}
