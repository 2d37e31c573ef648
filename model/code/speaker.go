package code

// A speaker says how probable the levels of a row are, column after column. It belongs
// to one goroutine.
type speaker struct {
	*Model
	x      []int32   // what the net hears of the row
	hidden [][]int32 // activations of the units that are due
	told   int       // columns
	raw    []int32
	at     *column // whose distribution function it has: of each component the slope, the shift and the weight
	slope  []int64
	shift  []int64
	weight []int64
}

func (m *Model) speaker() *speaker {
	h := m.components
	s := &speaker{Model: m, x: make([]int32, m.Columns), raw: make([]int32, 3*h), slope: make([]int64, h), shift: make([]int64, h), weight: make([]int64, h)}
	for _, l := range m.layers[:len(m.layers)-1] {
		s.hidden = append(s.hidden, make([]int32, l.out))
	}
	return s
}

// begin forgets the row.
func (s *speaker) begin() {
	clear(s.x)
	s.told = 0
	s.compute()
}

// tell lets the net hear the level of a column, the next one in the order.
func (s *speaker) tell(column int, level int64) {
	s.x[column] = s.columns[column].heard(level)
	s.told++
	s.compute()
}

// compute runs the units that are due. Those that are not have weights of 0 in all that is
// asked for before they are.
func (s *speaker) compute() {
	x := s.x
	for k, due := range s.due {
		for _, o := range due[s.told] {
			s.hidden[k][o] = max(s.layers[k].unit(int(o), x), 0) // relu
		}
		x = s.hidden[k]
	}
}

// steepest is what a slope may be, so that no product overflows.
const steepest = 1 << 25

// turn computes the distribution function of a column, given those that were told.
func (s *speaker) turn(column int) {
	s.at = &s.columns[column]
	x := s.x
	if n := len(s.hidden); n > 0 {
		x = s.hidden[n-1]
	}
	last := &s.layers[len(s.layers)-1]
	for k := range s.raw {
		s.raw[k] = last.unit(column*len(s.raw)+k, x)
	}
	h := s.components
	for c := range h {
		s.slope[c], s.shift[c] = min(softplus(s.raw[c]), steepest), int64(s.raw[h+c])<<(fine-12)
	}
	s.weigh(s.raw[2*h:])
}

// below is the cumulative frequency of the groups below one: 0 for the first, the total for
// the one behind the last, each at least the dust above the one before.
func (s *speaker) below(group int) uint32 {
	switch group {
	case 0:
		return 0
	case s.at.groups:
		return total
	}
	end, f := s.at.end(group), int64(0)
	for c, w := range s.weight {
		f += w * sigmoid((s.slope[c]*end)>>12+s.shift[c])
	}
	rest := total - s.at.dust*int64(s.at.groups)
	return uint32(s.at.dust*int64(group) + (f>>weightBits)*rest>>fineBits)
}

// span is the symbol of a group.
func (s *speaker) span(group int) span {
	at := s.below(group)
	return span{at, s.below(group+1) - at, low}
}

// find returns the group in whose frequencies a number lies.
func (s *speaker) find(at uint32) (group int) {
	lo, hi := 0, s.at.groups // it is from lo to below hi
	for hi-lo > 1 {
		if middle := (lo + hi) / 2; s.below(middle) <= at {
			lo = middle
		} else {
			hi = middle
		}
	}
	return lo
}

const weightBits = 16

// weigh turns raw numbers into the weights of components, which add up to 2¹⁶.
func (s *speaker) weigh(raw []int32) {
	top, sum := raw[0], int64(0)
	for _, v := range raw {
		top = max(top, v)
	}
	for c, v := range raw {
		s.weight[c] = exp(int64(v) - int64(top))
		sum += s.weight[c]
	}
	left := int64(1 << weightBits)
	for c := range s.weight {
		s.weight[c] = s.weight[c] << weightBits / sum
		left -= s.weight[c]
	}
	s.weight[0] += left // what rounding left
}

// put appends the symbols of a level of the column that it turned to.
func (s *speaker) put(to []span, level int64) []span {
	group, within := s.at.groupAt(level)
	return flat(append(to, s.span(group)), within, s.at.bits)
}

// get reads a level of the column that it turned to.
func (s *speaker) get(r *reader) (level int64, err error) {
	group := s.find(r.at(low))
	if err := r.take(s.span(group)); err != nil {
		return 0, err
	}
	within, err := r.flat(s.at.bits)
	if level = int64(group)<<s.at.bits | int64(within); err == nil && level >= int64(s.at.grid.Count) {
		err = errBeyond
	}
	return level, err
}
