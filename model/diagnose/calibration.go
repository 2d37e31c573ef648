package diagnose

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// A Calibration holds the ranks of points among draws of the flow under the same
// conditions. If the flow is the posterior, they are even (simulation-based
// calibration, Talts et al. 2018).
type Calibration struct {
	Draws int     // under every condition
	Ranks [][]int // of every column: how many of the draws lie below each point, 0 … Draws
	Joint []int   // how many of the draws have a lower density than each point: the ranks of log q
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
	z, x, logq := ad.New(n*draws, d), ad.New(n*draws, d), make([]float64, n*draws)
	s.Base.Draw(rng, z)
	s.Stack.Evaluator(s.Base, s.Theta).Under(under).SampleLogProb(x, logq, z)
	c := Calibration{Draws: draws, Ranks: make([][]int, d), Joint: make([]int, n)}
	at := make([]float64, n)
	s.Stack.Evaluator(s.Base, s.Theta).Under(points.Given).LogProb(at, points.X)
	toOwn(s.Data, logq, x)
	toOwn(s.Data, at, points.X)
	for i, v := range at {
		c.Joint[i] = below(logq[i*draws:(i+1)*draws], v)
	}
	for j := range d {
		c.Ranks[j] = make([]int, n)
		for i, v := range points.X.Col(j) {
			c.Ranks[j][i] = below(x.Col(j)[i*draws:(i+1)*draws], v)
		}
	}
	return c
}

// below counts the draws that are less than a value.
func below(draws []float64, v float64) int {
	n := 0
	for _, drawn := range draws {
		if drawn < v {
			n++
		}
	}
	return n
}

// rankBins is into how many parts the ranks are counted.
const rankBins = 20

// Counts are the ranks of a column in 20 bins from low to high, of expected size
// n/20 each if Draws+1 is a multiple of 20.
func (c Calibration) Counts(column int) [rankBins]int { return c.counts(c.Ranks[column]) }

func (c Calibration) counts(ranks []int) [rankBins]int {
	var counts [rankBins]int
	for _, r := range ranks {
		counts[r*rankBins/(c.Draws+1)]++
	}
	return counts
}

// JointCounts are the same of the ranks of log q.
func (c Calibration) JointCounts() [rankBins]int { return c.counts(c.Joint) }

// Band is what 99 % of the counts of one bin are in if ranks are even.
func (c Calibration) Band() (lo, hi int) {
	even := distuv.Binomial{N: float64(len(c.Joint)), P: 1.0 / rankBins}
	for hi = len(c.Joint); hi > 0 && even.CDF(float64(hi-1)) > 0.995; hi-- {
	}
	for even.CDF(float64(lo)) < 0.005 {
		lo++
	}
	return lo, hi
}

// P is the probability of counts as uneven as those of a column, or more, if the ranks
// are even: by the χ² test.
func (c Calibration) P(column int) float64 { return c.p(c.Ranks[column]) }

// JointP is the same of the ranks of log q.
func (c Calibration) JointP() float64 { return c.p(c.Joint) }

func (c Calibration) p(ranks []int) float64 {
	expected := float64(len(ranks)) / rankBins
	chi := 0.0
	for _, n := range c.counts(ranks) {
		chi += (float64(n) - expected) * (float64(n) - expected) / expected
	}
	return distuv.ChiSquared{K: rankBins - 1}.Survival(chi)
}

// FamilyP is the least of P of all columns and of JointP, corrected for their number
// (Bonferroni).
func (c Calibration) FamilyP() float64 {
	least := c.JointP()
	for j := range c.Ranks {
		least = min(least, c.P(j))
	}
	return min(1, least*float64(len(c.Ranks)+1))
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

// Expected is the share of points in the regions of highest density of the draws under
// their conditions, for a number of levels (expected coverage, Hermans et al. 2022): below
// the level the flow is too sure of itself.
func (c Calibration) Expected() []Level {
	list := make([]Level, len(nominal))
	n := float64(len(c.Joint))
	for i, share := range nominal {
		inside := 0
		for _, r := range c.Joint {
			if float64(c.Draws-r) < share*float64(c.Draws+1) {
				inside++
			}
		}
		list[i] = Level{model.Number(share), model.Number(float64(inside) / n), model.Number(math.Sqrt(share * (1 - share) / n))}
	}
	return list
}

// ExpectedZ is how far the worst level of Expected is off in standard errors.
func (c Calibration) ExpectedZ() float64 {
	worst := 0.0
	for _, l := range c.Expected() {
		worst = max(worst, math.Abs(float64(l.Covered-l.Nominal))/float64(l.SE))
	}
	return worst
}

// NotCalibrated says why a run is not ranked among draws under conditions; empty if it is.
func NotCalibrated(s *model.Snapshot) string {
	switch {
	case s.Stack.Given == 0:
		return "calibration is of a flow under conditions: draws are ranked under what each point was measured with"
	case s.Objective.Acts:
		return "calibration is of densities, and this flow acts"
	case s.Data.Source.Shape != (flows.Shape{}):
		return "calibration ranks columns that mean something each, not those of an image or a sound"
	}
	return ""
}

// CalibrationOf ranks fresh points or, where nothing draws them, those of the test part, at
// most n, among that many draws each.
func CalibrationOf(s *model.Snapshot, n, draws int, rng *rand.Rand) Calibration {
	var points model.Batch
	if s.Data.Points == nil {
		own := s.Data.Draw(rng, n)
		points = model.Batch{X: s.Data.Standard(own.X), Given: s.Data.StandardGiven(own.Given)}
	} else {
		points, _ = unseen(s, rng.Uint64(), n)
	}
	return Calibrate(s, points, draws, rng)
}
