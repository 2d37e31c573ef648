package diagnose

import (
	"math"
	"os"
	"strconv"
	"testing"
)

// BIJOU_RUNS=400 go test ./model/diagnose -run AnExactFlow -v diagnoses so many: the whole
// diagnosis of a flow that is the truth, every time with draws of its own.
func TestAnExactFlowSeldomHasAFault(t *testing.T) {
	runs, err := strconv.Atoi(os.Getenv("BIJOU_RUNS"))
	if err != nil {
		runs = 4
	}
	src := source(normal{2, 0})
	src.AsIs = true // else the scale of the columns, which is measured, is off by its error
	s, was, failed := untrained(t, src, "affine", nil), seed, 0
	defer func() { seed = was }()
	for k := range runs {
		seed = was + uint64(k)
		if d := Of(s); d.Checks().Faults > 0 {
			failed++
			t.Logf("seed %d: %s", k, d.Summary())
		}
	}
	t.Logf("%d of %d runs of an exact flow have a fault", failed, runs)
	if bound := 0.05*float64(runs) + 2*math.Sqrt(0.05*0.95*float64(runs)); float64(failed) > bound {
		t.Errorf("%d of %d", failed, runs)
	}
}
