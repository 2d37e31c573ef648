package model

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bijou/flows"
)

// Settings say how a flow is trained. They are immutable; With returns a
// changed copy.
type Settings struct {
	values flows.Values
}

// An Optimiser is an entry of the catalogue of optimisers.
type Optimiser struct {
	Name, Summary string
	Fields        []flows.Field
}

var (
	lrField    = flows.Field{Name: "lr", Help: "learning rate", Type: flows.Float, Default: "0.001", Min: 1e-8, Max: 10}
	beta1Field = flows.Field{Name: "beta1", Help: "memory of the mean gradient", Type: flows.Float, Default: "0.9", Min: 0, Max: 0.9999, Step: 0.01}
	beta2Field = flows.Field{Name: "beta2", Help: "memory of the squared gradient", Type: flows.Float, Default: "0.999", Min: 0, Max: 0.999999, Step: 0.001}
	epsField   = flows.Field{Name: "eps", Help: "keeps the division finite", Type: flows.Float, Default: "1e-08", Min: 1e-16, Max: 1}
)

// Optimisers returns the catalogue.
func Optimisers() []Optimiser { return optimisers }

var optimisers = []Optimiser{
	{"adam", "Adam (Kingma and Ba 2015)", []flows.Field{lrField, beta1Field, beta2Field, epsField}},
	{"adamw", "Adam with decoupled weight decay (Loshchilov and Hutter 2019)", []flows.Field{lrField, beta1Field, beta2Field, epsField,
		{Name: "decay", Help: "weight decay", Type: flows.Float, Default: "0.01", Min: 0, Max: 10}}},
	{"sgd", "stochastic gradient descent with momentum", []flows.Field{lrField,
		{Name: "momentum", Help: "memory of the gradient", Type: flows.Float, Default: "0.9", Min: 0, Max: 0.9999, Step: 0.05}}},
}

// objectiveField is the setting that names the objective.
const objectiveField = "objective"

// everyField lists the fields that every training has beside those of its
// optimiser and of its objective.
func everyField() []flows.Field {
	fields := slices.Clone(trainFields)
	for i := range fields {
		if f := &fields[i]; f.Name == objectiveField {
			f.Help, f.Choices = objectiveHelp(), objectiveNames()
		}
	}
	return fields
}

var trainFields = []flows.Field{
	{Name: "batch", Help: "points a step", Type: flows.Int, Default: "256", Min: 1, Max: 65536},
	{Name: "steps", Help: "steps until training ends; 0 goes on", Type: flows.Int, Default: "5000", Min: 0, Max: 1e9},
	{Name: "schedule", Help: "how the learning rate changes on the way", Type: flows.Choice, Choices: []string{"cosine", "constant"}, Default: "cosine"},
	{Name: "warmup", Help: "steps over which the learning rate rises from 0", Type: flows.Int, Default: "0", Min: 0, Max: 1e6},
	{Name: objectiveField, Type: flows.Choice, Default: likelihoodName},
	{Name: "anneal", Help: "steps until the target, or the KL of an elbo, counts in full", Type: flows.Int, Default: "0", Min: 0, Max: 1e6},
	{Name: "clip", Help: "bound on the norm of the gradient; 0 is none", Type: flows.Float, Default: "5", Min: 0, Max: 1e6},
	{Name: "average", Help: "memory of an average of the weights, which then counts; 0 is none", Type: flows.Float, Default: "0", Min: 0, Max: 0.999999, Step: 0.001},
	{Name: "patience", Help: "looks at validation, every 50 steps, without a better NLL until training ends; 0 is no end", Type: flows.Int, Default: "0", Min: 0, Max: 1e6},
}

// DefaultSettings are Adam's.
func DefaultSettings() Settings {
	v := flows.Defaults(slices.Concat(optimisers[0].Fields, trainFields))
	v["optimiser"] = optimisers[0].Name
	return Settings{v}
}

