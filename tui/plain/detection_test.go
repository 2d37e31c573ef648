package plain

import (
	"math"
	"strings"
	"testing"

	"bijou/model/diagnose"
)

func TestDetectionWithoutEitherKindSaysSo(t *testing.T) {
	for _, d := range []diagnose.Detection{diagnose.Detect("k=bad", 0.05, nil, []float64{1}), diagnose.Detect("k=bad", 0.05, []float64{1}, nil)} {
		var out strings.Builder
		if tellDetection(&out, d); !strings.Contains(out.String(), "both are needed") || !math.IsNaN(float64(d.AUROC)) {
			t.Errorf("%+v: %s", d, out.String())
		}
	}
	var out strings.Builder
	if tellDetection(&out, diagnose.Detect("k=bad", 0.05, []float64{3}, []float64{1, 2})); !strings.Contains(out.String(), "no threshold") {
		t.Error(out.String())
	}
}
