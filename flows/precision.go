package flows

import (
	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A net is what a person may set on the network inside a layer.
type net struct {
	hidden    []int
	act       ad.Activation
	precision string // auto, double or single; empty is double
	columns   int    // of the data, which auto goes by
}

// singleFrom is how many columns it takes for auto to be single: training is 1.4 to 1.9
// times as fast from three columns on, whatever the transform, the activation and the
// widths. In the plane nets stay what they were.
const singleFrom = 3

// round makes a net compute in the precision asked for, and returns it. Hinges are
// faster than products in single precision. Where the transform takes it so, what the net
// says stays in single precision.
func (n net) round(m *nn.MLP, t transform) *nn.MLP {
	_, hinged := m.Hinged()
	keep := ad.Widen
	if t, takes := t.(singleTaker); takes {
		keep = t.takesSingles()
	}
	return m.Keep(keep).InSingle(n.isSingle() && (n.precision == "single" || !hinged))
}

// isSingle tells whether a net computes in single precision, unless it is faster otherwise.
func (n net) isSingle() bool {
	return n.precision == "single" || n.precision == "auto" && n.columns >= singleFrom
}

// Precision is that of the layer's net, single or double; empty where there is no
// choice.
func (l Layer) Precision() string {
	switch {
	case l.Values[precisionField.Name] == "":
		return ""
	case Flow{Map: l.Map}.Single():
		return "single"
	}
	return "double"
}

// Exactly returns the layer with the precision of its net, in words if it is not what the
// layer was built with: a run goes on with the numbers that it began with.
func (l Layer) Exactly(precision string) Layer {
	if now := l.Precision(); now != "" && now != precision && l.Values[precisionField.Name] == "auto" {
		if item, err := l.With(precisionField.Name, precision); err == nil {
			l.Item = item
		}
	}
	return l
}
