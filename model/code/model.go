package code

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"math"

	"bijou/flows"
	"bijou/flows/nn"
	"bijou/model"
)

// A Model is a flow of whole numbers in whole numbers: what it says is the same on
// every machine. It is immutable, and any goroutine may use it.
type Model struct {
	Columns, Levels int

	components int
	order      []int
	layers     []layer
	due        [][][]int32 // of every hidden layer the units that are known once so many columns were told
	middles    [][]int32   // of every column: what the net hears of a level
	ends       [][]int32   // of every column: where its levels end, one more than there are
	digest     [sha256.Size]byte
}

// Check says why a snapshot cannot code; New does not fail where it says nothing.
func Check(s *model.Snapshot) error {
	switch d := s.Data; {
	case d.Levels == 0:
		return fmt.Errorf("a coder writes whole numbers, and this run learnt others: train one with objective=bits")
	case d.Levels > maxLevels:
		return fmt.Errorf("a coder writes at most %d levels, and these are %d", maxLevels, d.Levels)
	case d.GivenDim() > 0:
		return fmt.Errorf("a coder writes numbers without conditions, and this run has some")
	}
	if _, err := s.Stack.Code(s.Base); err != nil {
		return err
	}
	_, err := netOf(s.Stack)
	return err
}

// New rounds the flow of a snapshot. The error says what kind of run codes.
func New(s *model.Snapshot) (*Model, error) {
	if err := Check(s); err != nil {
		return nil, err
	}
	d := s.Data
	c, err := s.Stack.Code(s.Base)
	if err != nil {
		return nil, err
	}
	m := &Model{Columns: d.Dim(), Levels: d.Levels, components: c.Components(), order: c.Order()}
	ends, middles := c.Ends(s.Theta, LevelsOf(d), m.Columns)
	for j := range m.Columns {
		m.ends, m.middles = append(m.ends, rounded(ends.Col(j))), append(m.middles, rounded(middles.Col(j)))
	}
	blocks, err := netOf(s.Stack)
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(blocks); i += 2 {
		m.layers = append(m.layers, newLayer(blocks[i], blocks[i+1], s.Theta))
	}
	m.schedule()
	m.seal()
	return m, nil
}

// schedule finds for every hidden unit the last column that it hears: from then on its
// value stays, and no output that is asked for earlier hears it (Germain et al. 2015,
// MADE). So each unit is computed once a row.
func (m *Model) schedule() {
	told := make([]int, m.Columns) // of every input how many columns are told when it is known
	for i, column := range m.order {
		told[column] = i + 1
	}
	for _, l := range m.layers[:len(m.layers)-1] {
		due, next := make([][]int32, m.Columns+1), make([]int, l.out)
		for o := range l.out {
			for i, w := range l.weight[o*l.in : (o+1)*l.in] {
				if w != 0 {
					next[o] = max(next[o], told[i])
				}
			}
			due[next[o]] = append(due[next[o]], int32(o))
		}
		m.due, told = append(m.due, due), next
	}
}

// netOf returns weights and biases of the layer that is autoregressive.
func netOf(s *flows.Stack) ([]nn.Block, error) {
	for _, l := range s.Layers {
		if _, is := l.Map.(*flows.Autoregressive); is && !l.Off {
			if act := l.Values["act"]; act != "relu" {
				return nil, fmt.Errorf("a coder computes in whole numbers, which relu does and %s does not: train with naf(relu)", act)
			}
			return l.Blocks, nil
		}
	}
	return nil, fmt.Errorf("the stack has no autoregressive layer")
}

// rounded turns numbers into whole ones.
func rounded(x []float64) []int32 {
	y := make([]int32, len(x))
	for i, v := range x {
		y[i] = int32(min(max(math.Round(v*one), -largest), largest))
	}
	return y
}

// seal computes the digest of all that decides what the model says.
func (m *Model) seal() {
	h := sha256.New()
	put(h, []int64{1, int64(m.Columns), int64(m.Levels), int64(m.components), low, dustUnits})
	for _, t := range []*table{sigmoids, exps, softplus1} {
		put(h, t[:])
	}
	for _, i := range m.order {
		put(h, int64(i))
	}
	for j := range m.Columns {
		put(h, m.middles[j])
		put(h, m.ends[j])
	}
	for _, l := range m.layers {
		put(h, []int64{int64(l.in), int64(l.out), int64(l.bits)})
		put(h, l.weight)
		put(h, l.bias)
	}
	h.Sum(m.digest[:0])
}

func put(h hash.Hash, v any) {
	if err := binary.Write(h, binary.LittleEndian, v); err != nil {
		panic("code: " + err.Error()) // numbers of a fixed size, to a hash
	}
}

// Bytes is how many bytes the weights take: 16 bits each, biases 64.
func (m *Model) Bytes() int {
	n := 0
	for _, l := range m.layers {
		n += 8 * len(l.bias)
		for o := range l.out {
			n += 2 * int(l.to[o]-l.from[o])
		}
	}
	return n
}

// A speaker says how probable the levels of a row are, column after column. It belongs
// to one goroutine.
type speaker struct {
	*Model
	x      []int32   // what the net hears of the row
	hidden [][]int32 // activations of the units that are due
	told   int       // columns
	raw    []int32
	table  []uint32 // the cumulative frequencies of a column, Levels+1
	weight []int64
}

func (m *Model) speaker() *speaker {
	s := &speaker{Model: m, x: make([]int32, m.Columns), raw: make([]int32, 3*m.components), table: make([]uint32, m.Levels+1), weight: make([]int64, m.components)}
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
func (s *speaker) tell(column int, level uint8) {
	s.x[column] = s.middles[column][level]
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

const (
	low       = 16       // bits of a frequency
	total     = 1 << low // of all frequencies
	dustUnits = 4        // least frequency of a level
	maxLevels = 256
)

// frequencies returns the cumulative frequencies of the levels of a column, given those
// that were told: 0 first, total last, each level at least 4 above the one before.
func (s *speaker) frequencies(column int) []uint32 {
	x := s.x
	if n := len(s.hidden); n > 0 {
		x = s.hidden[n-1]
	}
	last := &s.layers[len(s.layers)-1]
	for k := range s.raw {
		s.raw[k] = last.unit(column*len(s.raw)+k, x)
	}
	h := s.components
	slope, shift := s.raw[:h], s.raw[h:2*h]
	s.weigh(s.raw[2*h:])
	rest := int64(total - dustUnits*s.Levels)
	for k, end := range s.ends[column] {
		f := int64(0)
		for c, w := range s.weight {
			f += w * sigmoid((softplus(slope[c])*int64(end))>>12+int64(shift[c]))
		}
		switch k {
		case 0:
			f = 0
		case s.Levels:
			f = whole << low
		}
		s.table[k] = uint32(dustUnits*k) + uint32((f>>low)*rest>>tableBits)
	}
	return s.table
}

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
	left := int64(total)
	for c := range s.weight {
		s.weight[c] = s.weight[c] * total / sum
		left -= s.weight[c]
	}
	s.weight[0] += left // what rounding left
}
