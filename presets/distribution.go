package presets

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets/reading"
)

// A Distribution is a flow that was fitted to rows, for programs that ask for a density and
// nothing else: in the units of the rows, in nats. LogProb and Rand are those of gonum's
// distmv.RandLogProber. Any goroutine may use it.
//
// FitRows, OpenDistribution and the methods of Distribution are what stays as it is from one
// version to the next; all else in this module may change.
type Distribution struct {
	best *model.Snapshot
	kept *model.Kept

	mu    sync.Mutex
	rng   *rand.Rand
	drawn *ad.Mat // samples that nobody has had yet
	used  int     // of them
}

// FitRows fits a flow to rows of equally many numbers, as a recipe line without its data
// says: "coupling*4 | adam, steps=2000 | seed=7". An empty line chooses by the numbers of
// rows and columns. A fifth of the rows says which weights are the best, and a fifth is left
// for the report. It ends early with the context, by the weights that it has found.
func FitRows(ctx context.Context, rows [][]float64, line string) (*Distribution, error) {
	c, err := configOf(rows, line)
	if err != nil {
		return nil, err
	}
	f, err := model.NewFit(c)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for ctx.Err() == nil {
		if state, why := f.Ended(); state == model.Diverged || state == model.Failed {
			return nil, fmt.Errorf("the fit %s: %s", state, why)
		} else if state != model.Paused {
			break
		}
		f.Step()
	}
	return newDistribution(f), nil
}

// configOf is the run of rows.
func configOf(rows [][]float64, line string) (c model.Config, err error) {
	for i, row := range rows {
		if len(row) == 0 || len(row) != len(rows[0]) {
			return c, fmt.Errorf("row %d has %d numbers and the first one %d; rows are of equal length, from 1", i+1, len(row), len(rows[0]))
		}
	}
	if len(rows) == 0 {
		return c, fmt.Errorf("there are no rows to fit")
	}
	const name = "rows"
	parts, err := SplitRecipe(name + " | " + line)
	if line == "" {
		parts, err = SplitRecipe(name)
	}
	if err != nil {
		return c, err
	}
	c, err = parts.config(func(string) (model.Source, error) {
		src := model.Source{Spec: name, Points: ad.FromRows(rows)}
		for j := range rows[0] {
			src.Columns = append(src.Columns, fmt.Sprintf("x%d", j+1))
		}
		return src, nil
	})
	if err == nil && line == "" {
		c, err = Auto(c)
	}
	return c, err
}

// OpenDistribution opens one that was saved, by this program or as a run by bijou, whose
// columns must have no conditions. The error is a [*BadFileError].
func OpenDistribution(path string) (*Distribution, error) {
	f, err := OpenRun(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if given := f.Snapshot().Data.Given; len(given) > 0 {
		return nil, reading.InFile(reading.Bad("ask it with bijou score", "is a density under conditions, of which column %s is one", reading.Clean(given[0].Name)), path)
	}
	return newDistribution(f), nil
}

func newDistribution(f *model.Fit) *Distribution {
	return &Distribution{best: f.BestSnapshot(), kept: f.Keep(), rng: model.DrawStream(1)}
}

// Dim is the number of columns.
func (d *Distribution) Dim() int { return d.best.Stack.Dim }

// LogProb returns log p of a point; −∞ outside of what the columns can be.
func (d *Distribution) LogProb(x []float64) float64 {
	var logp [1]float64
	d.best.Score(logp[:], ad.FromRows([][]float64{x}))
	return logp[0]
}

// LogProbs writes log p of every row into dst, which is much faster than one after the
// other, and returns it; nil makes one.
func (d *Distribution) LogProbs(dst []float64, rows [][]float64) []float64 {
	dst = slices.Grow(dst[:0], len(rows))[:len(rows)]
	if len(rows) > 0 {
		d.best.Score(dst, ad.FromRows(rows))
	}
	return dst
}

// Rand writes a sample into x and returns it; nil makes one.
func (d *Distribution) Rand(x []float64) []float64 {
	const together = 256
	if x == nil {
		x = make([]float64, d.Dim())
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.drawn == nil || d.used == d.drawn.Rows {
		d.drawn, d.used = d.best.Draw(d.rng, together), 0
	}
	d.drawn.Row(x, d.used)
	d.used++
	return x
}

// Seed makes the samples that follow those of a seed.
func (d *Distribution) Seed(seed uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rng, d.drawn = model.DrawStream(seed), nil
}

// Stack returns the layers from base to data, as a recipe line has them.
func (d *Distribution) Stack() string {
	return flows.FormatStack(d.best.BaseSpec, d.best.Stack.Spec())
}

// Save writes the run to a file, which bijou opens too. The error is a [*SaveError].
func (d *Distribution) Save(path string) error { return SaveRun(path, d.kept) }
