package presets

import (
	"fmt"
	"slices"

	"bijou/model"
	"bijou/presets/reading"
)

// Where the rows lie in groups far apart, standardising a column by the spread of all
// makes each group as thin as a needle, and layers that bend the whole column see none
// of it. A mixture is fitted to the groups at their own widths.

const (
	apartRows     = 5000 // rows that are looked at
	apartGroup    = 0.02 // share of the rows that is a group, at least
	apartOccupied = 0.02 // share of the range that the groups cover, at most
)

// farApart names the columns whose rows lie in groups that are narrow beside the gaps
// between them.
func farApart(src model.Source) (names []string) {
	rows := min(apartRows, src.Points.Rows)
	for j, name := range src.Columns {
		if occupied(slices.Clone(src.Points.Col(j)[:rows])) <= apartOccupied {
			names = append(names, name)
		}
	}
	return names
}

// occupied is the share of the range of values that groups of them cover; 1 for values
// that repeat, which have no width. It sorts them.
func occupied(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	if different := len(slices.Compact(slices.Clone(values))); 2*different <= n {
		return 1
	}
	whole := values[n-1] - values[0]
	least := max(2, int(apartGroup*float64(n)))
	covered, from := 0.0, 0
	for i := 1; i <= n-least; i++ { // the gap before i, if it parts groups
		if i-from >= least && values[i]-values[i-1] > whole*apartOccupied {
			covered += values[i-1] - values[from]
			from = i
		}
	}
	return (covered + values[n-1] - values[from]) / whole
}

// apartNote says of columns in groups far apart what they are learnt by.
func apartNote(names []string) string {
	if len(names) == 0 {
		return ""
	}
	lie := " lies"
	if len(names) > 1 {
		lie = " lie"
	}
	return fmt.Sprintf("%s%s in groups far apart beside their widths: learnt by normal distributions fitted to the groups, which keep both scales.", reading.SomeOf(names), lie)
}
