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
	if !s.bends() {
		g.add("flow")
		return "Flow", ""
	}
	g.add("bounded")
	g.imports = append(g.imports, "import math")
	items := make([]string, len(s.Supports))
	for j, b := range s.Supports {
		if b.String() == "" {
			b = model.Support{Lo: math.Inf(-1), Hi: math.Inf(1)}
		}
		items[j] = "(" + number(b.Lo) + ", " + number(b.Hi) + ")"
		if b.Wraps {
			items[j] = strings.TrimSuffix(items[j], ")") + ", True)"
		}
	}
	return "Bounded", fmt.Sprintf(", supports=[%s]", strings.Join(items, ", "))
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
