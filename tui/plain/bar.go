package plain

import (
	"fmt"
	"math"
	"strings"

	"bijou/model"
)

const barWidth = 24

// drawBar writes the state of the run over the line that the bar stands in.
func (t *telling) drawBar(r model.Report) {
	full := barWidth * r.Step / t.steps
	bar := strings.Repeat("█", full) + strings.Repeat("░", barWidth-full)
	fmt.Fprintf(t.Progress, "\r%s  %*d/%d  NLL %s  test %s%s\x1b[K", bar, digits(t.steps), r.Step, t.steps,
		nats(r.TrainNLL), nats(r.TestNLL), gap(r.Gap))
}

// clearBar leaves the line empty for what follows.
func (t *telling) clearBar() {
	if t.Progress != nil {
		fmt.Fprint(t.Progress, "\r\x1b[K")
	}
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

func digits(n int) int { return len(fmt.Sprint(n)) }
