package model_test

import (
	"fmt"
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// A fit takes points and a stack; its snapshot scores and draws in the data's
// own units.
func ExampleNewFit() {
	rng := rand.New(rand.NewPCG(1, 0))
	points := ad.New(500, 2)
	for i := range points.Rows {
		height := 170 + 8*rng.NormFloat64()
		points.Set(i, 0, height)
		points.Set(i, 1, height-100+6*rng.NormFloat64())
	}
	spec, err := flows.ParseSpec("actnorm, linear")
	if err != nil {
		fmt.Println(err)
		return
	}
	settings, err := model.ParseSettings("adam(lr=0.01), steps=200")
	if err != nil {
		fmt.Println(err)
		return
	}
	fit, err := model.NewFit(model.Config{
		Source:   model.Source{Spec: "people", Columns: []string{"height", "weight"}, Points: points},
		Spec:     spec,
		Settings: settings,
		Seed:     1,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer fit.Close()
	before := fit.Snapshot().Val
	for range 200 {
		fit.Step()
	}
	s := fit.Snapshot()
	fmt.Println("the test NLL fell:", s.Val < before)

	logp := make([]float64, 2)
	s.Score(logp, ad.FromRows([][]float64{{170, 70}, {170, 140}}))
	fmt.Println("the usual person is likelier:", logp[0] > logp[1])

	drawn := s.Draw(model.DrawStream(1), 3)
	fmt.Println(drawn.Rows, "samples of", drawn.Cols, "columns")
	// Output:
	// the test NLL fell: true
	// the usual person is likelier: true
	// 3 samples of 2 columns
}
