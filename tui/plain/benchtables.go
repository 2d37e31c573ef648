package plain

import (
	"context"
	"fmt"
	"io"

	"bijou/model"
	"bijou/presets/bench"
)

// A tableLine is a row of Tables as JSON; all NLLs are means over the folds, in nats.
type tableLine struct {
	Event    string       `json:"event"`
	Table    string       `json:"table"`
	About    string       `json:"about"`
	Rows     int          `json:"rows"`
	Columns  int          `json:"columns"`
	Folds    int          `json:"folds"`
	Seed     uint64       `json:"seed"`
	NLL      model.Number `json:"test_nll_raw"`
	SE       model.Number `json:"test_nll_se"`
	Repeated string       `json:"repeated,omitempty"`
	Gaussian model.Number `json:"gaussian"`
	Mixture  model.Number `json:"mixture_by_bic"`
	KDE      model.Number `json:"kde"`
	Bar      model.Number `json:"bar"`
	Met      bool         `json:"met"`
	Seconds  float64      `json:"seconds"` // of a default run
}

// Tables measures the default run on tables over so many folds, and prints a line for each
// as soon as it is done.
func Tables(ctx context.Context, out, progress io.Writer, tables []bench.Table, folds int, seed uint64, asJSON bool) error {
	if !asJSON {
		fmt.Fprintf(out, "%-13s %6s %4s %18s %9s %9s %9s %9s %8s\n", "table", "rows", "cols", "default ± se", "Gaussian", "mixture", "KDE", "bar", "seconds")
	}
	var missed missedOf
	m := NewMeter(progress, "tables", 0, len(tables))
	defer m.Clear()
	out = m.Over(out)
	for i, t := range tables {
		m.Set(i, t.Name)
		r, err := t.Evaluate(ctx, folds, seed)
		if err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
		verdict, line := missed.verdict(r.Met), lineOf(r, folds, seed)
		if !asJSON {
			line.write(out, verdict)
			continue
		}
		if err := writeJSON(out, line); err != nil {
			return err
		}
	}
	return missed.err()
}

func lineOf(r bench.TableResult, folds int, seed uint64) tableLine {
	return tableLine{
		Event: "table", Table: r.Name, About: r.About, Rows: r.Rows, Columns: r.Columns, Folds: folds, Seed: seed,
		NLL: model.Number(r.NLL), SE: model.Number(r.SE), Repeated: r.Repeated,
		Gaussian: model.Number(r.Gaussian), Mixture: model.Number(r.Mixture), KDE: model.Number(r.KDE),
		Bar: model.Number(r.Bar), Met: r.Met, Seconds: r.Seconds,
	}
}

// write prints the line for people.
func (l tableLine) write(out io.Writer, verdict string) {
	fmt.Fprintf(out, "%-13s %6d %4d %9.3f ± %6.3f %9s %9s %9s %9.3f %8.1f %s\n", l.Table, l.Rows, l.Columns, l.NLL, l.SE,
		nats(l.Gaussian), nats(l.Mixture), nats(l.KDE), l.Bar, l.Seconds, verdict)
	if l.Repeated != "" {
		fmt.Fprintf(out, "%13s values of %s repeat: no mixture and no kernel density has a bound there\n", "", l.Repeated)
	}
}
