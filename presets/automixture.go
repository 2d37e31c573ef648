package presets

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"bijou/flows"
	"bijou/model"
)

const (
	// fittedMixture is what tables are learnt by where it comes nearest. In many rows there
	// is one that is far from all others: a row of noise keeps it possible.
	fittedMixture = "mixture(fit)"
	noisyMixture  = "mixture(fit, noise=1)"

	// madeNormal carries each column to the normal distribution by its quantiles.
	madeNormal = "rbig(none)"

	// bendingLayers begin as the identity, so that a run starts at the NLL of what they
	// stand above.
	bendingLayers = "coupling(rqs)*4"

	// mixtureWork bounds rows times the square of columns, which is what a round of EM
	// takes: up to it a mixture is fitted in a few seconds. mixtureRows is how many rows
	// search for it at most.
	mixtureWork = 100_000_000
	mixtureRows = 8192

	// marginRows is the number of rows from which every column may have its own bend, and
	// bendingRows that from which columns may bend together.
	marginRows  = 200
	bendingRows = 1000
)

// mixed takes a mixture in place of splines where EM is quick: it comes nearer than
// layers that are trained (bench tables: many 10.9 against 12.5 nats, curved 2.65 against
// 3.10), and layers above one begin at what it came to. Where the columns are skewed, each
// is first carried to the normal distribution. The validation part says what of this
// stays.
func (r autoRule) mixed(src model.Source, rows int, seed uint64) autoRule {
	columns := len(src.Columns)
	if rows < marginRows || min(rows, mixtureRows)*columns*columns > mixtureWork {
		return r
	}
	if rows < bendingRows {
		r.plain, r.about = fittedMixture, ruleFor(leastForLayers-1).about
		if skewedMargins(src, seed) {
			r.plain, r.about = join(r.plain, madeNormal), r.about+normalAbout
		}
		return r
	}
	plain, ok := tryOn(src, seed, join(noisyMixture, "affine"), 0) // affine does nothing before it is trained
	if !ok {
		return r
	}
	best, margin, mixing := plain, "", "linear"
	r.about = "as many normal distributions as rows held back ask for"
	if normal, ok := tryOn(src, seed, join(noisyMixture, madeNormal, "affine"), 0); ok && normal.surelyAbove(plain, surely) {
		best, margin, mixing = normal, madeNormal, madeNormal
		r.about += normalAbout
	}
	layers := join(best.base.String(), bendingLayers, mixing)
	if bent, ok := tryOn(src, seed, layers, triedSteps); ok && bent.surelyAbove(best, surelyBent) {
		r.plain, r.training = layers, bendingTraining
		r.about += ", under spline couplings that start from it"
		return r
	}
	r.plain, r.training = join(best.base.String(), margin), fittedTraining
	return r
}

const (
	normalAbout = ", over columns that are made normal by their quantiles"

	triedSteps      = 300
	bendingTraining = "adam(lr=0.003), steps=6000, patience=20"
	fittedTraining  = "adam(lr=0.003), steps=6000, patience=1" // of nothing to learn
)

// join writes the parts of a stack behind each other.
func join(parts ...string) string {
	text := ""
	for _, p := range parts {
		if text != "" && p != "" {
			text += ", "
		}
		text += p
	}
	return text
}

// A tried stack is what one came to on the validation part, at its best.
type tried struct {
	base flows.BaseSpec // counted
	logp []float64
}

// tryOn trains a stack for some steps. ok is false where it does not start: the run
// will say why.
func tryOn(src model.Source, seed uint64, stack string, steps int) (t tried, ok bool) {
	base, spec, err := flows.ParseStack(stack)
	if err != nil {
		return t, false
	}
	settings, err := model.ParseSettings(bendingTraining)
	if err != nil {
		return t, false
	}
	f, err := model.NewFit(model.Config{Source: src, Base: base, Spec: ForColumns(spec, len(src.Columns)), Settings: settings, Seed: seed})
	if err != nil {
		return t, false
	}
	defer f.Close()
	for range steps {
		f.Step()
	}
	s := f.BestSnapshot()
	return tried{s.BaseSpec, s.ValLogProb()}, true
}

// By how many standard errors a stack must be better than a plainer one: surelyBent is
// for one that did best at one of many looks, which flatters it.
const (
	surely     = 2
	surelyBent = 4
	leastGain  = 1e-3 // nats a row, below which nothing is worth more layers
)

// surelyAbove tells whether rows are likelier than by another stack by so many standard
// errors.
func (t tried) surelyAbove(of tried, errors float64) bool {
	gain := make([]float64, len(t.logp))
	floats.SubTo(gain, t.logp, of.logp)
	mean, sd := stat.MeanStdDev(gain, nil)
	return mean > leastGain && mean > errors*sd/math.Sqrt(float64(len(gain)))
}

// skewedMargins tells whether a few normal distributions are surely likelier on the
// validation part when every column is made normal first. Neither sees that part.
func skewedMargins(src model.Source, seed uint64) bool {
	const few = "mixture(fit, components=4, covariance=full, shrink=0.05)"
	plain, ok := tryOn(src, seed, join(few, "affine"), 0)
	normal, too := tryOn(src, seed, join(few, madeNormal, "affine"), 0)
	return ok && too && normal.surelyAbove(plain, surely)
}
