package presets

import (
	"math"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

func TestDetailsAndMeansAreTheImage(t *testing.T) {
	image := &ad.Mat{Rows: 1, Cols: 64, Data: append([]float64(nil), firstDigit...)}
	means, details := HaarOf(image, digitsShape)
	// The first 2×2 pixels that hold anything: 5 13; 13 15 at the third column.
	for j, want := range map[int]float64{0: 0, 1: (5 + 13 + 13 + 15) / 2.} {
		if means.At(0, j) != want {
			t.Errorf("mean %d is %g, want %g", j, means.At(0, j), want)
		}
	}
	for band, want := range []float64{(5 - 13 + 13 - 15) / 2., (5 + 13 - 13 - 15) / 2., (5 - 13 - 13 + 15) / 2.} {
		if got := details.At(0, band*16+1); got != want {
			t.Errorf("detail %d is %g, want %g", band, got, want)
		}
	}
	back := FromHaar(means, details, digitsShape)
	for i, v := range firstDigit {
		if math.Abs(back.Data[i]-v) > 1e-12 {
			t.Errorf("pixel %d came back as %g, want %g", i, back.Data[i], v)
		}
	}
}

// Points that are the same image stand in the same part, or the parts would know of
// each other.
func TestNoImageStandsInTwoPartsOfTheDetails(t *testing.T) {
	src, err := ParseSource("digit-details(n=960)", nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(src.Columns) != 48 || len(src.Given) != 16 || src.Points.Cols != 64 || src.Points.Rows != 960 {
		t.Errorf("%d columns, %d given, %d×%d numbers", len(src.Columns), len(src.Given), src.Points.Rows, src.Points.Cols)
	}
	digits, err := ParseSource("digits(n=120)", nil)
	if err != nil {
		t.Fatal(err)
	}
	small, _ := HaarOf(digits.Points, flows.Shape{Channels: 1, Height: 8, Width: 8})
	for i := range src.Points.Rows {
		off := src.Points.At(i, 48+5) - small.At(i%120, 5) // noise above four greys, half of their sum
		if src.Parts[i] != digits.Parts[i%120] || off < 0 || off > 2 {
			t.Fatalf("point %d is no noisy image %d", i, i%120)
		}
	}
	if n := len(src.Rows(model.Hold)); n != 160 {
		t.Errorf("%d points are held back, want 160", n)
	}
}
