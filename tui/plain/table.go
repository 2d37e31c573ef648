package plain

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"bijou/model"
)

// Tell writes what a person should know of the data, a line a sentence.
func Tell(out io.Writer, notes []string) error {
	for _, note := range notes {
		if _, err := fmt.Fprintf(out, "note: %s\n", note); err != nil {
			return err
		}
	}
	return nil
}

// table writes a report as aligned lines, leaving out what has no value.
func table(out io.Writer, r model.Report) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(name, format string, values ...any) {
		fmt.Fprintf(w, "%s\t%s\n", name, fmt.Sprintf(format, values...))
	}
	number := func(name string, v, se model.Number, unit string) {
		switch {
		case math.IsNaN(float64(v)):
		case math.IsNaN(float64(se)):
			row(name, "%.4f %s", float64(v), unit)
		default:
			row(name, "%.4f ± %.4f %s", float64(v), float64(se), unit)
		}
	}
	own := func() {
		for _, f := range r.Own() {
			number(f.Name, f.Value, f.SE, figureText(f))
		}
	}
	saved := func() {
		if r.Saved != "" {
			row("saved", "%s", r.Saved)
		}
	}
	none := model.Number(math.NaN())
	row("recipe", "%s", r.Spec)
	row("steps", "%d, best on validation at %d", r.Step, r.BestStep)
	row("parameters", "%d", r.Params)
	if r.Evidence != nil {
		number("ELBO", r.ELBO, r.TestSE, "nats")
		number("log Z", r.LogZ, none, "nats, known")
		number("log Z estimated", r.LogZHat, r.LogZSE, "nats, by importance weights")
		number("KL(model‖target)", r.KL, r.KLSE, "nats, on fresh samples")
		row("effective samples", "%.1f %%, Pareto k̂ %.2f", 100*float64(r.ESS), float64(r.ParetoK))
		own()
		row("speed", "%.0f steps/s, %.1f s in all", float64(r.StepsPerS), float64(r.ElapsedS))
		saved()
		return w.Flush()
	}
	number("train NLL", r.TrainNLL, none, "nats, standardised")
	number("test NLL", r.TestNLL, r.TestSE, "nats, standardised")
	number("test NLL", r.TestNLLRaw, r.TestSE, "nats, in the data's own units")
	number("entropy of the data", r.Entropy, none, "nats")
	number("gap to it", r.Gap, r.GapSE, "nats, over the test points")
	number("KL(data‖model)", r.KL, r.KLSE, "nats, on fresh points")
	own()
	row("speed", "%.0f steps/s, %.1f s in all", float64(r.StepsPerS), float64(r.ElapsedS))
	if r.Reason != "" {
		row("ended", "%s: %s", r.State, r.Reason)
	}
	saved()
	return w.Flush()
}

// figureText is what stands behind the value of a figure: unit, meaning, the known
// answer and the bar.
func figureText(f model.Figure) string {
	parts := []string{f.Means}
	if f.Unit != "" {
		parts[0] = f.Unit + ", " + f.Means
	}
	if !math.IsNaN(float64(f.Known)) {
		parts = append(parts, fmt.Sprintf("known %.4f", float64(f.Known)))
	}
	if f.Sense != "" {
		parts = append(parts, fmt.Sprintf("bar %s %.4g: %s", f.Sense, float64(f.Bar), verdictOf(f)))
	}
	return strings.Join(parts, "; ")
}

func verdictOf(f model.Figure) string {
	if f.Met() {
		return "met"
	}
	return "missed"
}
