package model

import (
	"fmt"
	"math"

	"bijou/flows"
	"bijou/flows/ad"
)

// A Grid is what the values of a column are, all of them: (Low + k)/10^Decimals for a
// level k from 0 to Count−1.
type Grid struct {
	Decimals int
	Low      int64
	Count    int
}

// Value is that of a level.
func (g Grid) Value(level int) float64 { return float64(g.Low+int64(level)) / power(g.Decimals) }

// Level is that of a value; the nearest for one that is none.
func (g Grid) Level(v float64) int {
	return int(min(max(math.Round(v*power(g.Decimals))-float64(g.Low), 0), float64(g.Count-1)))
}

const (
	mostDecimals = 9
	mostLevels   = 1 << 40     // of a column: standardised, they are far enough apart
	mostUnits    = 1<<53 - 1.0 // a float64 counts no further
)

// Grids are those of all columns, by all rows: what values there are is no secret of those
// that are held back. The error says which column is on none, or what else keeps the data
// from being whole numbers.
func (d *Data) Grids() ([]Grid, error) {
	grids := make([]Grid, d.Dim())
	if d.Levels > 0 {
		for j := range grids {
			grids[j] = Grid{Count: d.Levels}
		}
		return grids, nil
	}
	switch {
	case d.Points == nil || d.Source.Shape != (flows.Shape{}):
		return nil, fmt.Errorf("%s is no table, and no image of whole numbers", d.Spec)
	case d.large != nil:
		return nil, fmt.Errorf("%s has more than %d rows or %d numbers; take a part of it", d.Spec, largeRows, largeValues)
	case d.codings != nil:
		return nil, fmt.Errorf("%s has supports or atoms, which bend its columns; leave them out", d.Spec)
	case d.Source.Weights != nil:
		return nil, fmt.Errorf("the rows of %s have weights, and a coder writes each once; leave the weights out", d.Spec)
	}
	for j := range grids {
		var ok bool
		if grids[j], ok = gridOf(d.Points.Col(j)); !ok {
			return nil, fmt.Errorf("column %s of %s has more than %d decimals or 15 digits; round it", d.columnName(j), d.Spec, mostDecimals)
		}
	}
	return grids, nil
}

// OnGrid returns the rows of a part as they are, n×D, of data that are on grids.
func (d *Data) OnGrid(p Part, grids []Grid) *ad.Mat {
	if d.Levels > 0 {
		rows, _ := d.LevelsOf(p)
		return rows
	}
	x := [...]*ad.Mat{Learn: d.Train, Choose: d.Val, Hold: d.Test.X}[p]
	own := d.Own(x)
	for j, g := range grids {
		for i, v := range own.Col(j) {
			own.Col(j)[i] = g.Value(g.Level(v)) // the scale has rounded it
		}
	}
	return own
}

// gridOf finds the fewest decimals that values are written with.
func gridOf(values []float64) (g Grid, ok bool) {
	for g.Decimals = 0; g.Decimals <= mostDecimals; g.Decimals++ {
		if low, high, on := unitsOf(values, power(g.Decimals)); on {
			g.Low, g.Count = int64(low), int(min(high-low, mostLevels))+1
			return g, high-low < mostLevels
		}
	}
	return g, false
}

// unitsOf are the least and the greatest value in units of 1/p, and whether all are whole.
// A quotient is rounded as a decimal is that is read: the comparison is exact.
func unitsOf(values []float64, p float64) (low, high float64, whole bool) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		n := math.Round(v * p)
		if n/p != v || math.Abs(n) > mostUnits {
			return 0, 0, false
		}
		low, high = min(low, n), max(high, n)
	}
	return low, high, true
}

// power is 10^n, which is exact.
func power(n int) float64 { return math.Pow10(n) }
