package systems

import (
	"math"
	"testing"

	"bijou/flows/ad"
)

// Of samples nine tenths are of one of two classes that data have evenly.
func TestTheBalanceOfSamplesIsThatOfTheirClasses(t *testing.T) {
	bySign := &softmax{columns: 1, classes: 2, w: []float64{-1, 0, 1, 0}}
	samples, classes := ad.New(40, 1), make([]float64, 10)
	for i := range samples.Rows {
		samples.Set(i, 0, 1)
		if i < 4 {
			samples.Set(i, 0, -1)
		}
	}
	for i := range classes {
		classes[i] = float64(i % 2)
	}
	if got := imbalance(bySign, samples, classes, 2); math.Abs(got-0.4) > 1e-12 {
		t.Errorf("the imbalance is %g, want 0.4", got)
	}
}
