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
		verdict := missed.verdict(r.Met)
		if !asJSON {
			fmt.Fprintf(out, "%-13s %6d %4d %9.3f ± %6.3f %9.3f %9.3f %9.3f %9.3f %8.1f %s\n", t.Name, r.Rows, r.Columns, r.NLL, r.SE, r.Gaussian, r.Mixture, r.KDE, r.Bar, r.Seconds, verdict)
			continue
		}
		number := func(v float64) model.Number { return model.Number(v) }
		if err := writeJSON(out, tableLine{"table", t.Name, t.About, r.Rows, r.Columns, folds, seed, number(r.NLL), number(r.SE),
			number(r.Gaussian), number(r.Mixture), number(r.KDE), number(r.Bar), r.Met, r.Seconds}); err != nil {
			return err
		}
	}
	return missed.err()
}
