package presets

import (
	"bijou/flows"
	"bijou/model"
	"bijou/presets/simulators"
)

// simulatorSets returns models that are known by what they draw: the parameters are
// learnt under what is measured.
func simulatorSets() []Dataset {
	var sets []Dataset
	for _, k := range simulators.Catalogue() {
		d := Dataset{Name: k.Name, Title: k.Title, Summary: k.Summary, Origin: k.Origin, Fields: append(drawnFields(), k.Fields...)}
		d.Build = func(v flows.Values) (model.Source, error) {
			p := k.Build(v)
			src := model.Source{Spec: d.spec(v), Columns: p.Parameters, Supports: p.Supports, Given: p.Measured}
			if known, ok := p.Model.(model.Conditional); ok {
				src.Family = known
			} else {
				src.Sim = p.Model
			}
			return withDraws(src, p.Model, v)
		}
		sets = append(sets, d)
	}
	return sets
}
