package model

import (
	"fmt"
	"math"
	"slices"

	"bijou/flows/ad"
)

// Rows that resemble those before them, as a slow walk does, make a split by chance too
// easy: a test row lies between rows that were learnt.

const (
	orderRows  = 4000 // rows that are looked at, at most
	orderLeast = 0.3  // autocorrelation that is told
	orderSE    = 4.5  // standard errors that it is above 0 by, at least: there are many columns
)

// ordered returns the column whose rows resemble those before them most, and their rank
// autocorrelation, 0 where none do. It looks at rows that follow each other, and at rows
// over the whole file.
func ordered(points *ad.Mat, columns int) (column int, r float64) {
	strides := []int{1}
	if s := points.Rows / orderRows; s > 1 {
		strides = append(strides, s)
	}
	for _, stride := range strides {
		rows := distinctRows(points, stride)
		for j := range columns {
			values := make([]float64, len(rows))
			for k, i := range rows {
				values[k] = points.At(i, j)
			}
			n := float64(len(rows))
			if is := autocorrelation(values); is > max(orderLeast, orderSE/math.Sqrt(n), r) {
				column, r = j, is
			}
		}
	}
	return column, r
}

// distinctRows lists rows in their order, one of each run of equal ones, as copies
// are no order.
func distinctRows(points *ad.Mat, stride int) (rows []int) {
	for i := 0; i < points.Rows && len(rows) < orderRows; i += stride {
		if len(rows) == 0 || !equalRows(points, i, rows[len(rows)-1]) {
			rows = append(rows, i)
		}
	}
	return rows
}

func equalRows(m *ad.Mat, a, b int) bool {
	for j := range m.Cols {
		if m.At(a, j) != m.At(b, j) {
			return false
		}
	}
	return true
}

// autocorrelation is that of the ranks of values with the ranks before them (Wald and
// Wolfowitz 1943), so that a value far out does not hide it. It is 0 where the values
// only rise or only fall: a file that is sorted by a column is no series of it.
func autocorrelation(values []float64) float64 {
	ranks := ranksOf(values)
	if len(ranks) < minPoints || slices.IsSorted(values) || slices.IsSortedFunc(values, func(a, b float64) int { return int(sign(b - a)) }) {
		return 0
	}
	mean := float64(len(ranks)-1) / 2
	var product, square float64
	for i, v := range ranks {
		square += (v - mean) * (v - mean)
		if i > 0 {
			product += (v - mean) * (ranks[i-1] - mean)
		}
	}
	if square == 0 {
		return 0
	}
	return product / square
}

func sign(v float64) float64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// ranksOf returns the ranks of values from 0, those of equal ones their mean.
func ranksOf(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return int(sign(values[a] - values[b])) })
	ranks := make([]float64, len(values))
	for at := 0; at < len(order); {
		end := at
		for end < len(order) && values[order[end]] == values[order[at]] {
			end++
		}
		for _, i := range order[at:end] {
			ranks[i] = float64(at+end-1) / 2
		}
		at = end
	}
	return ranks
}

// tellOrder notes rows that resemble those before them, where they are split by chance.
func (d *Data) tellOrder() {
	if !d.InOrder || d.Parts != nil {
		return
	}
	j, r := ordered(d.Points, d.Points.Cols-givenWidth(d.Given))
	if d.Ordered = r > 0; !d.Ordered {
		return
	}
	d.Notes = append(slices.Clone(d.Notes), fmt.Sprintf(
		"Rows resemble those before them (autocorrelation %.2f of %s): test rows between those learnt judge too well. --split time tests on the last rows, --split-by COLUMN on whole groups.",
		r, d.columnName(j)))
}
