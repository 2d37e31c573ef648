package systems

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
)

func TestACorruptedImageHasAtMostSixOtherPixels(t *testing.T) {
	s := shortly(t, "anomaly-digits", 0)
	held, _ := s.Data.LevelsOf(model.Hold)
	bad := corrupted(held, []int{4, 2}, s.Data.Levels, rand.New(rand.NewPCG(1, 0)))
	for i, row := range []int{4, 2} {
		others := 0
		for j := range held.Cols {
			if bad.At(i, j) != held.At(row, j) {
				others++
			}
		}
		if others == 0 || others > corruptedPixels {
			t.Errorf("%d pixels of image %d are others", others, row)
		}
	}
}

func TestHistogramsSayHowRareLevelsAre(t *testing.T) {
	others := ad.FromRows([][]float64{{0, 1}, {0, 1}, {0, 0}})
	got := histogramNats(others, ad.FromRows([][]float64{{0, 1}, {1, 0}}), []model.Grid{{Count: 2}, {Count: 2}})
	for i, want := range []float64{-math.Log(3.5/4) - math.Log(2.5/4), -math.Log(0.5/4) - math.Log(1.5/4)} {
		if math.Abs(got[i]-want) > 1e-12 {
			t.Errorf("row %d has %g nats, want %g", i, got[i], want)
		}
	}
}

// A few steps are enough to tell corrupted images, and to see that a 1, which was never
// shown, is less strange to −log p than to its ratio.
func TestAOneIsNotStrangeToItsDensity(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	v, err := judgeStrangers(shortly(t, "anomaly-digits", 150), 1)
	if err != nil {
		t.Fatal(err)
	}
	if v.corrupted < 0.75 || v.logp > 0.75 || v.ratio < v.logp {
		t.Errorf("%+v", v)
	}
}
