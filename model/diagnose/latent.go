package diagnose

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"bijou/flows/ad"
	"bijou/model"
)

// If q is the truth, then unseen points that are carried to the base are a
// sample of the base. The tests here look for what gives them away. Against a
// base other than the standard normal they compare with draws from it.

// An AxisTest is a test of one axis of z.
type AxisTest struct {
	Axis int `json:"axis"` // from 1
	KSTest
}

// Marginals tests every axis of z against that of the base, by Kolmogorov and
// Smirnov.
func (p *Sample) Marginals() []AxisTest {
	tests := make([]AxisTest, p.Z.Cols)
	for j := range tests {
		z := slices.Clone(p.Z.Col(j))
		if p.standardNormal() {
			tests[j] = AxisTest{j + 1, againstCDF(z, distuv.UnitNormal.CDF)}
		} else {
			tests[j] = AxisTest{j + 1, againstSample(z, slices.Clone(p.Base.Col(j)))}
		}
	}
	return tests
}

// Radius tests |z|² against the χ² distribution of D degrees of freedom, by
// Kolmogorov and Smirnov, which needs no choice of bins. It sees what the
// marginals cannot: a shell, or tails that are heavy in all directions.
func (p *Sample) Radius() KSTest {
	if p.standardNormal() {
		return againstCDF(squaredLengths(p.Z), distuv.ChiSquared{K: float64(p.Z.Cols)}.CDF)
	}
	return againstSample(squaredLengths(p.Z), squaredLengths(p.Base))
}

func squaredLengths(z *ad.Mat) []float64 {
	r := make([]float64, z.Rows)
	for j := range z.Cols {
		for i, v := range z.Col(j) {
			r[i] += v * v
		}
	}
	return r
}

// Quantiles are one axis of a QQ plot: a flow that is right has Base[i] = Z[i]
// up to sampling error.
type Quantiles struct {
	Axis int            `json:"axis"` // from 1
	Base []model.Number `json:"base"` // quantiles of the base
	Z    []model.Number `json:"z"`    // those of z for the same probabilities
}

// Quantiles returns a QQ plot of every axis of z, at steps of a quarter of a
// standard deviation as far as the points reach, at most to ±3.
func (p *Sample) Quantiles() []Quantiles {
	plots := make([]Quantiles, p.Z.Cols)
	for j := range plots {
		plots[j] = Quantiles{Axis: j + 1, Base: []model.Number{}, Z: []model.Number{}}
		z, base := slices.Clone(p.Z.Col(j)), slices.Clone(p.Base.Col(j))
		slices.Sort(z)
		slices.Sort(base)
		for at := -3.0; at <= 3; at += 0.25 {
			share := distuv.UnitNormal.CDF(at)
			if n := float64(len(z)); n*min(share, 1-share) < 1 {
				continue
			}
			from := at
			if !p.standardNormal() {
				from = stat.Quantile(share, stat.LinInterp, base, nil)
			}
			plots[j].Base = append(plots[j].Base, model.Number(from))
			plots[j].Z = append(plots[j].Z, model.Number(stat.Quantile(share, stat.LinInterp, z, nil)))
		}
	}
	return plots
}

// Correlation returns the correlation matrix of z, D rows of D: the identity up
// to 1/√n for a flow that is right. It is nil for fewer than two points.
func (p *Sample) Correlation() [][]model.Number {
	if p.Z.Rows < 2 {
		return nil
	}
	var c mat.SymDense
	stat.CorrelationMatrix(&c, columns(p.Z).T(), nil)
	rows := make([][]model.Number, p.Z.Cols)
	for i := range rows {
		rows[i] = make([]model.Number, p.Z.Cols)
		for j := range rows[i] {
			rows[i][j] = model.Number(c.At(i, j))
		}
	}
	return rows
}

// furthestPair returns the pair of axes, from 1, that hang together most.
func furthestPair(c [][]model.Number) (i, j int, r float64) {
	for a := range c {
		for b := range a {
			if v := float64(c[a][b]); math.Abs(v) >= math.Abs(r) {
				i, j, r = b+1, a+1, v
			}
		}
	}
	return i, j, r
}
