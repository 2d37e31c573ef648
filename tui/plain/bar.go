package plain

import (
	"fmt"
	"math"

	"bijou/model"
)

// lossLine is what the meter of a run says beside its steps.
func lossLine(r model.Report) string {
	return fmt.Sprintf("NLL %s  val %s%s", nats(r.TrainNLL), nats(r.ValNLL), gap(r.Gap))
}

func gap(g model.Number) string {
	if math.IsNaN(float64(g)) {
		return ""
	}
	return fmt.Sprintf("  gap %+.3f", float64(g))
}

func nats(n model.Number) string {
	if math.IsNaN(float64(n)) {
		return "—"
	}
	return fmt.Sprintf("%.3f", float64(n))
}
