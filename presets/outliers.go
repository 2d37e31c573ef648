package presets

import (
	"math"
	"slices"
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
// alone, unless a person wants them.
func (t *table) dropOutliers(used []int, report *Report) {
	if t.reading.Outliers == keepWord || t.reading.Codes == noneWord { // then every number is what it says
		return
	}
	n := len(t.columns[used[0]].values)
	keep := slices.Repeat([]bool{true}, n)
	for _, j := range used {
		for _, i := range standAlone(t.columns[j].values) {
			keep[i] = false
		}
	}
	lines := t.linesWithout(report.Dropped)
	var out []int
	for i, k := range keep {
		if !k {
			out = append(out, lines[i])
		}
	}
	if len(out) == 0 || len(out) > max(1, n/outlierShare) {
		return
	}
	t.tellOutliers(used, keep, out, report)
	for _, j := range slices.Concat(used, t.besides()) {
		t.columns[j].keep(keep)
	}
	report.Outliers = out
}

// standAlone returns the places of values that are far from all others; none where half
// of them are equal, which have no spread.
func standAlone(values []float64) (at []int) {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	n := len(sorted)
	median, spread := sorted[n/2], (sorted[3*n/4]-sorted[n/4])/quartileRange
	if !(spread > 0) {
		return nil
	}
	away := make([]float64, n)
	for i, v := range sorted {
		away[i] = math.Abs(v - median)
	}
	slices.Sort(away)
	edge := math.Inf(1)
	for k := n - 1; k >= max(1, n-max(1, n/outlierShare)); k-- {
		if away[k] > outlierFar*spread && away[k] > outlierAlone*away[k-1] {
			edge = away[k]
		}
	}
	for i, v := range values {
		if math.Abs(v-median) >= edge {
			at = append(at, i)
		}
	}
	return at
}

// linesWithout are the lines of the rows that are used.
func (t *table) linesWithout(dropped []int) []int {
	return slices.DeleteFunc(slices.Clone(t.lines), func(line int) bool {
		_, is := slices.BinarySearch(dropped, line)
		return is
	})
}

// tellOutliers says which rows are left out and why, by the first of them.
func (t *table) tellOutliers(used []int, keep []bool, lines []int, report *Report) {
	first := slices.Index(keep, false)
	for _, j := range used {
		c := &t.columns[j]
		if slices.Contains(standAlone(c.values), first) {
			report.note("Left out %s: %s is %s in %s, %d times its spread away or more, and %d times as far out as any value that stays; --outliers keep learns from all rows.",
				count(len(lines), "row"), Clean(c.name), plainNumber(c.values[first]), lineList(lines[:1]), outlierFar, outlierAlone)
			return
		}
	}
}
