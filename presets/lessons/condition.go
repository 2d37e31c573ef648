package lessons

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"bijou/flows"
	"bijou/model"
	"bijou/presets/glossary"
	"bijou/presets/reading"
)

// A Condition is what the program notices.
type Condition struct {
	Verb  string
	Words []string
	Op    string // of a comparison; Verb is then the number
	Value float64
}

// A State is what conditions are about: the run, and what is on the screen.
type State struct {
	Snap    *model.Snapshot
	Numbers glossary.Numbers // of the snapshot and of the screen
	Began   int              // the step at which the task began
	Keys    map[string]bool  // that were pressed since
	View    string           // the name of the view
	Open    string           // what lies over the screen; empty for nothing
	Probe   bool
	Pinned  bool
	Colour  bool // points are coloured by their base angle
	Past    bool // an earlier step is shown
}

// A verb is a kind of condition: how many words follow, and when it holds.
type verb struct {
	usage string
	least int
	most  int
	holds func(s *State, words []string) bool
	check func(words []string) error // nil for none
}

// verbs are all kinds of conditions that are no comparisons.
var verbs = map[string]verb{
	"key":       {"key K", 1, 1, func(s *State, w []string) bool { return s.Keys[w[0]] }, nil},
	"probe":     {"probe", 0, 0, func(s *State, _ []string) bool { return s.Probe }, nil},
	"pinned":    {"pinned", 0, 0, func(s *State, _ []string) bool { return s.Pinned }, nil},
	"past":      {"past", 0, 0, func(s *State, _ []string) bool { return s.Past }, nil},
	"colour":    {"colour on|off", 1, 1, func(s *State, w []string) bool { return s.Colour == (w[0] == "on") }, oneOf("on", "off")},
	"view":      {"view NAME", 1, 4, func(s *State, w []string) bool { return s.View == strings.Join(w, " ") }, nil},
	"open":      {"open NAME", 1, 1, func(s *State, w []string) bool { return s.Open == w[0] }, nil},
	"data":      {"data NAME", 1, 1, func(s *State, w []string) bool { return dataName(s.Snap) == w[0] }, nil},
	"base":      {"base NAME", 1, 1, func(s *State, w []string) bool { return s.Snap.BaseSpec.Kind().Name == w[0] }, isBase},
	"objective": {"objective NAME", 1, 1, func(s *State, w []string) bool { return s.Snap.Objective.Name == w[0] }, isObjective},
	"set":       {"set SETTING VALUE", 2, 2, func(s *State, w []string) bool { return s.Snap.Settings.Value(w[0]) == w[1] }, isSetting},
	"layer":     {"layer KIND [FIELD VALUE]", 1, 3, hasLayer, isLayer},
	"no":        {"no layer KIND [FIELD VALUE]", 2, 4, func(s *State, w []string) bool { return !hasLayer(s, w[1:]) }, func(w []string) error { return isLayer(w[1:]) }},
}

// Usages lists the conditions as a person writes them.
func Usages() (list []string) {
	for _, v := range verbs {
		list = append(list, v.usage)
	}
	slices.Sort(list)
	return append(list, "NUMBER = < > <= >= VALUE", "step + N")
}

// compared are the numbers that conditions may be about: those that cost nothing.
var compared = []string{"step", "layers", "depth", "train", "val", "gap", "best", "overfit", "parameters", "columns", "seed", "lr", "batch"}

var comparisons = map[string]func(a, b float64) bool{
	"=":  func(a, b float64) bool { return a == b },
	"<":  func(a, b float64) bool { return a < b },
	">":  func(a, b float64) bool { return a > b },
	"<=": func(a, b float64) bool { return a <= b },
	">=": func(a, b float64) bool { return a >= b },
}

