package tui

import (
	"testing"

	"bijou/flows"
	"bijou/model"
	"bijou/tui/dataset"
	"bijou/tui/form"
)

// allFields are all fields that a person meets, with their defaults.
func allFields(t *testing.T) map[string]flows.Field {
	fields := map[string]flows.Field{}
	for _, k := range flows.Kinds() {
		for _, f := range k.Fields {
			fields[k.Name+"."+f.Name] = f
		}
	}
	for _, o := range model.Optimisers() {
		for _, f := range settings(t, o.Name).Fields() {
			fields[o.Name+"."+f.Name] = f
		}
	}
	for _, set := range (&dataset.List{}).Choices() {
		for _, f := range set.Set.Fields {
			fields[set.Name()+"."+f.Name] = f
		}
	}
	return fields
}

func TestEveryFieldCanBeSteppedToBothItsEnds(t *testing.T) {
	for name, f := range allFields(t) {
		for _, dir := range []int{-1, 1} {
			value := f.Default
			for range 3000 {
				next := form.Stepped(f, value, dir)
				if _, err := f.Parse(next); err != nil {
					t.Fatalf("%s steps from %s to %s: %v", name, value, next, err)
				}
				if next == value {
					break
				}
				value = next
			}
			if f.Type == flows.Int && f.Step == 0 || f.Type == flows.Float && f.Step == 0 {
				if x := (flows.Values{"x": value}).Float("x"); dir < 0 && x != f.Min || dir > 0 && x != f.Max {
					t.Errorf("%s stops at %s between %g and %g", name, value, f.Min, f.Max)
				}
			}
		}
	}
}
