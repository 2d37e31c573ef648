package diagnose

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Many tests of one flow find a fault by chance somewhere. They are corrected together by
// the method of Holm (1979): a flow that is right fails any of them in at most 5 % of
// cases. A test of so few points that only the grossest fault could fail it says so, and
// does not pass.

// family is the chance that a flow that is right fails any test.
const family = 0.05

const (
	noFault = "no fault"
	tooFew  = "too few points"
)

// Numbers of points from which tests can see what matters.
const (
	fewestPoints = 20   // of a distribution: at p = .01 KS sees 1.63/√20 = .36 of the mass
	dullest      = 0.5  // the least correlation that is seen, at most
	blindest     = 0.25 // the least error of a covered share that is seen, at most
	seenSE       = 2.58 // standard errors that are seen
	pairSE       = 3.5  // those of the largest of many correlations
)

// tested leaves the verdict to all p-values together. Few says that there are too few
// points for a pass to mean anything.
func (l Line) tested(p float64, few bool, wrong string) Line {
	l.isTest, l.p, l.few, l.wrong = true, p, few, wrong
	return l
}

// judge marks the tests of all sections.
func judge(sections []Section) {
	var tests []*Line
	for _, s := range sections {
		for i := range s.Lines {
			if l := &s.Lines[i]; l.isTest {
				tests = append(tests, l)
			}
		}
	}
	slices.SortStableFunc(tests, func(a, b *Line) int { return cmp.Compare(a.p, b.p) })
	failing := true
	for i, l := range tests {
		failing = failing && l.p <= family/float64(len(tests)-i)
		switch {
		case failing:
			l.Mark, l.Verdict = Bad, l.wrong
		case l.few:
			l.Verdict = tooFew
		default:
			l.Mark, l.Verdict = Good, noFault
		}
	}
}

// Checked counts what was checked.
type Checked struct {
	Checks int `json:"checks"`
	Faults int `json:"faults"`
	// Powerless are further tests that so few points could hardly fail.
	Powerless int `json:"powerless"`
}

// Checks counts the lines that are checks.
func (d *Diagnosis) Checks() (c Checked) {
	for _, s := range d.Sections() {
		for _, l := range s.Lines {
			switch {
			case l.Mark == Bad:
				c.Checks++
				c.Faults++
			case l.Mark == Good:
				c.Checks++
			case l.isTest:
				c.Powerless++
			}
		}
	}
	return c
}

// Summary says what the checks come to.
func (d *Diagnosis) Summary() string {
	c := d.Checks()
	text := fmt.Sprintf("no fault found at n = %d, by %d checks", d.Points, c.Checks)
	if c.Faults > 0 {
		text = fmt.Sprintf("%d of %d find a fault at n = %d", c.Faults, c.Checks, d.Points)
	}
	if c.Powerless > 0 {
		text += fmt.Sprintf("; %d more say nothing of a flow with so few points", c.Powerless)
	}
	if d.Ordered {
		text += "; none judges rows that follow those learnt"
	}
	return text
}

// klTest is the chance of a KL so far above 0 by sampling alone.
func (d *Diagnosis) klTest() float64 {
	if !known(d.KLSE) || float64(d.KL) <= klRounding {
		return 1
	}
	return distuv.UnitNormal.Survival(float64(d.KL / d.KLSE))
}

// correlated is the chance of a correlation as large among so many pairs, by the
// transformation of Fisher (1921) and Bonferroni.
func correlated(r float64, n, axes int) float64 {
	if n < 4 {
		return 1
	}
	z := math.Atanh(min(math.Abs(r), 1-1e-16)) * math.Sqrt(float64(n-3))
	return min(1, float64(axes*(axes-1))*distuv.UnitNormal.Survival(z))
}

// covers is the chance of a share of n points as far from a level: that of the binomial
// distribution for few, of the normal one for many.
func (l Level) covers(n int) float64 {
	if n > 200 {
		return 2 * distuv.UnitNormal.Survival(math.Abs(float64(l.Covered-l.Nominal))/float64(l.SE))
	}
	b, k := distuv.Binomial{N: float64(n), P: float64(l.Nominal)}, math.Round(float64(l.Covered)*float64(n))
	return min(1, 2*min(b.CDF(k), 1-b.CDF(k-1)))
}
