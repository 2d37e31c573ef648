package dataset

import (
	"strings"

	"bijou/flows"
	"bijou/model"
	"bijou/presets"
	"bijou/tui/form"
)

// A Choice is a set of the catalogue with values for its fields, or the
// data that the program was started with if that is not in the catalogue.
type Choice struct {
	Set    presets.Dataset
	Values flows.Values
	Own    *model.Source // nil for sets of the catalogue
}

func (c *Choice) Name() string {
	if c.Own != nil {
		return FileName(c.Own.Spec)
	}
	return c.Set.Name
}

// Build makes the points. It may take a while: commands call it.
func (c *Choice) Build() (model.Source, error) {
	if c.Own != nil {
		return c.buildOwn()
	}
	return c.Set.Build(c.Values)
}

// With returns the set with another value of a field.
func (c Choice) With(name, value string) Choice {
	values := flows.Values{name: value}
	for other, v := range c.Values {
		if other != name {
			values[other] = v
		}
	}
	c.Values = values
	return c
}

// Spec names the set with all its values.
func (c *Choice) Spec() string {
	if c.Own != nil {
		return c.Own.Spec
	}
	return flows.FormatCall(c.Set.Name, c.Set.Fields, c.Values)
}

// Summary is half a sentence about the set.
func (c *Choice) Summary() string {
	if c.Own != nil {
		return strings.Join(c.Own.Notes, " ")
	}
	return c.Set.Summary
}

// ChoiceOf recognises a source by its spec.
func ChoiceOf(src model.Source, most int) Choice {
	own := Choice{Own: &src}
	calls, err := flows.ParseCalls(src.Spec)
	if err != nil || len(calls) != 1 {
		return own
	}
	set, ok := presets.LookupDataset(calls[0].Name)
	if !ok || src.Truth == nil && src.Family == nil && (src.Sim == nil || src.Live) && !src.Carried && len(set.Fields) > 0 { // a file may be called moons
		return own
	}
	set = set.Within(most)
	values, err := calls[0].Resolve(src.Spec, set.Fields)
	if err != nil {
		return own
	}
	return Choice{Set: set, Values: values}
}

// List is what there is to learn from. It is made anew when the data of the
// fit changed.
type List struct {
	Of   *model.Data   // what it was made for
	Most int           // points of a set that the run may learn; 0 is no bound
	Own  *model.Source // what the program was started with, if not in the catalogue
	Now  Choice
	List []Choice
	Rows []form.Row // of the data pane
}

// Follow brings the sources up to date with the data of the fit.
func (s *List) Follow(d *model.Data, most int) {
	if s.Of == d {
		return
	}
	s.Of, s.Now, s.Most = d, ChoiceOf(d.Source, most), most
	if s.Now.Own != nil {
		s.Own = s.Now.Own
	}
	s.List = s.Choices()
	names := make([]string, len(s.List))
	for i, c := range s.List {
		names[i] = c.Name()
	}
	set := flows.Field{Name: SetField, Help: s.Now.Set.Summary, Type: flows.Choice, Choices: names, Default: names[0]}
	s.Rows = []form.Row{{Field: set, Value: s.Now.Name()}}
	s.Rows = append(s.Rows, s.Now.supportRows()...)
	for _, f := range s.Now.Set.Fields {
		s.Rows = append(s.Rows, form.Row{Field: f, Value: s.Now.Values[f.Name]})
	}
}

// SetField is the field that chooses among the sets.
const SetField = "set"

// Choices lists what data there is to choose from: the person's own first, then
// the catalogue, with the values of now where they mean the same.
func (s *List) Choices() []Choice {
	var list []Choice
	if s.Own != nil {
		list = append(list, Choice{Own: s.Own})
	}
	for _, set := range append(presets.Datasets(), presets.Targets()...) {
		set = set.Within(s.Most)
		c := Choice{Set: set, Values: flows.Defaults(set.Fields)}
		for name, value := range s.Now.Values {
			// The noise of one set means nothing to another.
			if _, has := c.Values[name]; has && (name != "noise" || set.Name == s.Now.Set.Name) {
				c.Values[name] = value
			}
		}
		list = append(list, c)
	}
	return list
}

// FileName returns the last element of a path.
func FileName(name string) string {
	return name[strings.LastIndexAny(name, `/\`)+1:]
}

// Title is the heading of a set.
func (c *Choice) Title() string {
	if c.Own != nil {
		return "your own"
	}
	return c.Set.Title
}
