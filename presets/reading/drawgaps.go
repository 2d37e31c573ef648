package reading

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// What --missing draw fills gaps by: a value of one of the nearest rows that have it (a
// hot deck by nearest neighbours, Andridge and Little 2010). A draw keeps the spread of
// a column, which its mean would not, and a near row the way it hangs together with the
// others.
const (
	donorsSeen = 500 // rows that are looked at for each gap
	donorsNear = 5   // of them one is drawn
	drawSeed   = 0   // the same table is filled in the same way
)

// drawGaps fills the values that are missing in the columns used; how many it filled is
// told.
func (t *table) drawGaps(used []int, report *Report) {
	if t.reading.Missing != drawWord {
		return
	}
	d := deck{t: t, used: used, rng: rand.New(rand.NewPCG(drawSeed, drawSeed))}
	d.measure()
	filled, rows := map[int]int{}, 0
	before := make([][]float64, len(used)) // gaps are filled by what was read and not by draws
	for k, j := range used {
		before[k] = slices.Clone(t.columns[j].values)
	}
	d.values = before
	for i := range t.lines {
		gaps := d.gaps(i)
		if len(gaps) == 0 || len(gaps) == len(used) { // of a row without a value nothing is known
			continue
		}
		rows++
		for _, k := range gaps {
			if v, ok := d.draw(i, k, gaps); ok {
				c := &t.columns[used[k]]
				c.values[i] = v
				c.numbers++
				filled[used[k]]++
			}
		}
	}
	var names []string
	total := 0
	for _, j := range used {
		if filled[j] > 0 {
			names, total = append(names, cleanTo(t.columns[j].name, 20)), total+filled[j]
		}
	}
	if total > 0 {
		report.note("Drew %s of %s in %s from rows that are near in the others; log p of such a row is that of what was drawn (--missing drop leaves it out).",
			Count(total, "missing value"), SomeOf(names), Count(rows, "row"))
	}
}

// A deck is what gaps are filled from.
type deck struct {
	t      *table
	used   []int
	values [][]float64 // of the columns used, as they were read
	sd     []float64
	rng    *rand.Rand
	last   int         // the row that has a donor
	donor  map[int]int // of the gaps of that row, by column; −1 for none
}

// measure finds the spread of every column.
func (d *deck) measure() {
	d.sd, d.last = make([]float64, len(d.used)), -1
	for k, j := range d.used {
		n, mean, square := 0.0, 0.0, 0.0
		for _, v := range d.t.columns[j].values {
			if v == v {
				n++
				off := v - mean
				mean += off / n
				square += off * (v - mean)
			}
		}
		if d.sd[k] = math.Sqrt(square / max(n, 1)); !(d.sd[k] > 0) {
			d.sd[k] = 1
		}
	}
}

// gaps lists the columns that a row lacks, by their places among those used.
func (d *deck) gaps(i int) (list []int) {
	for k := range d.used {
		if v := d.values[k][i]; v != v {
			list = append(list, k)
		}
	}
	return list
}

// draw returns a value for a gap of a row: of a row that has all that this one lacks, the
// same for all its gaps, or else one that has this column.
func (d *deck) draw(i, k int, gaps []int) (float64, bool) {
	if d.last != i {
		d.last, d.donor = i, map[int]int{}
		at := d.near(i, gaps)
		for _, g := range gaps {
			if d.donor[g] = at; at < 0 {
				d.donor[g] = d.near(i, []int{g})
			}
		}
	}
	if at := d.donor[k]; at >= 0 {
		return d.values[k][at], true
	}
	return 0, false
}

// near draws one of the nearest rows that have some columns; −1 where none has.
func (d *deck) near(i int, lacks []int) int {
	type donor struct {
		row int
		far float64
	}
	var donors []donor
	n := len(d.t.lines)
	start, seen := d.rng.IntN(n), 0
	for step := range n {
		row := (start + step) % n
		if row == i || slices.ContainsFunc(lacks, func(k int) bool { return d.values[k][row] != d.values[k][row] }) {
			continue
		}
		if seen++; seen > donorsSeen {
			break
		}
		if far := d.distance(i, row); far == far {
			donors = append(donors, donor{row, far})
		}
	}
	if len(donors) == 0 {
		return -1
	}
	slices.SortStableFunc(donors, func(a, b donor) int { return cmp.Compare(a.far, b.far) })
	return donors[d.rng.IntN(min(donorsNear, len(donors)))].row
}

// unknownDistance is the square that two values are apart of which nothing is known: in
// the mean, in standard deviations.
const unknownDistance = 2

// distance is the square one over the columns that row a has, in standard deviations; no
// number where b has none of them.
func (d *deck) distance(a, b int) float64 {
	sum, n := 0.0, 0
	for k := range d.used {
		if v := d.values[k][a]; v != v {
			continue
		}
		if off := (d.values[k][a] - d.values[k][b]) / d.sd[k]; off == off {
			sum += off * off
			n++
		} else {
			sum += unknownDistance
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum
}
