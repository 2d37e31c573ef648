package reading

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"bijou/model"
)

// Where values repeat there is no density, and a likelihood can grow at each of them
// without end. These are the numbers by which a column counts as such.
const (
	wholeRows = 20   // at least, for whole numbers that repeat
	atomRows  = 10   // at one value, at least
	atomShare = 0.05 // of the rows at one value, at least
	tiedRows  = 100  // at least, for a word on numbers that repeat
	fineSteps = 20   // of a grid in the middle half of the rows, at least, where rounding hardly moves a density
)

// coded finds the columns of a table that have no density: whole numbers that repeat are
// learnt with noise, a value that many rows share as a part of its own, and of other
// numbers that repeat it is said. A column that is said to be the line is left alone.
func coded(src model.Source, line []string) model.Source {
	whole, atoms := make([]bool, len(src.Columns)), make([]model.Atom, len(src.Columns))
	bounds := make([]model.Support, len(src.Columns))
	var counted, tied, rounded []string
	var notes []string
	for j, name := range src.Columns {
		if slices.Contains(line, name) {
			continue
		}
		date, isDate := src.DateOf(name)
		switch v := valuesOf(src.Points.Col(j)); {
		case isDate && date.WholeDays():
			whole[j] = true
		case v.areCounts():
			whole[j], counted = true, append(counted, name)
			bounds[j] = v.bounds()
		case v.haveAtom():
			atoms[j] = model.Atom{Is: true, Value: v.most}
			if v.most == 0 && v.least == 0 { // the others are above it
				bounds[j] = model.Positive
			}
			notes = append(notes, fmt.Sprintf("%s is %s in %.0f %% of the rows: learnt in two parts, how probable that is and the density of the others; --support %s=line takes it for a density.",
				name, plainNumber(v.most), 100*float64(v.times)/float64(v.rows), name))
		case v.areTied() && v.fine:
			rounded = append(rounded, name)
		case v.areTied():
			tied = append(tied, name)
		}
	}
	if slices.Contains(whole, true) {
		src.Whole = whole
	}
	if len(counted) > 0 {
		are := " are whole numbers that repeat"
		if len(counted) == 1 {
			are = " holds whole numbers that repeat"
		}
		notes = append([]string{SomeOf(counted) + are + ": learnt with uniform noise above each, so that log p is a lower bound of their log-probability."}, notes...)
	}
	if slices.ContainsFunc(atoms, func(a model.Atom) bool { return a.Is }) {
		src.Atoms = atoms
	}
	if src.Whole != nil || src.Atoms != nil {
		src.Supports = bounds
	}
	if len(tied) > 0 {
		have := " have"
		if len(tied) == 1 {
			have = " has"
		}
		notes = append(notes, SomeOf(tied)+have+" the same few values again and again: there is no density at them, and a low NLL says nothing; --given "+strings.Join(tied[:1], ",")+" makes a column a condition.")
	}
	if len(rounded) > 0 {
		are, their := " are", "their"
		if len(rounded) == 1 {
			are, their = " is", "its"
		}
		notes = append(notes, SomeOf(rounded)+are+" rounded: finer than "+their+" last digit a density says nothing.")
	}
	src.Notes = append(src.Notes[:len(src.Notes):len(src.Notes)], notes...)
	return src
}

// values are what is counted of a column.
type values struct {
	rows, different int
	least, last     float64
	most            float64 // the commonest value
	times, next     int     // how often it is there, and the next to it
	whole, fine     bool    // fine are those that lie on a grid with many steps
	step            float64 // of whole numbers, the greatest common divisor of their differences
}

func valuesOf(col []float64) values {
	v := values{rows: len(col), whole: isWhole(col)}
	sorted := slices.Clone(col)
	slices.Sort(sorted)
	v.least, v.last = sorted[0], sorted[len(sorted)-1]
	for at := 0; at < len(sorted); {
		end := at
		for end < len(sorted) && sorted[end] == sorted[at] {
			end++
		}
		switch n := end - at; {
		case n > v.times:
			v.next, v.times, v.most = v.times, n, sorted[at]
		case n > v.next:
			v.next = n
		}
		if v.whole {
			v.step = commonDivisor(v.step, sorted[at]-sorted[0])
		}
		v.different++
		at = end
	}
	v.fine = onFineGrid(sorted)
	return v
}

// Tied tells whether so many numbers repeat that there is no density at them: they are not
// merely rounded.
func Tied(col []float64) bool {
	v := valuesOf(col)
	return v.areTied() && !v.fine
}

// onFineGrid tells whether sorted numbers are merely rounded: in their middle half most
// places of a grid with many steps are taken. A normal column of so many has a deviation of
// 15 steps, and rounding moves its NLL by 2·10⁻⁴ nats.
func onFineGrid(sorted []float64) bool {
	middle := slices.Compact(slices.Clone(sorted[len(sorted)/4 : len(sorted)-len(sorted)/4]))
	step := math.Inf(1)
	for i, v := range middle[1:] {
		step = min(step, v-middle[i])
	}
	taken := float64(len(middle))
	return taken >= fineSteps && 2*taken >= (middle[len(middle)-1]-middle[0])/step
}

// commonDivisor is Euclid's of two whole numbers.
func commonDivisor(a, b float64) float64 {
	for b != 0 {
		a, b = b, math.Mod(a, b)
	}
	return math.Abs(a)
}

// areCounts tells whether the column holds whole numbers, one apart, that repeat.
func (v values) areCounts() bool {
	return v.whole && v.rows >= wholeRows && v.different > 1 && 2*v.different <= v.rows && v.step == 1
}

// bounds are the support of counts with noise above each: none is below 0, and of two
// values there is no third.
func (v values) bounds() model.Support {
	switch {
	case v.different == 2:
		return model.Support{Lo: v.least, Hi: v.last + 1}
	case v.least >= 0:
		return model.Positive
	}
	return model.Support{}
}

// haveAtom tells whether one value repeats among others that do not.
func (v values) haveAtom() bool {
	others := v.rows - v.times
	return !v.whole && v.times >= atomRows && float64(v.times) >= atomShare*float64(v.rows) && others >= atomRows && 2*(v.different-1) > others
}

// areTied tells whether a few values are all there are.
func (v values) areTied() bool { return v.rows >= tiedRows && 8*v.different <= v.rows }
