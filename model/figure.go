package model

import "math"

// A Sense says on which side of its bar a figure should be.
type Sense string

// The senses of a bar.
const (
	AtMost  Sense = "<="
	AtLeast Sense = ">="
)

// A Figure is a number that says how well a run does what it is for: the same on the
// screen, in a report and in a benchmark.
type Figure struct {
	Name  string `json:"name"`
	Unit  string `json:"unit,omitempty"` // nats, share, steps; empty for a pure number
	Means string `json:"means"`          // half a sentence
	Value Number `json:"value"`
	SE    Number `json:"se"`    // standard error of the value; NaN where it has none
	Known Number `json:"known"` // the exact answer; NaN where nobody knows
	Bar   Number `json:"bar"`   // what the value should keep to; NaN for none
	Sense Sense  `json:"sense,omitempty"`
}

// NewFigure returns a figure without error, known value and bar.
func NewFigure(name, unit, means string, value float64) Figure {
	none := Number(math.NaN())
	return Figure{Name: name, Unit: unit, Means: means, Value: Number(value), SE: none, Known: none, Bar: none}
}

// Within returns the figure with a standard error.
func (f Figure) Within(se float64) Figure {
	f.SE = Number(se)
	return f
}

// Against returns the figure with the exact answer.
func (f Figure) Against(known float64) Figure {
	f.Known = Number(known)
	return f
}

// Should returns the figure with a bar.
func (f Figure) Should(be Sense, bar float64) Figure {
	f.Sense, f.Bar = be, Number(bar)
	return f
}

// Met tells whether the value keeps to its bar, as one without a bar does. What is
// no number keeps to none.
func (f Figure) Met() bool {
	switch {
	case f.Sense == "":
		return true
	case f.Sense == AtMost:
		return f.Value <= f.Bar
	}
	return f.Value >= f.Bar
}
