package tui

import (
	"fmt"
	"maps"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/model"
	"bijou/presets"
	"bijou/tui/form"
	"bijou/tui/screen"
)

// A dataChoice is a set of the catalogue with values for its fields, or the
// data that the program was started with if that is not in the catalogue.
type dataChoice struct {
	set    presets.Dataset
	values flows.Values
	own    *model.Source // nil for sets of the catalogue
}

func (c *dataChoice) name() string {
	if c.own != nil {
		return fileName(c.own.Spec)
	}
	return c.set.Name
}

// build makes the points. It may take a while: commands call it.
func (c *dataChoice) build() (model.Source, error) {
	if c.own != nil {
		return *c.own, nil
	}
	return c.set.Build(c.values)
}

// with returns the set with another value of a field.
func (c dataChoice) with(name, value string) dataChoice {
	c.values = maps.Clone(c.values)
	c.values[name] = value
	return c
}

// spec names the set with all its values.
func (c *dataChoice) spec() string {
	if c.own != nil {
		return c.own.Spec
	}
	return flows.FormatCall(c.set.Name, c.set.Fields, c.values)
}

// summary is half a sentence about the set.
func (c *dataChoice) summary() string {
	if c.own != nil {
		return strings.Join(c.own.Notes, " ")
	}
	return c.set.Summary
}

// choiceOf recognises a source by its spec.
func choiceOf(src model.Source, most int) dataChoice {
	own := dataChoice{own: &src}
	calls, err := flows.ParseCalls(src.Spec)
	if err != nil || len(calls) != 1 {
		return own
	}
	set, ok := presets.LookupDataset(calls[0].Name)
	if !ok || src.Truth == nil && len(set.Fields) > 0 { // a file may be called moons
		return own
	}
	set = set.Within(most)
	values, err := calls[0].Resolve(src.Spec, set.Fields)
	if err != nil {
		return own
	}
	return dataChoice{set: set, values: values}
}

// sources is what there is to learn from. It is made anew when the data of the
// fit changed.
type sources struct {
	of   *model.Data   // what it was made for
	most int           // points of a set that the run may learn; 0 is no bound
	own  *model.Source // what the program was started with, if not in the catalogue
	now  dataChoice
	list []dataChoice
	rows []form.Row // of the data pane
}

// follow brings the sources up to date with the data of the fit.
func (s *sources) follow(d *model.Data, most int) {
	if s.of == d {
		return
	}
	s.of, s.now, s.most = d, choiceOf(d.Source, most), most
	if s.own == nil && s.now.own != nil {
		s.own = s.now.own
	}
	s.list = s.choices()
	names := make([]string, len(s.list))
	for i, c := range s.list {
		names[i] = c.name()
	}
	set := flows.Field{Name: setField, Help: s.now.set.Summary, Type: flows.Choice, Choices: names, Default: names[0]}
	s.rows = []form.Row{{Field: set, Value: s.now.name()}}
	for _, f := range s.now.set.Fields {
		s.rows = append(s.rows, form.Row{Field: f, Value: s.now.values[f.Name]})
	}
}

// setField is the field that chooses among the sets.
const setField = "set"

// choices lists what data there is to choose from: the person's own first, then
// the catalogue, with the values of now where they mean the same.
func (s *sources) choices() []dataChoice {
	var list []dataChoice
	if s.own != nil {
		list = append(list, dataChoice{own: s.own})
	}
	for _, set := range append(presets.Datasets(), presets.Targets()...) {
		set = set.Within(s.most)
		c := dataChoice{set: set, values: flows.Defaults(set.Fields)}
		for name, value := range s.now.values {
			// The noise of one set means nothing to another.
			if _, has := c.values[name]; has && (name != "noise" || set.Name == s.now.set.Name) {
				c.values[name] = value
			}
		}
		list = append(list, c)
	}
	return list
}

// dataName is what the data is called in the status.
func (a *App) dataName() string { return a.sources.now.name() }

// fileName takes the folders off a path.
func fileName(name string) string {
	return name[strings.LastIndexAny(name, `/\`)+1:]
}

// setData accepts a value of a field of the data.
func (a *App) setData(name, value string) tea.Cmd {
	if name == setField {
		for _, c := range a.sources.list {
			if c.name() == value {
				return a.load(c, false)
			}
		}
		return a.Warn("there is no data called " + value)
	}
	return a.load(a.sources.now.with(name, value), false)
}

// load builds a data set in a command; useSource takes it from there.
func (a *App) load(c dataChoice, fresh bool) tea.Cmd {
	return screen.Guard(func() tea.Msg {
		src, err := c.build()
		return sourceMsg{source: src, fresh: fresh, err: err}
	})
}

// useSource makes the fit learn the data that was built.
func (a *App) useSource(msg sourceMsg) tea.Cmd {
	if msg.err != nil {
		return a.Warn(msg.err.Error())
	}
	src := msg.source
	if !msg.fresh {
		return a.Send(screen.Edit(fmt.Sprintf("learning %s with the flow as it is; R starts anew", fileName(src.Spec)),
			func(f *model.Fit) error { return f.SetSource(src) }))
	}
	return a.restart("learning "+fileName(src.Spec)+" from step 0", func(f *model.Fit) error {
		if err := f.SetSource(src); err != nil {
			return err
		}
		return f.Rewind()
	})
}
