package presets_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
)

// A table of one's own is a source like any other.
func ExampleReadCSV() {
	var table strings.Builder
	table.WriteString("width,depth\n")
	for i := range 40 {
		fmt.Fprintf(&table, "%d.5,%d\n", i%7, i%5)
	}
	src, report, err := reading.ReadCSV(strings.NewReader(table.String()), "boxes.csv", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(src.Columns, src.Points.Rows, "rows")
	fmt.Println(report.Sentences()[0])
	// Output:
	// [width depth] 40 rows
	// Read 40 rows.
}

// A recipe line is a whole run.
func ExampleParseRecipe() {
	config, err := presets.ParseRecipe("moons(n=1000) | actnorm, coupling*2 | adam(lr=0.004), steps=50 | seed=7")
	if err != nil {
		fmt.Println(err)
		return
	}
	fit, err := model.NewFit(config)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer fit.Close()
	for range 50 {
		fit.Step()
	}
	s := fit.Snapshot()
	fmt.Println(s.Step, "steps,", len(s.Stack.Layers), "layers, seed", s.Seed)
	// Output:
	// 50 steps, 3 layers, seed 7
}

// Rows of a program's own become a density.
func ExampleFitRows() {
	rng := rand.New(rand.NewPCG(1, 0))
	var rows [][]float64
	for range 1000 {
		height := 170 + 8*rng.NormFloat64()
		rows = append(rows, []float64{height, height - 100 + 6*rng.NormFloat64()})
	}
	people, err := presets.FitRows(context.Background(), rows, "linear | adam(lr=0.02), steps=400 | seed=1")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("the usual person is likelier:", people.LogProb([]float64{170, 70}) > people.LogProb([]float64{170, 140}))
	fmt.Println("a sample has", len(people.Rand(nil)), "columns")
	// Output:
	// the usual person is likelier: true
	// a sample has 2 columns
}
