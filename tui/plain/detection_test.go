package plain

import (
	"math"
	"strings"
	"testing"

	"bijou/model/diagnose"
)

func TestDetectionWithoutEitherKindSaysSo(t *testing.T) {
	for _, d := range []diagnose.Detection{detect(nil, []float64{1}), detect([]float64{1}, nil)} {
		var out strings.Builder
		if tellDetection(&out, d); !strings.Contains(out.String(), "both are needed") || !math.IsNaN(float64(d.AUROC)) {
			t.Errorf("%+v: %s", d, out.String())
		}
	}
	var out strings.Builder
	if tellDetection(&out, detect([]float64{3}, []float64{1, 2})); !strings.Contains(out.String(), "no threshold") {
		t.Error(out.String())
	}
}

func detect(labelled, others []float64) diagnose.Detection {
	return diagnose.Detect("k=bad", 0.05, diagnose.NewScores(labelled, nil), diagnose.NewScores(others, nil))
}
