package model

import (
	"math"
	"slices"
	"strings"
	"testing"

	"bijou/flows/ad"
)

// largeSource is a table of more rows than are copied: x counts them, y is the square root
// of that, and the last tells the weight.
func largeSource(weighted bool) Source {
	const rows = largeRows + 100_000
	src := Source{Spec: "big.csv", Columns: []string{"x", "y"}, Points: ad.New(rows, 2)}
	for i := range rows {
		src.Points.Set(i, 0, float64(i))
		src.Points.Set(i, 1, math.Sqrt(float64(i)))
	}
	if weighted {
		src.Weights = make([]float64, rows)
		for i := range src.Weights {
			src.Weights[i] = 1 + float64(i%2)
		}
	}
	return src
}

// Steps see every row that is learnt once an epoch, and no other.
func TestALargeTableIsLearntWhole(t *testing.T) {
	src := largeSource(false)
	d, err := Prepare(src)
	if err != nil {
		t.Fatal(err)
	}
	if d.Val.Rows != heldRows || d.Test.X.Rows != heldRows || d.Train.Rows != sampleRows || d.LearntRows() != src.Points.Rows-2*heldRows {
		t.Fatalf("%d choose, %d are held back, %d stand for %d", d.Val.Rows, d.Test.X.Rows, d.Train.Rows, d.LearntRows())
	}
	const size = 10_000
	b, seen := newBatches(d, 1, size), make([]bool, src.Points.Rows)
	for step := range d.LearntRows() / size {
		x := b.At(step).X
		for i, v := range x.Col(0) {
			row := int(math.Round(d.OwnOf(0, v)))
			if seen[row] {
				t.Fatalf("row %d comes twice", row)
			}
			seen[row] = true
			if y := d.OwnOf(1, x.At(i, 1)); math.Abs(y-math.Sqrt(float64(row))) > 1e-6 {
				t.Fatalf("row %d comes with %v", row, y)
			}
			if i > 100 {
				break
			}
		}
	}
	for _, part := range []*ad.Mat{d.Val, d.Test.X} {
		for _, v := range part.Col(0) {
			if row := int(math.Round(d.OwnOf(0, v))); seen[row] {
				t.Fatalf("row %d is learnt and judges", row)
			}
		}
	}
	if !slices.ContainsFunc(d.Notes, func(n string) bool { return strings.Contains(n, "drawn by chance") }) {
		t.Errorf("nobody is told: %q", d.Notes)
	}
}

// A row that weighs twice as much comes twice as often.
func TestWeightedRowsOfALargeTableComeByTheirWeight(t *testing.T) {
	d, err := Prepare(largeSource(true))
	if err != nil {
		t.Fatal(err)
	}
	b, odd, all := newBatches(d, 1, 10_000), 0, 0
	for step := range 20 {
		for _, v := range b.At(step).X.Col(0) {
			all++
			if int(math.Round(d.OwnOf(0, v)))%2 == 1 {
				odd++
			}
		}
	}
	if share := float64(odd) / float64(all); math.Abs(share-2.0/3) > 0.01 {
		t.Errorf("%.3f of the rows weigh 2, want 2/3", share)
	}
}

// A kept run of a large table opens as it was, with the rows that stand for all.
func TestALargeRunIsKeptBySample(t *testing.T) {
	f := fit(t, largeSource(false), "affine", "adam, steps=5")
	steps(f, 5)
	data, err := f.Keep().Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Restore(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	a, _ := f.Snapshot().TestNLL()
	b, _ := back.Snapshot().TestNLL()
	if rows := back.data.Points.Rows; a != b || rows != sampleRows+2*heldRows || len(data) > 20<<20 {
		t.Errorf("test NLL %v, was %v; %d rows in %d bytes", b, a, rows, len(data))
	}
}
