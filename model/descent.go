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
	if tooLong {
		kernel.Scale(f.gradient.sum, clip/length, f.gradient.sum)
	}
	lr := rate(s, f.step) * f.guard.slow
	for i, l := range f.stack.Layers {
		if l.Frozen || l.Off || !f.learns[i] {
			continue
		}
		lo, hi := span(l.Blocks)
		f.move(lo, hi, lr, &f.ages[i])
	}
	if lo, hi := span(f.stack.BaseBlocks); hi > lo && f.stack.BaseBlocks[0].Free() > 0 {
		f.move(lo, hi, lr, &f.ages[len(f.stack.Layers)])
	}
	if lo, hi := span(f.stack.NetBlocks); hi > lo {
		f.move(lo, hi, lr, &f.ages[len(f.stack.Layers)+1])
	}
}

// move makes the step of θ[lo:hi], which has had so many updates.
func (f *Fit) move(lo, hi int, lr float64, age *int) {
	*age++
	f.rule.update(f.theta[lo:hi], f.gradient.sum[lo:hi], f.moments.mean[lo:hi], f.moments.square[lo:hi], lr, *age)
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
