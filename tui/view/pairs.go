package view

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/plot"
)

// Pairs are samples of a flow and the data that they should be like, in all columns.
// It never changes.
type Pairs struct {
	Version
	Data, Flow  *ad.Mat      // n×D, standardised
	Correlation [2]*Triangle // of the data, of the flow
	Columns     []PairColumn
}

// A PairColumn is a column alone: of the data, and of the flow.
type PairColumn struct {
	Quantiles [2]Quantiles // in the data's own units
	Heaps     [2]Points
	Range     plot.Range // of the data, but for a few
	Top       float64    // of the heap of the data
}

// Quantiles are those at [QuantileShares].
type Quantiles [len(QuantileShares)]float64

// QuantileShares are the shares below the quantiles that a table shows.
var QuantileShares = [...]float64{0.05, 0.25, 0.5, 0.75, 0.95}

// PairsPoints is how many samples and points of the data are compared.
const PairsPoints = 2000

// insidePairs is the share of the points that the range of a column keeps.
const insidePairs = 0.99

// MakePairs draws samples and measures both sides. The base samples are z (n×D); x are
// points of the data with their conditions.
func MakePairs(s *model.Snapshot, z *ad.Mat, x model.Batch) *Pairs {
	path := s.Forward(z)
	p := &Pairs{Version: VersionOf(s), Data: x.X, Flow: path[len(path)-1]}
	p.Correlation = [2]*Triangle{correlations(p.Data), correlations(p.Flow)}
	for j := range p.Data.Cols {
		heaps := [2]Points{Heap(p.Data.Col(j)), Heap(p.Flow.Col(j))}
		p.Columns = append(p.Columns, PairColumn{
			Quantiles: [2]Quantiles{quantiles(s, p.Data, j), quantiles(s, p.Flow, j)}, Heaps: heaps,
			Range: plot.FitRange(heaps[0].X, insidePairs), Top: Highest(heaps[0], heaps[0]),
		})
	}
	return p
}

// A Triangle is a symmetric matrix.
type Triangle struct{ rows [][]float64 }

// At returns the entry of two columns.
func (t *Triangle) At(i, j int) float64 { return t.rows[max(i, j)][min(i, j)] }

// correlations are those of the columns of x, over what is finite.
func correlations(x *ad.Mat) *Triangle {
	t := &Triangle{}
	x = finiteRows(x)
	for i := range x.Cols {
		row := make([]float64, i+1)
		for j := range row {
			row[j] = stat.Correlation(x.Col(i), x.Col(j), nil)
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// finiteRows are the rows without a number that is not finite.
func finiteRows(x *ad.Mat) *ad.Mat {
	var keep []int
	row := make([]float64, x.Cols)
	for i := range x.Rows {
		if x.Row(row, i); !slices.ContainsFunc(row, func(v float64) bool { return math.IsNaN(v - v) }) {
			keep = append(keep, i)
		}
	}
	if len(keep) == x.Rows {
		return x
	}
	out := ad.New(len(keep), x.Cols)
	for j := range x.Cols {
		for to, from := range keep {
			out.Set(to, j, x.At(from, j))
		}
	}
	return out
}

// quantiles are those of a column in the data's own units. The way there is increasing,
// so that they are what it makes of the quantiles.
func quantiles(s *model.Snapshot, x *ad.Mat, j int) (q Quantiles) {
	sorted := slices.DeleteFunc(slices.Clone(x.Col(j)), math.IsNaN)
	slices.Sort(sorted)
	for k, share := range QuantileShares {
		q[k] = math.NaN()
		if len(sorted) > 0 {
			q[k] = s.Data.OwnOf(j, stat.Quantile(share, stat.Empirical, sorted, nil))
		}
	}
	return q
}
