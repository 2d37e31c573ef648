package code

import (
	"math"

	"bijou/flows/nn"
)

// A layer is a dense layer in whole numbers: weights are w/2^bits.
type layer struct {
	in, out int
	bits    uint
	weight  []int16 // out runs of in
	bias    []int64 // in units of 2^−(12+bits)
	from    []int32 // of each run the first input with a weight that is not 0
	to      []int32 // and the one behind the last
}

// newLayer rounds a layer to the most bits that its weights fit into.
func newLayer(weight, bias nn.Block, theta []float64) layer {
	w, b := weight.In(theta), bias.In(theta)
	l := layer{in: weight.Rows, out: weight.Cols, weight: make([]int16, len(w)), bias: make([]int64, len(b)), from: make([]int32, weight.Cols), to: make([]int32, weight.Cols)}
	top := 0.0
	for i, v := range w {
		if weight.Mask == nil || weight.Mask[i] != 0 {
			top = max(top, math.Abs(v))
		}
	}
	const most = 20
	for l.bits < most && top*float64(int64(2)<<l.bits) < math.MaxInt16 {
		l.bits++
	}
	for i, v := range w {
		if weight.Mask == nil || weight.Mask[i] != 0 {
			l.weight[i] = int16(min(max(math.Round(v*float64(int64(1)<<l.bits)), math.MinInt16), math.MaxInt16))
		}
	}
	for i, v := range b {
		l.bias[i] = int64(math.Round(v * float64(int64(one)<<l.bits)))
	}
	for o := range l.out {
		run := l.weight[o*l.in : (o+1)*l.in]
		for i, v := range run {
			if v == 0 {
				continue
			}
			if l.to[o] == 0 {
				l.from[o] = int32(i)
			}
			l.to[o] = int32(i) + 1
		}
	}
	return l
}

// largest is what an activation may be, so that no sum overflows.
const largest = 1 << 30

// unit returns output o for inputs x.
func (l *layer) unit(o int, x []int32) int32 {
	sum, lo, hi := l.bias[o], int(l.from[o]), int(l.to[o])
	w, x := l.weight[o*l.in+lo:o*l.in+hi], x[lo:hi]
	for i, v := range w {
		sum += int64(v) * int64(x[i])
	}
	if l.bits > 0 {
		sum = (sum + 1<<(l.bits-1)) >> l.bits
	}
	return int32(min(max(sum, -largest), largest))
}
