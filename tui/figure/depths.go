package figure

import (
	"fmt"

	"bijou/model"
	cells "bijou/tui/plot"
	"bijou/tui/view"
)

// mostDepths is how many pictures a strip has at most, and perRow how many stand beside
// each other.
const (
	mostDepths = 24
	perRow     = 6
)

func canDepths(s *model.Snapshot) string {
	if why := notWhole(s); why != "" {
		return why
	}
	if s.Stack.Dim < 2 {
		return "a strip of depths is of two columns"
	}
	return ""
}

// depthsShown are the depths of the strip: all, or as many as there is room for, evenly.
func depthsShown(s *model.Snapshot) (depths []int) {
	k := len(s.Stack.Layers)
	n := min(k+1, mostDepths)
	for i := range n {
		depths = append(depths, i*k/max(n-1, 1))
	}
	return depths
}

func depthsSize(s *model.Snapshot) Size {
	n := len(depthsShown(s))
	rows := (n + perRow - 1) / perRow
	return Size{float64(28 * min(n, perRow)), float64(34*rows + 6)}
}

// drawDepths draws the same samples behind every layer, in the hues of the base.
func drawDepths(p *paper, s *model.Snapshot) {
	z := view.BaseSample(s, min(shown, view.CloudSize(s.Stack.Dim, len(s.Stack.Layers))))
	path := s.Forward(z)
	hue := view.NewColorWheel(s, z, [2]int{0, 1}).Hues(z.Col(0), z.Col(1), z.Cols)
	depths := depthsShown(s)
	across := min(len(depths), perRow)
	rows := (len(depths) + across - 1) / across
	columns := "both columns"
	if s.Stack.Dim > 2 {
		columns = fmt.Sprintf("the first two of %d columns", s.Stack.Dim)
	}
	strip := p.caption(columns + " in standard deviations, each picture to its own scale")
	for i, k := range depths {
		at := strip.tile(i%across, i/across, across, rows)
		name := fmt.Sprintf("%d", k)
		switch k {
		case 0:
			name = "0: base z"
		case len(path) - 1:
			name += ": data x"
		default:
			name += " " + s.Stack.Layers[k-1].Kind.Name
		}
		a := at.newPlot(name, "", "")
		x, y := cells.FitRange(path[k].Col(0), inside), cells.FitRange(path[k].Col(1), inside)
		span(&a.X, padded(x))
		span(&a.Y, padded(y))
		square(a, a.DataCanvas(at.Canvas).Size())
		noTicks(&a.X)
		noTicks(&a.Y)
		coloured(a, points2(path[k]), hue)
		a.Draw(at.Canvas)
	}
}
