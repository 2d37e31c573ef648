package torch

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"

	"bijou/flows/nn"
)

// A tensor is an entry of the state of a module.
type tensor struct {
	name  string
	shape []int
	data  []float64
	free  []float64 // 0 marks a constant number; nil frees all
}

// state lists the numbers of the flow as its modules name them: the
// standardisation, then layer by layer what is on, then the base.
func (s Script) state() []tensor {
	all := []tensor{{name: "mean", shape: []int{len(s.Mean)}, data: s.Mean}, {name: "sd", shape: []int{len(s.SD)}, data: s.SD}}
	if c := s.Stack.Given; c > 0 {
		mean, sd := s.GivenMean, s.GivenSD
		if mean == nil { // conditions as they are
			mean, sd = make([]float64, c), slices.Repeat([]float64{1}, c)
		}
		all = append(all, tensor{name: "given_mean", shape: []int{c}, data: mean}, tensor{name: "given_sd", shape: []int{c}, data: sd})
	}
	at := 0
	for i, l := range s.Stack.Layers {
		if leftOut(l) {
			continue
		}
		prefix := fmt.Sprintf("layers.%d.", at)
		if _, told := s.Stack.ToldBy(i); told {
			prefix += "told."
		}
		if l.Shape.Size() < s.Stack.Dim {
			prefix += "first."
		}
		if l.Flip {
			prefix += "flipped."
		}
		for _, b := range l.Blocks {
			all = append(all, s.tensor(prefix, b))
		}
		at++
	}
	for _, b := range s.Stack.BaseBlocks {
		all = append(all, s.tensor("base.", b))
	}
	return all
}

// tensor names a block. Its Cols runs of Rows numbers are what PyTorch calls
// Cols×Rows; a weight is out×in in both.
func (s Script) tensor(prefix string, b nn.Block) tensor {
	shape := []int{b.Cols, b.Rows}
	if b.Rows == 1 && !isMatrix(b.Name) {
		shape = shape[:1]
	}
	return tensor{prefix + b.Name, shape, b.In(s.Theta), b.Mask}
}

// isMatrix tells whether a block keeps its two dimensions where one of them is 1.
func isMatrix(name string) bool {
	return strings.HasSuffix(name, ".weight") ||
		slices.Contains([]string{"lower", "upper", "v", "r_upper", "r2_upper", "rotation"}, name)
}

// shapes writes the state's names and shapes as a Python dictionary.
func shapes(state []tensor) string {
	var b strings.Builder
	b.WriteString("SHAPES = {\n")
	for _, t := range state {
		fmt.Fprintf(&b, "    %q: %s,\n", t.name, list(t.shape))
	}
	b.WriteString("}\n")
	return b.String()
}

// pack returns the numbers of the state one after the other, float64 in
// little-endian order.
func pack(state []tensor) []byte {
	var raw []byte
	for _, t := range state {
		for _, v := range t.data {
			raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(v))
		}
	}
	return raw
}

// embedded writes bytes as lines of base64 in a Python text.
func embedded(raw []byte) string {
	const width = 100
	text := base64.StdEncoding.EncodeToString(raw)
	var b strings.Builder
	b.WriteString("WEIGHTS = base64.b64decode(\"\"\"\n")
	for len(text) > 0 {
		n := min(width, len(text))
		b.WriteString(text[:n] + "\n")
		text = text[n:]
	}
	b.WriteString("\"\"\")\n")
	return b.String()
}
