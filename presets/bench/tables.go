package bench

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
)

// A Table is one that the default run is measured on beside what people use otherwise.
type Table struct {
	Name, About string
	Source      func() (model.Source, error)
}

// Tables lists them: two that the program carries, and others of the kinds that people
// bring, drawn from a fixed seed.
func Tables() []Table {
	return []Table{
		carried("iris", "flowers of three kinds, in tenths of a centimetre"),
		carried("old-faithful", "eruptions and what was waited for them"),
		made("few", "one normal distribution of three factors", 60, 12, factors),
		made("clusters", "four normal distributions", 300, 6, clusters),
		made("heavy", "columns with tails of a t distribution, linked", 440, 10, heavy),
		made("skewed", "products of factors: most values small, a few large", 570, 20, skewed),
		made("curved", "columns along a curve, with noise that grows", 2000, 5, curved),
		made("many", "clusters of ten columns", 10000, 10, clusters),
	}
}

func carried(name, about string) Table {
	return Table{name, about, func() (model.Source, error) { return presets.ParseSource(name, nil) }}
}

// FileTable is a table of a person's own.
func FileTable(path string) Table {
	file, _, _ := strings.Cut(path, "(") // how it is read stands behind it
	name := reading.Clean(filepath.Base(file))
	return Table{strings.TrimSuffix(name, filepath.Ext(name)), "a file", func() (model.Source, error) {
		src, err := presets.ParseSource(path, nil)
		switch {
		case err != nil:
			return src, err
		case src.Points == nil || src.Shape.IsImage() || src.Shape.IsWave():
			return src, fmt.Errorf("%s is no table", name)
		case len(src.Given) > 0 || src.Weights != nil:
			return src, fmt.Errorf("%s has conditions or weights, of which the rivals know nothing; leave them out", name)
		}
		return src, nil
	}}
}

// made is a table of rows that draw fills one by one.
func made(name, about string, rows, columns int, of func(rng *rand.Rand, columns int) (draw func(row []float64))) Table {
	return Table{name, about, func() (model.Source, error) {
		rng := rand.New(rand.NewPCG(12, uint64(rows)))
		src := model.Source{Spec: name, Points: ad.New(rows, columns)}
		for j := range columns {
			src.Columns = append(src.Columns, string(rune('a'+j)))
		}
		draw, row := of(rng, columns), make([]float64, columns)
		for i := range rows {
			draw(row)
			for j, v := range row {
				src.Points.Set(i, j, v)
			}
		}
		return src, nil
	}}
}

// mix is a matrix of normal numbers.
func mix(rng *rand.Rand, rows, columns int) [][]float64 {
	m := make([][]float64, rows)
	for i := range m {
		for range columns {
			m[i] = append(m[i], rng.NormFloat64())
		}
	}
	return m
}

// times is m·v.
func times(m [][]float64, v []float64) []float64 {
	out := make([]float64, len(m))
	for i, row := range m {
		for j, w := range row {
			out[i] += w * v[j]
		}
	}
	return out
}

func normals(rng *rand.Rand, n int) []float64 { return mix(rng, 1, n)[0] }

func factors(rng *rand.Rand, columns int) func([]float64) {
	loads := mix(rng, columns, 3)
	return func(row []float64) {
		for j, v := range times(loads, normals(rng, 3)) {
			row[j] = v + 0.7*rng.NormFloat64()
		}
	}
}

func clusters(rng *rand.Rand, columns int) func([]float64) {
	const count = 4
	centres := mix(rng, count, columns)
	var shapes [][][]float64
	for range count {
		shapes = append(shapes, mix(rng, columns, columns))
	}
	return func(row []float64) {
		k := rng.IntN(count)
		for j, v := range times(shapes[k], normals(rng, columns)) {
			row[j] = 3*centres[k][j] + 0.4*v
		}
	}
}

func heavy(rng *rand.Rand, columns int) func([]float64) {
	loads := mix(rng, columns, columns)
	return func(row []float64) {
		const freedom = 4
		square := 0.0
		for _, v := range normals(rng, freedom) {
			square += v * v
		}
		for j, v := range times(loads, normals(rng, columns)) {
			row[j] = v / math.Sqrt(square/freedom)
		}
	}
}

func skewed(rng *rand.Rand, columns int) func([]float64) {
	loads := mix(rng, columns, 4)
	return func(row []float64) {
		for j, v := range times(loads, normals(rng, 4)) {
			row[j] = math.Exp(0.4*v + 0.2*rng.NormFloat64())
		}
	}
}

