package torch

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"bijou/model"
)

// bends tells whether a column has a support.
func (s Script) bends() bool {
	return slices.ContainsFunc(s.Supports, func(b model.Support) bool { return b.String() != "" })
}

// class names the class of the flow and the argument that it has for supports.
func (s Script) class(g *gather) (name, argument string) {
	switch {
	case s.noisy():
		g.add("coded")
		name = "Coded"
	case s.bends():
		g.add("bounded")
		name = "Bounded"
	default:
		g.add("flow")
		return "Flow", ""
	}
	g.imports = append(g.imports, "import math")
	items := make([]string, s.Stack.Dim)
	for j := range items {
		b := model.Support{Lo: math.Inf(-1), Hi: math.Inf(1)}
		if j < len(s.Supports) && s.Supports[j].String() != "" {
			b = s.Supports[j]
		}
		items[j] = "(" + number(b.Lo) + ", " + number(b.Hi) + ")"
		if b.Wraps {
			items[j] = strings.TrimSuffix(items[j], ")") + ", True)"
		}
	}
	argument = fmt.Sprintf(", supports=[%s]", strings.Join(items, ", "))
	if name == "Coded" {
		argument += s.codings()
	}
	return name, argument
}

// number writes a number as Python reads it.
func number(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "math.inf"
	case math.IsInf(v, -1):
		return "-math.inf"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// An Atom is a value of a column with a probability of its own, and where it is on the
// line.
type Atom struct {
	Is                         bool
	Value, Middle, Spread, Cut float64
}

func atomsOf(d *model.Data) (list []Atom) {
	for j, a := range d.Atoms {
		middle, spread, cut, _ := d.AtomPlace(j)
		list = append(list, Atom{a.Is, a.Value, middle, spread, cut})
	}
	return list
}

// noisy tells whether a column was learnt with noise.
func (s Script) noisy() bool {
	return slices.Contains(s.Whole, true) || slices.ContainsFunc(s.Atoms, func(a Atom) bool { return a.Is })
}

// codings are the arguments that say what the columns are that were learnt with noise.
func (s Script) codings() string {
	whole, atoms := make([]string, s.Stack.Dim), make([]string, s.Stack.Dim)
	for j := range whole {
		whole[j], atoms[j] = "False", "None"
		if j < len(s.Whole) && s.Whole[j] {
			whole[j] = "True"
		}
		if j < len(s.Atoms) && s.Atoms[j].Is {
			a := s.Atoms[j]
			atoms[j] = "(" + number(a.Value) + ", " + number(a.Middle) + ", " + number(a.Spread) + ", " + number(a.Cut) + ")"
		}
	}
	return fmt.Sprintf(", whole=[%s], atoms=[%s]", strings.Join(whole, ", "), strings.Join(atoms, ", "))
}
