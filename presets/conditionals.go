package presets

import (
	"fmt"
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets/densities"
	"bijou/presets/reading"
)

// A family is an entry of the catalogue that is known under every condition.
type family struct {
	Name, Title, Summary string

	columns []string
	given   []model.Given
	truth   func() model.Conditional
}

// families lists the sets under conditions.
func families() []family {
	return []family{{
		Name: "spread", Title: "Spread",
		Summary: "y under x: mean and width follow x, two branches for x > 0",
		columns: []string{"y"}, given: []model.Given{{Name: "x"}},
		truth: func() model.Conditional { return densities.Spread{} },
	}, {
		Name: "rings-by-radius", Title: "Rings by radius",
		Summary: "a ring of the radius that is given",
		columns: []string{"x", "y"}, given: []model.Given{{Name: "radius"}},
		truth: func() model.Conditional { return densities.Radii{} },
	}, {
		Name: "classes", Title: "Classes",
		Summary: "moons, circles or a pinwheel, by the class that is given",
		columns: []string{"x", "y"}, given: []model.Given{{Name: "class", Levels: []string{"moons", "circles", "pinwheel"}}},
		truth: func() model.Conditional { return newClasses("moons", "circles", "pinwheel") },
	}}
}

// newClasses takes shapes of the catalogue by their names.
func newClasses(names ...string) densities.Classes {
	var c densities.Classes
	for _, name := range names {
		for _, s := range synthetics() {
			if s.Name == name {
				level := 0.0
				if len(s.noise) > 0 {
					level = flows.Defaults(s.noise).Float("noise")
				}
				c.Shapes = append(c.Shapes, s.density(level))
			}
		}
	}
	return c
}

// drawnFields are what all sets have that are drawn with their conditions.
func drawnFields() []flows.Field {
	return []flows.Field{
		{Name: pointsField, Help: "number of points; 0 draws every batch fresh", Type: flows.Int, Default: "0", Min: 0, Max: 1_000_000, Step: 1000},
		{Name: "seed", Help: "seed of the points", Type: flows.Int, Default: "0", Min: 0, Max: 999_999, Step: 1},
	}
}

// dataset completes the entry with the fields that all have.
func (f family) dataset() Dataset {
	d := Dataset{Name: f.Name, Title: f.Title, Summary: f.Summary, Origin: "p(x | c) is known exactly, for every c", Fields: drawnFields()}
	d.Build = func(v flows.Values) (model.Source, error) {
		truth := f.truth()
		return withDraws(model.Source{Spec: d.spec(v), Columns: f.columns, Given: f.given, Family: truth}, truth, v)
	}
	return d
}

// withDraws gives a source the points that its fields ask for, from what draws them.
func withDraws(src model.Source, from model.Simulator, v flows.Values) (model.Source, error) {
	n := v.Int(pointsField)
	if 0 < n && n < reading.MinRows {
		return model.Source{}, fmt.Errorf("n is 0 for fresh points in every batch, or at least %d, not %d", reading.MinRows, n)
	}
	if n > 0 {
		x, given := ad.New(n, from.Dim()), ad.New(n, from.GivenDim())
		from.Sample(rand.New(rand.NewPCG(uint64(v.Int("seed")), dataStream)), x, given)
		src.Points = ad.New(n, x.Cols+given.Cols)
		copy(src.Points.Data, x.Data) // columns stand one behind the other
		copy(src.Points.Data[len(x.Data):], given.Data)
	}
	return src, nil
}
