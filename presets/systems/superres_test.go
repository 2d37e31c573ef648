package systems

import (
	"math"
	"testing"
)

// In some steps it already pays to be given the small picture, and what is drawn is
// consistent with it to rounding.
func TestAFlowDrawsWhatASmallPictureLacks(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	s := shortly(t, "superres", 150)
	with, _ := perDetail(s)
	without, _ := perDetail(shortly(t, "superres-blind", 150))
	if with > without-0.1 {
		t.Errorf("%.3f nats a detail with the small picture, %.3f without", with, without)
	}
	p, err := drawPictures(s)
	if err != nil {
		t.Fatal(err)
	}
	if !(p.lowres <= 1e-9) || p.mse > p.nearest || p.oneMSE < p.mse || p.spread < 1 {
		t.Errorf("%+v", p)
	}
	// E over draws of |draw − truth|² is |mean − truth|² and the spread.
	if off := math.Abs(p.oneMSE - p.mse - p.spread); off > 1e-9 {
		t.Errorf("mean and spread miss the error of one draw by %g", off)
	}
	if math.Abs(p.nearest-12.787200520833334) > 1e-9 { // by NumPy, on the same split
		t.Errorf("the enlarged picture is %.12f off", p.nearest)
	}
}
