// Package nn holds the networks inside layers: a multilayer perceptron and its
// masked form, and the list that says where the parameters of a layer live in
// the flat vector θ.
package nn

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
)

// A Block is a named array of parameters. Its memory is Cols runs of Rows
// numbers from Offset on in θ; weights of a dense layer are out runs of in.
type Block struct {
	Name       string
	Offset     int
	Rows, Cols int
	Mask       []float64 // 0 marks a constant entry; nil frees all
	Start      Start     // nil starts at zero
}

// A Start fills a block with the numbers that training starts from.
type Start func(rng *rand.Rand, dst []float64)

// On returns the block as a matrix on tape t.
func (b Block) On(t *ad.Tape) *ad.Mat { return t.Param(b.Offset, b.Rows, b.Cols) }

// Len is the number of entries, constant ones included.
func (b Block) Len() int { return b.Rows * b.Cols }

// In returns the block's part of θ.
func (b Block) In(theta []float64) []float64 { return theta[b.Offset : b.Offset+b.Len()] }

// Free is the number of entries that training may change.
func (b Block) Free() int {
	if b.Mask == nil {
		return b.Len()
	}
	n := 0
	for _, m := range b.Mask {
		if m != 0 {
			n++
		}
	}
	return n
}

// Params collects blocks one after the other while a flow is built.
type Params struct {
	Blocks []Block
	Len    int // of θ
}

// Add appends a block.
func (p *Params) Add(name string, rows, cols int, start Start) Block {
	return p.AddMasked(name, rows, cols, nil, start)
}

// AddMasked appends a block of which only the entries with a nonzero mask are
// free. The others start at zero and stay there.
func (p *Params) AddMasked(name string, rows, cols int, mask []float64, start Start) Block {
	b := Block{Name: name, Offset: p.Len, Rows: rows, Cols: cols, Mask: mask, Start: start}
	p.Blocks = append(p.Blocks, b)
	p.Len += b.Len()
	return b
}

// Named appends the blocks that add appends, with a prefix before their names: two
// networks side by side.
func (p *Params) Named(prefix string, add func(p *Params)) {
	first := len(p.Blocks)
	add(p)
	for i := range p.Blocks[first:] {
		p.Blocks[first+i].Name = prefix + "." + p.Blocks[first+i].Name
	}
}

// Fill writes the start values of the block into θ.
func (b Block) Fill(theta []float64, rng *rand.Rand) {
	dst := b.In(theta)
	clear(dst)
	if b.Start != nil {
		b.Start(rng, dst)
	}
	for i, m := range b.Mask {
		if m == 0 {
			dst[i] = 0
		}
	}
}

// Constant starts every entry at v.
func Constant(v float64) Start {
	return func(_ *rand.Rand, dst []float64) {
		for i := range dst {
			dst[i] = v
		}
	}
}

// Uniform starts entries between −bound and bound.
func Uniform(bound float64) Start {
	return func(rng *rand.Rand, dst []float64) {
		for i := range dst {
			dst[i] = bound * (2*rng.Float64() - 1)
		}
	}
}

// weights starts the weights of a dense layer so that the variance of what
// passes through neither grows nor dies: He et al. 2015 for units that cut half
// of their input, LeCun et al. 1998 for the others.
func weights(in int, act ad.Activation) Start {
	gain := 1.0
	if act != ad.TanhUnit && act != ad.Identity {
		gain = math.Sqrt2
	}
	return Uniform(gain * math.Sqrt(3/float64(max(in, 1))))
}

// biases spreads the kinks of the first layer over the data.
func biases(in int) Start { return Uniform(1 / math.Sqrt(float64(max(in, 1)))) }
