package flows

import (
	"math"
	"slices"

	"bijou/flows/nn"
)

// A Kind is an entry of the catalogue: a sort of layer with all that a person
// is told of it and may set on it.
type Kind struct {
	Name    string // as in a spec
	Title   string // a few words
	Summary string // one line of help
	Paper   string
	Cost    string // what each direction takes
	Fields  []Field
	MinDim  int    // fewest columns of data
	MaxDim  int    // most columns; 0 is no bound
	Why     string // why not other dimensions

	// Neutral overrides defaults where a layer joins a flow that has learnt
	// something, so that it starts as the identity.
	Neutral Values
	// Changes says why the layer cannot be the identity, so that the density
	// jumps when it joins a flow; empty for all the others.
	Changes string
	// Base and Data are the numbers that entries may be on either side. Others
	// come out as no numbers.
	Base, Data Span

	label  func(v Values, dim int) string            // a short name for lists; nil is Name
	misfit func(v Values, s Shape, flip bool) string // why not samples of this shape, empty if it can; nil takes all
	onward func(v Values, s Shape, flip bool) Shape  // what layers nearer to the base act on; nil for the same
	tells  func(v Values, given int) int             // numbers that layers nearer to the data hear where this one hears given; nil for the same
	build  func(b builder) Bijection
}

// InDimension tells whether the kind takes so many columns.
func (k *Kind) InDimension(columns int) bool {
	return columns >= k.MinDim && (k.MaxDim == 0 || columns <= k.MaxDim)
}

// SeesShape tells whether the kind may do something else with an image than with as
// many columns.
func (k *Kind) SeesShape() bool {
	return k.misfit != nil || slices.ContainsFunc(k.Fields, func(f Field) bool { return f.Name == eachField.Name })
}

// A Span is an open interval of numbers; the zero value is all of them.
type Span struct{ Low, High float64 }

// All tells whether every number is in the span.
func (s Span) All() bool { return s == Span{} }

// Has tells whether x is in the span.
func (s Span) Has(x float64) bool { return s.All() || x > s.Low && x < s.High }

// Within carries a number of the line into the span: as it is, by softplus, or by
// the logistic function.
func (s Span) Within(v float64) float64 {
	switch {
	case s.All():
		return v
	case math.IsInf(s.High, 1):
		return s.Low + math.Log1p(math.Exp(v))
	}
	return s.Low + (s.High-s.Low)/(1+math.Exp(-v))
}

// A builder is what a kind is built from.
type builder struct {
	*nn.Params
	Values
	shape      Shape // of what the layer acts on, dim entries
	dim, given int
	flip       bool // the layer stands the other way round
}

// Kinds returns the catalogue in the order in which it is shown.
func Kinds() []*Kind { return catalog }

// LookupKind returns the kind of that name.
func LookupKind(name string) (*Kind, bool) {
	for _, k := range catalog {
		if k.Name == name {
			return k, true
		}
	}
	return nil, false
}

// Label is a short name for a layer with these values in dim dimensions:
// affine y|x.
func (k *Kind) Label(v Values, dim int) string {
	if k.label == nil {
		return k.Name
	}
	return k.label(v, dim)
}

// labelCoupling tells in the plane which coordinate is transformed given which.
func labelCoupling(v Values, dim int) string {
	name := v.Text("transform")
	switch {
	case dim != 2:
		return name + " " + v.Text("mask")
	case masks[v.Text("mask")](0, dim):
		return name + " y|x"
	}
	return name + " x|y"
}

func labelOrder(v Values, dim int) string { return labelOrdered(v.Text("transform"), v, dim) }

func labelNAF(v Values, dim int) string { return labelOrdered("naf", v, dim) }

// labelOrdered tells in the plane which coordinate comes first.
func labelOrdered(name string, v Values, dim int) string {
	switch {
	case dim != 2:
		return name + " " + v.Text("order")
	case v.Text("order") == "forward":
		return name + " x,y|x"
	}
	return name + " y,x|y"
}