// parseConditions reads conditions with "and" between them.
func parseConditions(text string) (list []Condition, err error) {
	for _, part := range strings.Split(text, " and ") {
		c, err := parseCondition(strings.Fields(part))
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

func parseCondition(words []string) (c Condition, err error) {
	if len(words) == 0 {
		return c, fmt.Errorf("between two ands stands nothing")
	}
	if slices.Contains(compared, words[0]) {
		return parseComparison(words)
	}
	v, ok := verbs[words[0]]
	if !ok {
		return c, fmt.Errorf("no condition begins with %q; there are %s", reading.Clean(words[0]), strings.Join(Usages(), ", "))
	}
	rest := words[1:]
	if len(rest) < v.least || len(rest) > v.most {
		return c, fmt.Errorf("this condition is written %s", v.usage)
	}
	if v.check != nil {
		err = v.check(rest)
	}
	return Condition{Verb: words[0], Words: rest}, err
}

// parseComparison reads a number, a sign and a value; step 500 is short for step >= 500.
func parseComparison(words []string) (c Condition, err error) {
	if len(words) == 2 && words[0] == "step" {
		words = []string{"step", ">=", words[1]}
	}
	if len(words) != 3 {
		return c, fmt.Errorf("a comparison is a number, a sign and a value: %s >= 1", words[0])
	}
	c = Condition{Verb: words[0], Op: words[1]}
	if _, ok := comparisons[c.Op]; !ok && !(c.Op == "+" && c.Verb == "step") {
		return c, fmt.Errorf("a comparison is by = < > <= or >=, not by %q; step + N waits for so many further steps", reading.Clean(c.Op))
	}
	if c.Value, err = strconv.ParseFloat(words[2], 64); err != nil || math.IsNaN(c.Value) {
		return c, fmt.Errorf("%q is no number", reading.Clean(words[2]))
	}
	return c, nil
}

// Holds tells whether a condition is met.
func (c Condition) Holds(s *State) bool {
	if c.Op == "" {
		return verbs[c.Verb].holds(s, c.Words)
	}
	value, known := s.Numbers.Get(c.Verb)
	switch {
	case !known || math.IsNaN(value):
		return false
	case c.Op == "+":
		return s.Snap.Step >= s.Began+int(c.Value)
	}
	return comparisons[c.Op](value, c.Value)
}

// Done tells whether a task is.
func (t *Task) Done(s *State) bool {
	return !slices.ContainsFunc(t.When, func(c Condition) bool { return !c.Holds(s) })
}

// dataName is what a data set is called without its fields.
func dataName(s *model.Snapshot) string {
	name, _, _ := strings.Cut(s.Data.Spec, "(")
	return name
}

// hasLayer tells whether the stack has a layer of a kind that is on, with a value.
func hasLayer(s *State, words []string) bool {
	return slices.ContainsFunc(s.Snap.Stack.Layers, func(l flows.Layer) bool {
		return !l.Off && l.Kind.Name == words[0] && (len(words) < 3 || l.Values[words[1]] == words[2])
	})
}

func oneOf(list ...string) func([]string) error {
	return func(words []string) error {
		if !slices.Contains(list, words[0]) {
			return fmt.Errorf("this is %s, not %q", strings.Join(list, " or "), reading.Clean(words[0]))
		}
		return nil
	}
}

func isLayer(words []string) error {
	kind, ok := flows.LookupKind(words[0])
	if !ok {
		return fmt.Errorf("no layer is called %q; bijou list layers shows them", reading.Clean(words[0]))
	}
	if len(words) == 2 {
		return fmt.Errorf("behind the field %s stands its value", reading.Clean(words[1]))
	}
	if len(words) == 3 && !slices.ContainsFunc(kind.Fields, func(f flows.Field) bool { return f.Name == words[1] }) {
		return fmt.Errorf("%s has no field %q", kind.Name, reading.Clean(words[1]))
	}
	return nil
}

func isBase(words []string) error {
	if !slices.ContainsFunc(flows.Bases(), func(k *flows.BaseKind) bool { return k.Name == words[0] }) {
		return fmt.Errorf("no base is called %q; bijou list bases shows them", reading.Clean(words[0]))
	}
	return nil
}

func isObjective(words []string) error {
	if _, ok := model.LookupObjective(words[0]); !ok {
		return fmt.Errorf("no objective is called %q; bijou list objectives shows them", reading.Clean(words[0]))
	}
	return nil
}

func isSetting(words []string) error {
	_, err := model.DefaultSettings().With(words[0], words[1])
	return err
}
