package plain

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"gonum.org/v1/gonum/stat"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
	"bijou/presets/sweep"
)

// seedAxis is the axis that varies nothing but chance.
const seedAxis = "seed"

// report tells of all runs that have ended, the best by validation marked, and of the means
// over seeds where there are several.
func (t *sweeping) report(s sweep.Sweep) error {
	best := t.best()
	if t.JSON {
		end := struct {
			Event string      `json:"event"`
			Runs  int         `json:"runs"`
			Done  int         `json:"done"`
			Best  *swept      `json:"best"` // by validation
			Seeds []overSeeds `json:"over_seeds,omitempty"`
		}{"sweep", len(t.runs), t.done(), best, t.means(s)}
		return writeJSON(t.Out, end)
	}
	w := tabwriter.NewWriter(t.Out, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, " ")
	for _, a := range s {
		fmt.Fprintf(w, "\t%s", reading.Clean(a.Name))
	}
	fmt.Fprintln(w, "\ttest NLL\t± se\tval NLL\tbest step\tseconds")
	for _, r := range t.runs {
		if r.done {
			r.row(w, r == best)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if best == nil {
		_, err := fmt.Fprintln(t.Out, "no run has ended well")
		return err
	}
	if err := t.meansTable(s); err != nil {
		return err
	}
	_, err := fmt.Fprintf(t.Out, "best on validation (*):\n  %s\n", presets.CommandLine(best.config))
	return err
}

// row writes a line of the table.
func (r *swept) row(w io.Writer, best bool) {
	mark := " "
	if best {
		mark = "*"
	}
	fmt.Fprint(w, mark)
	for _, v := range r.point {
		fmt.Fprintf(w, "\t%s", reading.Clean(v))
	}
	if math.IsNaN(float64(r.ValNLL)) || r.State != model.Finished.String() {
		fmt.Fprintf(w, "\t%s\t\t\t\t%.1f", r.State, float64(r.Seconds))
		if r.Reason != "" {
			fmt.Fprintf(w, "  %s", reading.Clean(r.Reason))
		}
		fmt.Fprintln(w)
		return
	}
	fmt.Fprintf(w, "\t%.4f\t%.4f\t%.4f\t%d\t%.1f\n", float64(r.NLL), float64(r.SE), float64(r.ValNLL), r.Best, float64(r.Seconds))
}

// best is the run with the lowest NLL on its validation part; nil if none ended well.
func (t *sweeping) best() (best *swept) {
	for _, r := range t.runs {
		if r.done && r.State == model.Finished.String() && !math.IsNaN(float64(r.ValNLL)) && (best == nil || r.ValNLL < best.ValNLL) {
			best = r
		}
	}
	return best
}

// overSeeds is what runs that differ in their seeds alone come to.
type overSeeds struct {
	Axes map[string]string `json:"axes"`
	Runs int               `json:"runs"`
	NLL  model.Number      `json:"test_nll_raw"`
	SE   model.Number      `json:"test_nll_se"` // of the mean, from seed to seed
	Val  model.Number      `json:"val_nll_raw"`
	text string
}

// means are those over seeds, where a sweep has several and something else.
func (t *sweeping) means(s sweep.Sweep) (all []overSeeds) {
	at := -1
	for i, a := range s {
		if a.Name == seedAxis && len(a.Values) > 1 {
			at = i
		}
	}
	if at < 0 {
		return nil
	}
	var order []string
	nll, val, axes := map[string][]float64{}, map[string][]float64{}, map[string]map[string]string{}
	for _, r := range t.runs {
		if !r.done || r.State != model.Finished.String() {
			continue
		}
		var words []string
		of := map[string]string{}
		for i, a := range s {
			if i != at {
				words, of[a.Name] = append(words, r.point[i]), r.point[i]
			}
		}
		key := strings.Join(words, "\t")
		if axes[key] == nil {
			order, axes[key] = append(order, key), of
		}
		nll[key], val[key] = append(nll[key], float64(r.NLL)), append(val[key], float64(r.ValNLL))
	}
	for _, key := range order {
		mean, sd := stat.MeanStdDev(nll[key], nil)
		all = append(all, overSeeds{axes[key], len(nll[key]), model.Number(mean), model.Number(sd / math.Sqrt(float64(len(nll[key])))), model.Number(stat.Mean(val[key], nil)), key})
	}
	return all
}

// meansTable writes the means over seeds.
func (t *sweeping) meansTable(s sweep.Sweep) error {
	means := t.means(s)
	if len(means) == 0 {
		return nil
	}
	w := tabwriter.NewWriter(t.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t.Out, "\nmeans over seeds\n")
	for _, a := range s {
		if a.Name != seedAxis {
			fmt.Fprintf(w, "%s\t", reading.Clean(a.Name))
		}
	}
	fmt.Fprintln(w, "test NLL\t± se\tval NLL\tseeds")
	for _, m := range means {
		if m.text != "" {
			fmt.Fprintf(w, "%s\t", m.text)
		}
		fmt.Fprintf(w, "%.4f\t%.4f\t%.4f\t%d\n", float64(m.NLL), float64(m.SE), float64(m.Val), m.Runs)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(t.Out)
	return err
}
