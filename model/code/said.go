package code

import "bijou/flows/ad"

// A Said is what the coder said of a number as it wrote it.
type Said struct {
	Column int
	Bits   float64   // that it took
	Shares []float64 // of the frequencies, over equal parts of the column's range
	Part   int       // in which the number lies
}

// Say returns for every row what is said of its numbers, in the order in which they are
// written. Ranges are cut into so many parts at most.
func (m *Model) Say(rows *ad.Mat, parts int) [][]Said {
	s, all := m.speaker(), make([][]Said, rows.Rows)
	var spans []span
	for i := range all {
		s.begin()
		for _, j := range s.order {
			c := &s.columns[j]
			level := int64(c.grid.Level(rows.At(i, j)))
			s.turn(j)
			group, _ := c.groupAt(level)
			said := Said{Column: j, Shares: s.shares(min(parts, c.groups)), Part: group * min(parts, c.groups) / c.groups}
			spans = s.put(spans[:0], level)
			for _, symbol := range spans {
				said.Bits += symbol.cost()
			}
			all[i] = append(all[i], said)
			s.tell(j, level)
		}
	}
	return all
}

// shares are the frequencies of equal parts of the groups.
func (s *speaker) shares(parts int) []float64 {
	shares := make([]float64, parts)
	for k := range shares { // group g is in part g·parts/groups, rounded down
		from, to := ceil(k*s.at.groups, parts), ceil((k+1)*s.at.groups, parts)
		shares[k] = float64(s.below(to)-s.below(from)) / total
	}
	return shares
}

func ceil(a, b int) int { return (a + b - 1) / b }
