package figure

import (
	"fmt"

	"gonum.org/v1/plot/plotter"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/view"
)

func canLattice(s *model.Snapshot) string {
	if why := notWhole(s); why != "" {
		return why
	}
	if s.Stack.Dim != 2 {
		return fmt.Sprintf("a lattice is of two columns, and there are %d", s.Stack.Dim)
	}
	if s.Data.GivenDim() > 0 && (s.Given == nil || s.Given.Rows > 1) {
		return "a lattice is of one condition: choose it by --given, or on the screen by , and ."
	}
	return ""
}

// drawLattice draws the lattice behind the last layer, in the colours of how far the flow
// squeezes or expands there.
func drawLattice(p *paper, s *model.Snapshot) {
	c := newCloud(s)
	l := view.MakeLattice(s, c.z)
	k := len(l.At) - 1
	at := ad.New(len(l.At[k].X), 2)
	copy(at.Col(0), l.At[k].X)
	copy(at.Col(1), l.At[k].Y)
	at = s.Data.Own(at)
	a := p.newPlot("", s.Data.Columns[0], s.Data.Columns[1])
	fit(a, c.data)
	dots(a, points(c.data.Col(0), c.data.Col(1)), target, pointSize/2)
	for from := 0; from < at.Rows; from += view.LatticeNodes {
		for i := from + 1; i < from+view.LatticeNodes; i++ {
			stretch := view.StretchOf(l.Ladj[k][i])
			stroke(a, points(at.Col(0)[i-1:i+1], at.Col(1)[i-1:i+1]), paint(look.Stretch[stretch]), thick/1.5)
		}
	}
	for _, class := range []struct {
		stretch int
		name    string
	}{{0, "log|det| −1.5 nats or less"}, {2, "within 0.5 nats"}, {4, "1.5 nats or more"}} {
		a.Legend.Add(class.name, &plotter.Line{LineStyle: stroke(a, nil, paint(look.Stretch[class.stretch]), thick).LineStyle})
	}
	p.withLegend(a)
}
