package sweep

import (
	"fmt"
	"slices"
	"strings"

	"bijou/flows"
	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
)

// A setter changes a config by the text of a value.
type setter func(c model.Config, value string) (model.Config, error)

// Apply returns the config of a point: that of the sweep's base with what the point says.
func (s Sweep) Apply(base model.Config, p Point) (c model.Config, err error) {
	c = base
	c.Spec = slices.Clone(base.Spec)
	for i, a := range s {
		set, err := a.setter(c)
		if err != nil {
			return c, err
		}
		if c, err = set(c, p[i]); err != nil {
			return c, fmt.Errorf("%s=%s: %w", a.Name, reading.Clean(p[i]), err)
		}
	}
	return c, nil
}

// An owner has settings that may be swept.
type owner struct {
	name  string
	names []string // of the settings
	set   func(name string) setter
}

// isLayer tells whether the settings are those of layers.
func (o owner) isLayer() bool {
	_, is := flows.LookupKind(o.name)
	return is
}

// owners are all that a run is made of.
func owners(c model.Config) []owner {
	all := []owner{{"", []string{"seed", "data", "stack"}, whole}, training(c)}
	for _, item := range c.Spec {
		if !slices.ContainsFunc(all, func(o owner) bool { return o.name == item.Kind.Name }) {
			all = append(all, layer(item.Kind))
		}
	}
	if names := fieldNames(c.Base.Kind().Fields); len(names) > 0 {
		all = append(all, owner{c.Base.Kind().Name, names, func(name string) setter {
			return func(c model.Config, value string) (_ model.Config, err error) {
				c.Base, err = c.Base.With(name, value)
				return c, err
			}
		}})
	}
	if set, ok := dataset(c.Source); ok {
		all = append(all, owner{"data", fieldNames(set.Fields), func(name string) setter { return ofData(set, name) }})
	}
	return all
}

// Names are what an axis may be called over a config, each once.
func Names(c model.Config) (all []string) {
	for _, o := range owners(c) {
		for _, name := range o.names {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all
}

// setter finds what an axis varies.
func (a Axis) setter(c model.Config) (setter, error) {
	whose, name, qualified := strings.Cut(a.Name, ".")
	if !qualified {
		whose, name = "", a.Name
	}
	var found []owner
	for _, o := range owners(c) {
		if o.name == "" && !qualified && slices.Contains(o.names, name) { // which a data set may have as well
			return o.set(name), nil
		}
		if slices.Contains(o.names, name) && (!qualified || o.name == whose) {
			found = append(found, o)
		}
	}
	switch {
	case len(found) == 0:
		return nil, fmt.Errorf("nothing in this run is called %s; there are %s", reading.Clean(a.Name), strings.Join(Names(c), ", "))
	case len(found) == 1:
		return found[0].set(name), nil
	case !slices.ContainsFunc(found, func(o owner) bool { return !o.isLayer() }):
		return together(found, name), nil
	}
	var names []string
	for _, o := range found {
		names = append(names, o.name+"."+name)
	}
	return nil, fmt.Errorf("several have %s: say one of %s", name, strings.Join(names, ", "))
}

func together(owners []owner, name string) setter {
	return func(c model.Config, value string) (_ model.Config, err error) {
		for _, o := range owners {
			if c, err = o.set(name)(c, value); err != nil {
				return c, err
			}
		}
		return c, nil
	}
}

// whole sets a whole part of the run.
func whole(name string) setter {
	return func(c model.Config, value string) (_ model.Config, err error) {
		switch name {
		case "seed":
			c.Seed, err = presets.ParseSeed(value)
		case "data":
			c.Source, err = presets.ParseSource(value, c.Source.Chosen)
		case "stack":
			c.Base, c.Spec, err = flows.ParseStack(value)
		}
		return c, err
	}
}

func training(c model.Config) owner {
	return owner{"training", fieldNames(c.Settings.Fields()), func(name string) setter {
		return func(c model.Config, value string) (_ model.Config, err error) {
			c.Settings, err = c.Settings.With(name, value)
			return c, err
		}
	}}
}

// layer sets a field of all layers of a kind.
func layer(kind *flows.Kind) owner {
	return owner{kind.Name, fieldNames(kind.Fields), func(name string) setter {
		return func(c model.Config, value string) (_ model.Config, err error) {
			c.Spec = slices.Clone(c.Spec)
			for i, item := range c.Spec {
				if item.Kind != kind {
					continue
				}
				if c.Spec[i], err = item.With(name, value); err != nil {
					return c, err
				}
			}
			return c, nil
		}
	}}
}

// dataset is the entry of the catalogue that a source was made from.
func dataset(s model.Source) (presets.Dataset, bool) {
	name, _, _ := strings.Cut(s.Spec, "(")
	return presets.LookupDataset(strings.TrimSpace(name))
}

// ofData sets a field of a data set.
func ofData(set presets.Dataset, name string) setter {
	return func(c model.Config, value string) (model.Config, error) {
		calls, err := flows.ParseCalls(c.Source.Spec)
		if err != nil || len(calls) != 1 {
			return c, fmt.Errorf("the fields of %s cannot be varied", reading.Clean(c.Source.Spec))
		}
		values, err := calls[0].Resolve(c.Source.Spec, set.Fields)
		if err != nil {
			return c, err
		}
		for _, f := range set.Fields {
			if f.Name == name {
				if values[name], err = f.Parse(value); err != nil {
					return c, err
				}
			}
		}
		c.Source, err = presets.ParseSource(flows.FormatCall(set.Name, set.Fields, values), nil)
		return c, err
	}
}

func fieldNames(fields []flows.Field) (names []string) {
	for _, f := range fields {
		names = append(names, f.Name)
	}
	return names
}
