package model

import (
	"math"
	"slices"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
)

// greys is a set of images of two pixels: 0 to 3, and twice that at most, of which
// every fourth is held back and every fourth chooses.
func greys(t *testing.T) Source {
	t.Helper()
	src := Source{Spec: "greys", Columns: []string{"a", "b"}, Points: ad.New(80, 2), Levels: 8, Shape: flows.Shape{Channels: 1, Height: 1, Width: 2}}
	for i := range 80 {
		src.Points.Set(i, 0, float64(i%4))
		src.Points.Set(i, 1, float64(i*i%7))
		src.Parts = append(src.Parts, []Part{Learn, Choose, Hold, Learn}[i%4])
	}
	return src
}

func TestLevelsAreLearntWithNoiseAboveThem(t *testing.T) {
	d, err := Prepare(greys(t))
	if err != nil {
		t.Fatal(err)
	}
	if d.Train.Rows != 40 || d.Val.Rows != 20*d.Copies || d.Test.X.Rows != 20*d.Copies {
		t.Errorf("parts of %d, %d and %d points, %d copies", d.Train.Rows, d.Val.Rows, d.Test.X.Rows, d.Copies)
	}
	for j := range 2 {
		if low, high := d.Mean[j]+d.SD[j]*levelInset, d.Mean[j]+d.SD[j]*(1-levelInset); math.Abs(low) > 1e-12 || math.Abs(high-8) > 1e-12 {
			t.Errorf("the levels lie from %g to %g", low, high)
		}
	}
	held, rows := d.Own(d.Test.X), d.Rows(Hold)
	for i := range held.Rows {
		for j := range 2 {
			if v := held.At(i, j); math.Floor(v) != d.Points.At(rows[i%20], j) {
				t.Errorf("copy %d of %g is %g", i/20, d.Points.At(rows[i%20], j), v)
			}
		}
	}
}

func TestEveryStepHasOtherNoiseAboveTheSameLevels(t *testing.T) {
	d, err := Prepare(greys(t))
	if err != nil {
		t.Fatal(err)
	}
	b := newBatches(d, 3, 40)
	first := d.Own(b.At(0).X)
	again := d.Own(newBatches(d, 3, 40).At(0).X)
	second := d.Own(b.At(1).X)
	if !slices.Equal(first.Data, again.Data) {
		t.Error("the same step had other noise")
	}
	sorted := func(m *ad.Mat, level bool) []float64 {
		var list []float64
		for _, v := range m.Col(1) {
			if level {
				v = math.Floor(v)
			}
			list = append(list, v)
		}
		slices.Sort(list)
		return list
	}
	if !slices.Equal(sorted(first, true), sorted(second, true)) {
		t.Error("an epoch has other levels")
	}
	if slices.Equal(sorted(first, false), sorted(second, false)) {
		t.Error("two steps had the same noise")
	}
}

// uniformOverGreys is a flow with the same density over all levels of greys.
func uniformOverGreys(t *testing.T) *Fit {
	t.Helper()
	base, spec, err := flows.ParseStack("uniform, affine(scale=0.96, shift=0.02)")
	if err != nil {
		t.Fatal(err)
	}
	f, err := NewFit(Config{Source: greys(t), Base: base, Spec: spec, Settings: DefaultSettings()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

// A flow that is uniform over all levels takes log2 of their number a column.
func TestBitsOfAUniformFlowAreThoseOfItsLevels(t *testing.T) {
	f := uniformOverGreys(t)
	for _, figure := range f.Done().Own() {
		if got := float64(figure.Value); math.Abs(got-3) > 1e-9 || figure.SE > 1e-9 {
			t.Errorf("%s: %g ± %g bits a column for 8 levels, want 3", figure.Name, got, float64(figure.SE))
		}
	}
	if len(f.Done().Own()) != 1 {
		t.Error("the bits of the points held back are no figure")
	}
}

func TestWhatIsNoLevelIsRefused(t *testing.T) {
	for _, v := range []float64{-1, 8, 0.5, math.NaN()} {
		src := greys(t)
		src.Points.Set(7, 1, v)
		if _, err := Prepare(src); err == nil || !strings.Contains(err.Error(), "column b of greys") {
			t.Errorf("%g: %v", v, err)
		}
	}
}

func TestAFlowOfImagesHasTheSameBitsOnAnyNumberOfProcessors(t *testing.T) {
	cfg := Config{Source: greys(t), Spec: parseSpec(t, "affine, split, glow(hidden=8), coupling(conv, black, hidden=8), sigmoid"), Settings: DefaultSettings(), Seed: 4}
	cfg.Source.Shape, cfg.Source.Points = flows.Shape{Channels: 2, Height: 1, Width: 2}, wider(cfg.Source.Points)
	cfg.Source.Columns = []string{"a", "b", "c", "d"}
	var thetas [][]float64
	for _, workers := range []int{1, 2} {
		cfg.Share = flows.Share{Workers: workers}
		f, err := NewFit(cfg)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			f.Step()
		}
		thetas = append(thetas, f.Snapshot().Theta)
		f.Close()
	}
	if !slices.Equal(thetas[0], thetas[1]) {
		t.Error("two goroutines give other bits than one")
	}
}

// wider has every column twice.
func wider(m *ad.Mat) *ad.Mat {
	return &ad.Mat{Rows: m.Rows, Cols: 2 * m.Cols, Data: append(slices.Clone(m.Data), m.Data...)}
}

// Whole numbers are scored as the flow is judged, with noise above them that does not
// depend on where they stand; samples are scored as they are.
func TestWholeLevelsAreScoredWithNoiseAboveThem(t *testing.T) {
	f := uniformOverGreys(t)
	s := f.Snapshot()
	levels, _ := s.Data.LevelsOf(Hold)
	logp := make([]float64, levels.Rows)
	s.Score(logp, levels)
	for i, v := range logp {
		if want := -2 * math.Log(8); math.Abs(v-want) > 1e-9 {
			t.Fatalf("levels %v have log p %g, want %g", levels.Row(nil, i), v, want)
		}
	}
	last, alone := make([]float64, 1), ad.New(1, 2)
	alone.CopyRows(levels, levels.Rows-1, levels.Rows)
	if s.Score(last, alone); last[0] != logp[levels.Rows-1] {
		t.Errorf("a row has log p %g alone and %g as the last", last[0], logp[levels.Rows-1])
	}
	beyond := ad.FromRows([][]float64{{7.5, 7.75}, {8.5, 0.5}})
	if s.Score(logp[:2], beyond); math.Abs(logp[0]+2*math.Log(8)) > 1e-9 || !math.IsInf(logp[1], -1) {
		t.Errorf("a sample and what is beyond all levels have log p %g", logp[:2])
	}
}
