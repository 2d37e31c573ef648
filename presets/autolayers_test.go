package presets

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// twoRings is a table of two thin rings, each in two columns, and a normal column: as many
// normal distributions as follow one ring would have to be squared for both.
func twoRings(rows int) model.Source {
	rng := rand.New(rand.NewPCG(3, 5))
	src := model.Source{Spec: "rings.csv", Columns: columnsOf(5), Points: ad.New(rows, 5)}
	for i := range rows {
		for k := range 2 {
			r, turn := 1+0.05*rng.NormFloat64(), 2*math.Pi*rng.Float64()
			src.Points.Set(i, 2*k, r*math.Cos(turn))
			src.Points.Set(i, 2*k+1, r*math.Sin(turn))
		}
		src.Points.Set(i, 4, rng.NormFloat64())
	}
	return src
}

// Where a mixture is far from the data, layers above it stay.
func TestAutoKeepsLayersOverAMixtureWhereTheyHelp(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic")
	}
	c, err := Auto(model.Config{Source: twoRings(6000), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	stack, note := flows.FormatStack(c.Base, c.Spec), c.Source.Notes[len(c.Source.Notes)-1]
	if !strings.HasPrefix(stack, "mixture(fit") || !strings.Contains(stack, "coupling(rqs)") || !strings.Contains(note, "under spline couplings") {
		t.Errorf("two rings are learnt by %s: %s", stack, note)
	}
}
