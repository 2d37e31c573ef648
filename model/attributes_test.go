package model

import (
	"math"
	"testing"

	"bijou/flows"
)

func TestTheWidthOfAStrokeIsThatOfItsBar(t *testing.T) {
	s := flows.Shape{Channels: 1, Height: 32, Width: 32}
	for _, width := range []int{1, 2, 4} {
		pixels := make([]float64, s.Size())
		const length = 24
		for y := range length {
			for x := range width {
				pixels[(y+4)*s.Width+x+10] = 3 // any grey
			}
		}
		want := float64(width*length) / float64(width+length) // 2·area over the outline, with its ends
		if got := Thickness(pixels, s); math.Abs(got-want) > 0.05 {
			t.Errorf("a bar of width %d: %g, want %g", width, got, want)
		}
	}
}

func TestTheSlantIsThatOfTheLine(t *testing.T) {
	s := flows.Shape{Channels: 1, Height: 9, Width: 12}
	for lean, want := range map[int]float64{0: 0, 1: 1, -1: -1} {
		pixels := make([]float64, s.Size())
		for y := range 5 {
			pixels[(y+2)*s.Width+6-lean*(y-2)] = 1
		}
		if got := Slant(pixels, s); math.Abs(got-want) > 1e-12 {
			t.Errorf("a line that leans by %d: %g", lean, got)
		}
	}
}