// ParseSettings reads an optimiser and what else is set, in any order:
// adam(lr=0.002), batch=256, steps=2000. Errors are *flows.ParseError.
func ParseSettings(text string) (Settings, error) {
	s := DefaultSettings()
	if strings.TrimSpace(text) == "" {
		return s, nil
	}
	calls, err := flows.ParseCalls(text)
	if err != nil {
		return s, err
	}
	// The objective says what else there is to set.
	slices.SortStableFunc(calls, func(a, b flows.Call) int {
		return -cmp.Compare(oneIf(a.Name == objectiveField), oneIf(b.Name == objectiveField))
	})
	for _, c := range calls {
		if err := s.apply(text, c); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (s *Settings) apply(text string, c flows.Call) error {
	fail := func(err error) error { return &flows.ParseError{Text: text, Column: c.Column, Msg: err.Error()} }
	if c.Times > 1 {
		return fail(fmt.Errorf("%s stands once, not %d times", c.Name, c.Times))
	}
	if o, ok := lookupOptimiser(c.Name); ok && c.Value == "" {
		v, err := c.Resolve(text, o.Fields)
		if err != nil {
			return err
		}
		kept := flows.Values{"optimiser": o.Name}
		for _, f := range s.shared() {
			kept[f.Name] = s.values[f.Name]
		}
		maps.Copy(kept, v)
		s.values = kept
		return nil
	}
	if c.Value == "" || len(c.Args) > 0 {
		return fail(fmt.Errorf("no optimiser is called %q; there are adam, adamw, sgd, and then %s", c.Name, settingNames(s.shared())))
	}
	changed, err := s.With(c.Name, c.Value)
	if err != nil {
		return fail(err)
	}
	*s = changed
	return nil
}

// Fields returns what can be set, the optimiser first, then its own fields,
// then those of every training, and those of the objective at the end.
func (s Settings) Fields() []flows.Field {
	names := make([]string, len(optimisers))
	for i, o := range optimisers {
		names[i] = o.Name
	}
	own, _ := lookupOptimiser(s.Value("optimiser"))
	first := flows.Field{Name: "optimiser", Help: "how gradients become steps", Type: flows.Choice, Choices: names, Default: "adam"}
	return slices.Concat([]flows.Field{first}, own.Fields, s.shared())
}

// shared are the fields that do not belong to the optimiser.
func (s Settings) shared() []flows.Field { return append(everyField(), s.Objective().Fields...) }

// Value returns the canonical text of a field.
func (s Settings) Value(name string) string { return s.values[name] }

// Float returns a number field, 0 where the optimiser has no such field.
func (s Settings) Float(name string) float64 {
	if s.values[name] == "" {
		return 0
	}
	return s.values.Float(name)
}

// Int returns a whole-number field.
func (s Settings) Int(name string) int { return s.values.Int(name) }

// Widths returns a field of hidden widths.
func (s Settings) Widths(name string) []int { return s.values.Widths(name) }

// With returns the settings with one field changed. The error says what the
// field takes. A change of optimiser keeps the fields that both have.
func (s Settings) With(name, value string) (Settings, error) {
	for _, f := range s.Fields() {
		if f.Name != name {
			continue
		}
		v, err := f.Parse(value)
		if err != nil {
			return s, err
		}
		next := maps.Clone(s.values)
		next[name] = v
		switch name {
		case "optimiser":
			next = s.switchTo(v)
		case objectiveField:
			next = s.pursue(v)
		}
		return Settings{next}, nil
	}
	return s, fmt.Errorf("training has no setting %q; it has %s", name, settingNames(s.shared()))
}

func (s Settings) switchTo(optimiser string) flows.Values {
	o, _ := lookupOptimiser(optimiser)
	next := flows.Values{"optimiser": optimiser}
	maps.Copy(next, flows.Defaults(slices.Concat(o.Fields, s.shared())))
	for name := range next {
		if old, ok := s.values[name]; ok && name != "optimiser" {
			next[name] = old
		}
	}
	return next
}

// pursue returns the values with another objective: what belonged to the one before
// alone is dropped, and the fields of the other stand at their defaults.
func (s Settings) pursue(objective string) flows.Values {
	next := maps.Clone(s.values)
	for _, f := range s.Objective().Fields {
		delete(next, f.Name)
	}
	next[objectiveField] = objective
	maps.Copy(next, flows.Defaults(Settings{next}.Objective().Fields))
	return next
}

// String prints the settings in their shortest form; ParseSettings reads it
// back.
func (s Settings) String() string {
	o, _ := lookupOptimiser(s.Value("optimiser"))
	parts := []string{flows.FormatCall(o.Name, o.Fields, s.values)}
	for _, f := range s.shared() {
		if v := s.Value(f.Name); v != f.Default {
			parts = append(parts, f.Name+"="+v)
		}
	}
	return strings.Join(parts, ", ")
}

func lookupOptimiser(name string) (Optimiser, bool) {
	for _, o := range optimisers {
		if o.Name == name {
			return o, true
		}
	}
	return Optimiser{}, false
}

func settingNames(fields []flows.Field) string {
	var names []string
	for _, f := range fields {
		names = append(names, f.Name+"="+f.Default)
	}
	return strings.Join(names, ", ")
}
