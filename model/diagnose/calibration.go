package diagnose

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"

	"bijou/flows/ad"
	"bijou/model"
)

// A Calibration holds the ranks of points among draws of the flow under the same
// conditions. If the flow is the posterior, they are even (simulation-based
// calibration, Talts et al. 2018).
type Calibration struct {
	Draws int     // under every condition
	Ranks [][]int // of every column: how many of the draws lie below each point, 0 … Draws
}

// Calibrate ranks points, n×D with conditions n×C as the flow hears them, among that
// many draws each.
func Calibrate(s *model.Snapshot, points model.Batch, draws int, rng *rand.Rand) Calibration {
	n, d := points.X.Rows, points.X.Cols
	under := ad.New(n*draws, points.Given.Cols)
	for j := range under.Cols {
		for i, v := range points.Given.Col(j) {
			for k := range draws {
				under.Set(i*draws+k, j, v)
			}
		}
	}
	z, x := ad.New(n*draws, d), ad.New(n*draws, d)
	s.Base.Draw(rng, z)
	s.Stack.Evaluator(s.Base, s.Theta).Under(under).Sample(x, z)
	c := Calibration{Draws: draws, Ranks: make([][]int, d)}
	for j := range d {
		c.Ranks[j] = make([]int, n)
		for i, v := range points.X.Col(j) {
			for _, drawn := range x.Col(j)[i*draws : (i+1)*draws] {
				if drawn < v {
					c.Ranks[j][i]++
				}
			}
		}
	}
	return c
}

// rankBins is into how many parts the ranks are counted.
const rankBins = 20

// Counts are the ranks of a column in 20 bins from low to high, of expected size
// n/20 each if Draws+1 is a multiple of 20.
func (c Calibration) Counts(column int) [rankBins]int {
	var counts [rankBins]int
	for _, r := range c.Ranks[column] {
		counts[r*rankBins/(c.Draws+1)]++
	}
	return counts
}

// P is the probability of counts as uneven as those of a column, or more, if the ranks
// are even: by the χ² test.
func (c Calibration) P(column int) float64 {
	counts := c.Counts(column)
	expected := float64(len(c.Ranks[column])) / rankBins
	chi := 0.0
	for _, n := range counts {
		chi += (float64(n) - expected) * (float64(n) - expected) / expected
	}
	return distuv.ChiSquared{K: rankBins - 1}.Survival(chi)
}

// FamilyP is the least P of all columns, corrected for their number (Bonferroni).
func (c Calibration) FamilyP() float64 {
	least := 1.0
	for j := range c.Ranks {
		least = min(least, c.P(j))
	}
	return min(1, least*float64(len(c.Ranks)))
}

// Coverage is the share of points within the central interval of a level of the draws,
// over all columns, and how far the worst column is from the level in standard errors.
func (c Calibration) Coverage(level float64) (share, z float64) {
	all, n := 0, 0
	cut := int(math.Round((1 - level) / 2 * float64(c.Draws+1)))
	exact := 1 - 2*float64(cut)/float64(c.Draws+1)
	for _, ranks := range c.Ranks {
		within := 0
		for _, r := range ranks {
			if r >= cut && r <= c.Draws-cut {
				within++
			}
		}
		all, n = all+within, n+len(ranks)
		se := math.Sqrt(exact * (1 - exact) / float64(len(ranks)))
		z = max(z, math.Abs(float64(within)/float64(len(ranks))-exact)/se)
	}
	return float64(all) / float64(n), z
}
