package model

import (
	"math"

	"bijou/flows/ad/kernel"
	"bijou/flows/nn"
)

// freeze takes the gradient of frozen layers away.
func (f *Fit) freeze() {
	for _, l := range f.stack.Layers {
		if l.Frozen {
			lo, hi := span(l.Blocks)
			clear(f.gradient.sum[lo:hi])
		}
	}
}

// measureGradient notes the length of every layer's gradient and returns that of
// all of it, with the base and the networks beside the flow.
func (f *Fit) measureGradient() float64 {
	of := func(blocks []nn.Block) float64 {
		lo, hi := span(blocks)
		return norm(f.gradient.sum[lo:hi])
	}
	for i, l := range f.stack.Layers {
		f.gradNorms[i] = of(l.Blocks)
	}
	length := math.Hypot(norm(f.gradNorms), of(f.stack.BaseBlocks))
	if len(f.stack.NetBlocks) > 0 {
		length = math.Hypot(length, of(f.stack.NetBlocks))
	}
	return length
}

// descend clips the gradient to its bound and moves the parameters of every
// layer that learns.
func (f *Fit) descend(length float64) {
	s := f.config.Settings
	clip := s.Float("clip")
	tooLong := clip > 0 && length > clip
	f.clipped.add(oneIf(tooLong))
	f.shrink = 1
	if tooLong {
		f.shrink = clip / length
	}
	f.lr = rate(s, f.step) * f.guard.slow
	for i := range f.ages {
		if lo, hi := f.learning(i); hi > lo {
			f.ages[i]++
		}
	}
	f.gradient.over(f.moveSome)
}

// learning returns which parameters of θ learn as part i: a layer, and after the
// layers the base and the networks beside the flow.
func (f *Fit) learning(i int) (lo, hi int) {
	layers := f.stack.Layers
	switch {
	case i < len(layers):
		if l := layers[i]; !l.Frozen && !l.Off && f.learns[i] {
			return span(l.Blocks)
		}
	case i == len(layers):
		if lo, hi = span(f.stack.BaseBlocks); hi > lo && f.stack.BaseBlocks[0].Free() > 0 {
			return lo, hi
		}
	default:
		return span(f.stack.NetBlocks)
	}
	return 0, 0
}

// move makes the step of θ[from:to], once the ages of its parts are counted.
func (f *Fit) move(from, to int) {
	sum := f.gradient.sum
	if f.shrink != 1 {
		kernel.Scale(sum[from:to], f.shrink, sum[from:to])
	}
	for i, age := range f.ages {
		lo, hi := f.learning(i)
		if lo, hi = max(lo, from), min(hi, to); hi > lo {
			f.rule.update(f.theta[lo:hi], sum[lo:hi], f.moments.mean[lo:hi], f.moments.square[lo:hi], f.lr, age)
		}
	}
}

// span returns where the parameters of a layer, or of the base, begin and end
// in θ.
func span(blocks []nn.Block) (lo, hi int) {
	if len(blocks) == 0 {
		return 0, 0
	}
	last := blocks[len(blocks)-1]
	return blocks[0].Offset, last.Offset + last.Len()
}
