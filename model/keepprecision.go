package model

import (
	"cmp"
	"slices"
	"strconv"
)

// precisionKey holds the precision of the net of every layer, empty where it has none:
// what a layer takes by default is not what it took when older runs were made.
const precisionKey = "precision"

// keepPrecision says in which precision nets compute.
func (f *Fit) keepPrecision(m map[string]string) {
	of := make([]string, len(f.stack.Layers))
	for i, l := range f.stack.Layers {
		of[i] = l.Precision()
		if of[i] == "single" && l.Values[precisionKey] != "single" {
			m[versionKey] = strconv.Itoa(singleVersion)
		}
	}
	if slices.ContainsFunc(of, func(p string) bool { return p != "" }) {
		m[precisionKey] = jsonText(of)
	}
}

// precision builds the stack anew where its nets would not compute as they did: in double
// precision where the file says nothing.
func (r *restorer) precision(f *Fit) {
	layers := slices.Clone(f.stack.Layers)
	of := make([]string, len(layers))
	if r.texts[precisionKey] != "" {
		r.list(precisionKey, &of)
	}
	if len(of) != len(layers) || slices.ContainsFunc(of, func(p string) bool { return p != "" && p != "single" && p != "double" }) {
		r.fail("it does not say the precision of its layers")
		return
	}
	changed := false
	for i, l := range layers {
		layers[i] = l.Exactly(cmp.Or(of[i], "double"))
		changed = changed || layers[i].Values[precisionKey] != l.Values[precisionKey]
	}
	if !changed {
		return
	}
	var err error
	if f.stack, f.base, err = build(f.config, layers, f.data); err != nil {
		r.fail("%v", err)
	}
}
