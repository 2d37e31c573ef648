package presets_test

import (
	"fmt"
	"strings"

	"bijou/model"
	"bijou/presets"
)

// A table of one's own is a source like any other.
func ExampleReadCSV() {
	var table strings.Builder
	table.WriteString("width,depth\n")
	for i := range 40 {
		fmt.Fprintf(&table, "%d.5,%d\n", i%7, i%5)
	}
	src, report, err := presets.ReadCSV(strings.NewReader(table.String()), "boxes.csv", nil)
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
