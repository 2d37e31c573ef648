package code

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"

	"bijou/flows"
	"bijou/flows/nn"
	"bijou/model"
)

// A Model is a flow of whole numbers in whole numbers: what it says is the same on
// every machine. It is immutable, and any goroutine may use it.
type Model struct {
	Columns int

	levels     int // of images, which may be written as a byte for every number; 0 for tables
	components int
	columns    []column
	order      []int
	layers     []layer
	due        [][][]int32 // of every hidden layer the units that are known once so many columns were told
	digest     [sha256.Size]byte
}

// Check says why a snapshot cannot code; New does not fail where it says nothing.
func Check(s *model.Snapshot) error {
	if s.Data.GivenDim() > 0 {
		return fmt.Errorf("a coder writes numbers without conditions, and this run has some")
	}
	if _, err := s.Stack.Code(s.Base); err != nil {
		return fmt.Errorf("this run cannot code: %w; train one with objective=bits, as bijou train --recipe compress-table --data FILE", err)
	}
	if _, err := s.Data.Grids(); err != nil {
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
	m := &Model{Columns: d.Dim(), components: c.Components(), order: c.Order()}
	if d.Levels <= 256 {
		m.levels = d.Levels
	}
	if err := m.measure(d, c.Rulers, s.Theta); err != nil {
		return nil, err
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

// measure puts the columns where the net hears them.
func (m *Model) measure(d *model.Data, rulers func([]float64, []flows.Levels) []flows.Ruler, theta []float64) error {
	grids, err := d.Grids()
	if err != nil {
		return err
	}
	levels, err := LevelsOf(d)
	if err != nil {
		return err
	}
	for j, r := range rulers(theta, levels) {
		m.columns = append(m.columns, newColumn(d.Columns[j], grids[j], r, d.Mean[j]))
	}
	return nil
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

// seal computes the digest of all that decides what the model says.
func (m *Model) seal() {
	h := sha256.New()
	put(h, []int64{2, int64(m.Columns), int64(m.levels), int64(m.components), low})
	for _, t := range []*curve{sigmoids, exps, softplus1} {
		put(h, t[:])
	}
	for _, i := range m.order {
		put(h, int64(i))
	}
	for _, c := range m.columns {
		put(h, []int64{int64(c.grid.Decimals), c.grid.Low, int64(c.grid.Count), int64(c.bits), int64(c.groups), c.dust, c.start, c.step, c.usual})
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
