package presets

import (
	"bijou/flows"
	"bijou/model"
	"bijou/presets/worlds"
)

// Worlds returns the worlds to act in, as what a flow can learn of them: returns where
// an action is a choice, else actions under what is observed.
func Worlds() []Dataset {
	var sets []Dataset
	for _, k := range worlds.Catalogue() {
		d := Dataset{Name: k.Name, Title: k.Title, Summary: k.Summary, Origin: k.Origin, Fields: k.Fields}
		d.Build = func(v flows.Values) (model.Source, error) {
			src := worlds.Source(k.Build(v))
			src.Spec = d.spec(v)
			return src, nil
		}
		sets = append(sets, d)
	}
	return sets
}
