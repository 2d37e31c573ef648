package presets

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"bijou/flows"
	"bijou/model"
)

const (
	// mixtureWork bounds rows times the square of columns, which is what a round of EM
	// takes: up to it a mixture is fitted in a few seconds.
	mixtureWork = 600_000

	// marginRows is the number of rows from which every column may have its own bend.
	marginRows = 200
)

// mixed takes a mixture in place of splines where EM is quick: on tables of up to some
// thousand rows it comes nearer than layers that are trained (bench tables: curved 2.65
// against 3.10 nats, heavy 20.2 against 21.2). Where the columns are skewed, each is first
// carried to the normal distribution by its quantiles (skewed: 14.5 by splines).
func (r autoRule) mixed(src model.Source, seed uint64) autoRule {
	rows, columns := rowsOfTable(src), len(src.Columns)
	if rows > ruleFor(leastForLayers).rows || rows*columns*columns > mixtureWork || rows < marginRows {
		return r
	}
	r.plain, r.about = "mixture(fit)", ruleFor(leastForLayers-1).about
	if rows > ruleFor(leastForLayers-1).rows {
		r.about = "as many normal distributions as BIC or cross-validation finds"
	}
	if skewedMargins(src, seed) {
		r.plain += ", rbig(none)"
		r.about += ", over columns that are made normal by their quantiles"
	}
	return r
}

// surely is by how many standard errors the columns must be better made normal.
const surely = 2

// skewedMargins tells whether a few normal distributions are surely likelier on the
// validation part when every column is made normal first. Neither sees that part.
func skewedMargins(src model.Source, seed uint64) bool {
	const few = "mixture(fit, components=4, covariance=full, shrink=0.05), "
	var logp [2][]float64
	for i, layer := range []string{"affine", "rbig(none)"} { // affine does nothing before it is trained
		base, spec, err := flows.ParseStack(few + layer)
		if err != nil {
			return false
		}
		f, err := model.NewFit(model.Config{Source: src, Base: base, Spec: spec, Settings: model.DefaultSettings(), Seed: seed})
		if err != nil {
			return false // the run will say why
		}
		s := f.Snapshot()
		f.Close()
		logp[i] = make([]float64, s.Data.Val.Rows)
		s.Under(s.Data.ValGiven).LogProb(logp[i], s.Data.Val)
	}
	floats.Sub(logp[1], logp[0])
	mean, sd := stat.MeanStdDev(logp[1], nil)
	return mean > surely*sd/math.Sqrt(float64(len(logp[1])))
}
