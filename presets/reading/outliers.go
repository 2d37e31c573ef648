package reading

import (
	"math"
	"slices"
	"strconv"
)

// One wild value, such as a slip of the decimal mark, makes a scale of the whole column
// by itself, and a flow that is judged by it can be as bad as anything. A row is left out
// where a value stands alone: far from the median by the spread of the middle half, and
// far beyond the next one. Tails however heavy seldom do: of 600 values of a Cauchy
// distribution the outermost is 100 times as far as the next once in a hundred tables.
const (
	outlierFar    = 1000 // normal deviations, by the quartiles
	outlierAlone  = 100  // times as far as the next value
	outlierShare  = 200  // rows to one that is left out, where more than one is
	quartileRange = 1.349
)

// dropOutliers leaves out, in place, the rows with a value in a column used that stands
// alone, unless a person wants them, and the columns that do not vary without.
func (t *table) dropOutliers(used []int, report *Report) []int {
	if t.reading.Outliers == keepWord || t.reading.Codes == noneWord { // then every number is what it says
		return used
	}
	n := len(t.columns[used[0]].values)
	keep, out, first, in := slices.Repeat([]bool{true}, n), 0, n, 0
	for _, j := range used {
		for _, i := range standAlone(t.columns[j].values) {
			if keep[i] {
				keep[i] = false
				out++
				if i < first {
					first, in = i, j
				}
			}
		}
	}
	if out == 0 || out > max(1, n/outlierShare) || n-out < MinRows {
		return used
	}
	varying := slices.DeleteFunc(slices.Clone(used), func(j int) bool { _, varies := t.columns[j].spread(keep); return !varies })
	if len(varying) == 0 { // what spread they have is that of rounding
		return used
	}
	report.Outliers = t.linesLeftOut(keep, report.Dropped)
	c := &t.columns[in]
	report.note("Left out %s: %s is %s in %s, %d times its spread away or more, and %d times as far out as any value that stays; --outliers keep learns from all rows.",
		Count(out, "row"), Clean(c.name), plainNumber(c.values[first]), lineList(report.Outliers[:1]), outlierFar, outlierAlone)
	for _, j := range slices.Concat(used, t.besides()) {
		t.columns[j].keep(keep)
	}
	for _, j := range used {
		if !slices.Contains(varying, j) {
			report.leaveOut(t.columns[j].name, "constant, "+strconv.FormatFloat(t.columns[j].values[0], 'g', 6, 64)+" without the row left out", "")
		}
	}
	return varying
}

// standAlone returns the places of values that are far from all others; none where half
// of them are equal, which have no spread.
func standAlone(values []float64) (at []int) {
	if surelyNear(values) {
		return nil
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	n := len(sorted)
	median, spread := sorted[n/2], (sorted[3*n/4]-sorted[n/4])/quartileRange
	if !(spread > 0) {
		return nil
	}
	edge := edgeOf(sorted, median, outlierFar*spread)
	for i, v := range values {
		if math.Abs(v-median) >= edge {
			at = append(at, i)
		}
	}
	return at
}

// surelyNear tells whether no value can be far without sorting them all. A quarter of them
// is at or below a and a quarter at or above b, so that the spread is b − a at least; if all
// lie within so many spreads of each other none is further from the median.
func surelyNear(values []float64) bool {
	const looked = 1001
	n := len(values)
	if n < 4*looked {
		return false
	}
	some := make([]float64, looked)
	for k := range some {
		some[k] = values[k*(n/looked)]
	}
	slices.Sort(some)
	a, b := some[looked*35/100], some[looked*65/100]
	below, above := 0, 0
	for _, v := range values {
		if v <= a {
			below++
		}
		if v >= b {
			above++
		}
	}
	return 4*below > n && 4*above > n+4 && slices.Max(values)-slices.Min(values) <= outlierFar*(b-a)/quartileRange
}

// edgeOf returns how far from the median the nearest value is that is further than far,
// and stands alone; +Inf for none. It looks at as many as may be left out, outermost
// first.
func edgeOf(sorted []float64, median, far float64) float64 {
	edge, low, high := math.Inf(1), 0, len(sorted)-1
	outermost := func() float64 { return max(median-sorted[low], sorted[high]-median) }
	for range max(1, len(sorted)/outlierShare) {
		away := outermost()
		if away == median-sorted[low] {
			low++
		} else {
			high--
		}
		if away > far && away > outlierAlone*outermost() {
			edge = away
		}
	}
	return edge
}

// linesLeftOut are the lines of the rows that are not kept, of those that were not
// dropped before.
func (t *table) linesLeftOut(keep []bool, dropped []int) (lines []int) {
	i := 0
	for _, line := range t.lines {
		if _, is := slices.BinarySearch(dropped, line); is {
			continue
		}
		if !keep[i] {
			lines = append(lines, line)
		}
		i++
	}
	return lines
}
