package code

import "math/bits"

// A cell is what a row has in a column: a level, how far a number lies below or above all
// levels, or text that is no number as the column writes them.
type cell struct {
	kind kind
	at   int64 // the level, or how far beyond: 1 is the next number
}

type kind uint8

const (
	inside kind = iota
	under
	over
	asText
	kinds
)

// cellOf is the cell of a number in units of the grid.
func (c *column) cellOf(units int64) cell {
	switch last := int64(c.grid.Count) - 1; {
	case units < c.grid.Low:
		return cell{under, c.grid.Low - units}
	case units-c.grid.Low > last:
		return cell{over, units - c.grid.Low - last}
	default:
		return cell{inside, units - c.grid.Low}
	}
}

// units is the number of a cell that is one.
func (c *column) units(v cell) int64 {
	switch v.kind {
	case under:
		return c.grid.Low - v.at
	case over:
		return c.grid.Low + int64(c.grid.Count) - 1 + v.at
	}
	return c.grid.Low + v.at
}

// told is the level that the net hears of a cell: the nearest, or the usual one.
func (c *column) told(v cell) int64 {
	switch v.kind {
	case inside:
		return v.at
	case under:
		return 0
	case over:
		return int64(c.grid.Count) - 1
	}
	return c.usual
}

// A tally is how many there are of each kind. Both ends make the same frequencies of it, so
// that a kind which is never there takes no bits.
type tally []uint64

const tallyBits = 16

// cumulative are its frequencies, from 0 to 2¹⁶: as the counts are, and 1 at least for what
// is there at all.
func (t tally) cumulative() []uint32 {
	all, most := uint64(0), 0
	for k, n := range t {
		all += n
		if n > t[most] {
			most = k
		}
	}
	sizes, left := make([]uint32, len(t)), uint32(1)<<tallyBits
	for k, n := range t {
		if n > 0 && k != most {
			sizes[k] = max(uint32(n<<tallyBits/all), 1)
			left -= sizes[k]
		}
	}
	sizes[most] = left
	out := make([]uint32, 1, len(t)+1)
	for k, size := range sizes {
		out = append(out, out[k]+size)
	}
	return out
}

// spanOf is the symbol of a kind by cumulative frequencies.
func spanOf(cumulative []uint32, k int) span {
	return span{cumulative[k], cumulative[k+1] - cumulative[k], tallyBits}
}

const lengthBits = 6 // of how many bits a distance has

// distance appends a number from 1: how many bits it has, and those below the highest
// (Elias 1975, the code gamma, with a length of 6 bits).
func distance(to []span, v int64) []span {
	n := bits.Len64(uint64(v)) - 1
	return flat(flat(to, uint64(n), lengthBits), uint64(v)&(1<<n-1), n)
}

// distance reads such a number.
func (r *reader) distance() (int64, error) {
	n, err := r.flat(lengthBits)
	if err != nil {
		return 0, err
	}
	v, err := r.flat(int(n))
	return int64(v | 1<<n), err
}

// row appends the symbols of a row in the order in which columns are told.
func (s *speaker) row(to []span, cells []cell, tallies [][]uint32) []span {
	s.begin()
	for _, j := range s.order {
		c := cells[j]
		if tallies != nil {
			to = append(to, spanOf(tallies[j], int(c.kind)))
		}
		switch c.kind {
		case inside:
			s.turn(j)
			to = s.put(to, c.at)
		case under, over:
			to = distance(to, c.at)
		}
		s.tell(j, s.columns[j].told(c))
	}
	return to
}

// readRow reads the cells of a row.
func (s *speaker) readRow(r *reader, cells []cell, tallies [][]uint32) (err error) {
	s.begin()
	for _, j := range s.order {
		c := cell{}
		if tallies != nil {
			k, err := r.next(tallies[j], tallyBits)
			if err != nil {
				return err
			}
			c.kind = kind(k)
		}
		switch c.kind {
		case inside:
			s.turn(j)
			c.at, err = s.get(r)
		case under, over:
			c.at, err = r.distance()
		}
		if err != nil {
			return err
		}
		cells[j] = c
		s.tell(j, s.columns[j].told(c))
	}
	return nil
}