func curved(rng *rand.Rand, columns int) func([]float64) {
	return func(row []float64) {
		t := 2 * rng.NormFloat64()
		for j := range row {
			row[j] = math.Sin(t+float64(j)) + 0.1*float64(j)*t + (0.1+0.1*math.Abs(t))*rng.NormFloat64()
		}
	}
}

// PerColumn is how far, in nats a column, the default run may lie above the best of its
// rivals.
const PerColumn = 0.02

// A TableResult is what a default run came to on a table, and what its rivals did, as
// mean test NLL over the folds, in nats.
type TableResult struct {
	Table
	Rows, Columns          int
	Repeated               string // a column whose values repeat, if any: Mixture and KDE are NaN
	NLL, SE                float64
	Gaussian, Mixture, KDE float64
	Seconds                float64 // of a default run, in the mean
	Bar                    float64
	Met                    bool
}

// Evaluate measures a table over some folds: all see the same rows, but the default run
// takes a quarter of those that it may see for validation.
func (t Table) Evaluate(ctx context.Context, folds int, seed uint64) (TableResult, error) {
	r := TableResult{Table: t}
	src, err := t.Source()
	if err != nil {
		return r, err
	}
	r.Rows, r.Columns = src.Points.Rows, len(src.Columns)
	if r.Repeated = repeated(src); r.Repeated != "" {
		r.Mixture, r.KDE = math.NaN(), math.NaN()
	}
	var each []float64
	for fold := range folds {
		run := src
		run.Parts = model.InFold(src.Points, fold, folds)
		start := time.Now()
		nll, err := defaultRun(ctx, run, seed)
		if err != nil {
			return r, err
		}
		r.Seconds += time.Since(start).Seconds() / float64(folds)
		each = append(each, nll)
		seen, held := split(run)
		r.Gaussian += gaussianNLL(seen, held) / float64(folds)
		if r.Repeated == "" {
			r.Mixture += mixtureNLL(seen, held) / float64(folds)
			r.KDE += kernelNLL(seen, held) / float64(folds)
		}
	}
	r.NLL, r.SE = meanSE(each)
	r.Bar = r.best() + PerColumn*float64(r.Columns)
	r.Met = r.NLL <= r.Bar
	return r, nil
}

// best is the lowest NLL of the rivals that have one.
func (r TableResult) best() float64 {
	if r.Repeated != "" {
		return r.Gaussian
	}
	return min(r.Gaussian, r.Mixture, r.KDE)
}

// repeated names a column that has no density, or nothing: narrow components and kernels at
// values that many rows share make the NLL of a mixture as low as one likes. Whole numbers
// are spread by noise, which bounds it.
func repeated(src model.Source) string {
	for j, name := range src.Columns {
		if src.Atom(j).Is || !src.IsWhole(j) && reading.Tied(src.Points.Col(j)) {
			return name
		}
	}
	return ""
}

// defaultRun trains what a person gets who names the table alone, and returns the NLL of
// the rows held back.
func defaultRun(ctx context.Context, src model.Source, seed uint64) (float64, error) {
	settings := model.DefaultSettings()
	cfg, err := presets.Auto(model.Config{Source: src, Settings: settings, Seed: seed})
	if err != nil {
		return 0, err
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for ended := model.Paused; ended == model.Paused; ended, _ = f.Ended() {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		f.Step()
	}
	if ended, why := f.Ended(); ended != model.Finished {
		return 0, errors.New(why)
	}
	return float64(f.Done().TestNLLRaw), nil
}

func meanSE(x []float64) (mean, se float64) {
	n := float64(len(x))
	for _, v := range x {
		mean += v / n
	}
	for _, v := range x {
		se += (v - mean) * (v - mean) / (n - 1)
	}
	return mean, math.Sqrt(se / n)
}

// split returns the rows that are learnt or chosen by, and those held back. Whole numbers
// have uniform noise above them, as in the default run: the NLL of what is learnt of them is
// an upper bound of −log of their probability.
func split(src model.Source) (seen, held *ad.Mat) {
	noise := rand.New(rand.NewPCG(13, 0))
	pick := func(rows []int) *ad.Mat {
		slices.Sort(rows)
		x := src.Points.PickRows(rows)
		for j := range x.Cols {
			for i := 0; src.IsWhole(j) && i < x.Rows; i++ {
				x.Set(i, j, x.At(i, j)+noise.Float64())
			}
		}
		return x
	}
	return pick(slices.Concat(src.Rows(model.Learn), src.Rows(model.Choose))), pick(src.Rows(model.Hold))
}
