package presets

import (
	"strings"

	"bijou/flows"
	"bijou/model"
	"bijou/presets/posteriors"
	"bijou/presets/reading"
)

// posteriorTargets returns the posteriors of models as targets.
func posteriorTargets() []Dataset {
	var sets []Dataset
	for _, k := range posteriors.Catalogue(geyser) {
		d := Dataset{Name: k.Name, Title: k.Title, Summary: k.Summary, Origin: k.Origin, Fields: k.Fields}
		d.Build = func(v flows.Values) (model.Source, error) {
			p := k.Build(v)
			return model.Source{Spec: d.spec(v), Columns: p.Columns(), Truth: p, Target: p}, nil
		}
		sets = append(sets, d)
	}
	return sets
}

// geyser returns the columns of old-faithful.
func geyser() (waiting, eruptions []float64) {
	src, _, err := reading.ReadCSV(strings.NewReader(oldFaithfulCSV), "old-faithful", nil)
	if err != nil {
		panic(err) // it is compiled in
	}
	return src.Points.Col(1), src.Points.Col(0)
}
