package ad

import (
	"math"
	"slices"
)

// Distinct numbers the rows of matrices that lie side by side, so that equal ones have the
// same number, and returns the first row of each number. Matrices that are nil count as none.
func Distinct(beside ...*Mat) (of, first []int) {
	beside = slices.DeleteFunc(slices.Clone(beside), func(m *Mat) bool { return m == nil })
	rows, cols := beside[0].Rows, 0
	for _, m := range beside {
		cols += m.Cols
	}
	of = make([]int, rows)
	row := make([]float64, cols)
	seen := make(map[uint64]int, rows)
	for i := range rows {
		at := 0
		for _, m := range beside {
			m.Row(row[at:at+m.Cols], i)
			at += m.Cols
		}
		h := HashRow(row)
		k, again := seen[h]
		if !again {
			k = len(first)
			seen[h], first = k, append(first, i)
		}
		of[i] = k
	}
	return of, first
}

// Repeats tells whether rows are equal to others, with room for one number a row.
func Repeats(m *Mat) bool {
	hashes := make([]uint64, m.Rows)
	for i := range hashes {
		hashes[i] = hashOfNone
	}
	for j := range m.Cols {
		for i, v := range m.Col(j) {
			hashes[i] = hashed(hashes[i], v)
		}
	}
	slices.Sort(hashes)
	for i := range max(0, len(hashes)-1) {
		if hashes[i] == hashes[i+1] {
			return true
		}
	}
	return false
}

// HashRow is FNV-1a over the bits of a row, of which zeros of both signs are one.
func HashRow(row []float64) uint64 {
	h := uint64(hashOfNone)
	for _, v := range row {
		h = hashed(h, v)
	}
	return h
}

const hashOfNone = 14695981039346656037

func hashed(h uint64, v float64) uint64 { return (h ^ math.Float64bits(v+0)) * 1099511628211 }
