package presets

import (
	"maps"

	"bijou/flows"
)

// ForColumns gives a ready-made stack the form that it has for data of so many
// columns. On a line there is nothing to mix and no entry that could steer another:
// a coupling becomes autoregressive, which then hears the conditions alone, and
// what mixes or reorders columns is left out.
func ForColumns(spec flows.Spec, columns int) flows.Spec {
	if columns != 1 {
		return spec
	}
	var line flows.Spec
	for _, item := range spec {
		switch {
		case item.Kind.Name == "coupling":
			line = append(line, asAutoregressive(item, line))
		case item.Kind.MinDim <= 1 && item.Kind.Name != "linear" && item.Kind.Name != "permute":
			line = append(line, item)
		}
	}
	return line
}

// asAutoregressive carries the fields over that both kinds have.
func asAutoregressive(coupling flows.Item, before flows.Spec) flows.Item {
	kind, _ := flows.LookupKind("autoregressive")
	item := flows.NewItem(kind, before)
	item.Values = maps.Clone(item.Values)
	for _, f := range kind.Fields {
		if v, has := coupling.Values[f.Name]; has {
			item.Values[f.Name] = v
		}
	}
	item.Flip, item.Frozen, item.Off = coupling.Flip, coupling.Frozen, coupling.Off
	return item
}
