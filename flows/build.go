package flows

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"bijou/flows/nn"
)

func buildCoupling(b builder) Bijection {
	switch b.Text("net") {
	case "conv":
		return newConvCoupling(b.Params, b.shape, b.Text("mask"), b.given, b.net(), b.transform(blocked))
	case "wave":
		return newWaveCoupling(b.Params, b.shape, b.Text("mask"), b.given, b.Widths("hidden"), b.transform(blocked))
	}
	mask := make([]bool, b.dim)
	for i := range mask {
		if choose := masks[b.Text("mask")]; choose != nil {
			mask[i] = choose(i, b.dim)
		}
	}
	if isBoard(b.Text("mask")) {
		mask = b.shape.passing(b.Text("mask"))
	}
	return newCoupling(b.Params, mask, b.given, b.net(), b.transform(blocked))
}

// isBoard tells whether a mask is one of positions.
func isBoard(mask string) bool { return mask == "black" || mask == "white" }

// misfitCoupling says what masks need.
func misfitCoupling(v Values, s Shape, _ bool) string {
	if v.Text("net") == "wave" && v.Text("precision") == "single" {
		return "a net of gates computes in double precision; leave precision=single to others"
	}
	switch board := isBoard(v.Text("mask")); {
	case board && !s.IsImage():
		return "the masks black and white are of the positions of an image, and these are " + plainColumns(s)
	case !board && v.Text("net") != "dense" && s.Channels < 2:
		return "a convolution under the mask " + v.Text("mask") + " needs two channels; squeeze first, or take the masks black and white"
	}
	return ""
}

func plainColumns(s Shape) string { return strconv.Itoa(s.Size()) + " columns" }

func buildActNorm(b builder) Bijection {
	if b.Text("each") == "channel" {
		return pixelwise(newActNorm(b.Params, b.shape.Channels), b.shape)
	}
	return newActNorm(b.Params, b.dim)
}

func buildLinear(b builder) Bijection {
	if b.Text("each") == "channel" {
		return pixelwise(newLinear(b.Params, b.shape.Channels, nil, nil), b.shape)
	}
	l := newLinear(b.Params, b.dim, nil, nil)
	if b.Text("start") == "whitening" {
		return Whitening{l}
	}
	return l
}

// buildSplit makes the density of what leaves, given what stays, of a standard
// normal: an affine coupling.
func buildSplit(b builder) Bijection {
	return newConvCoupling(b.Params, b.shape, "first", b.given, b.net(), newScaleShift(b.Float("clamp"), blocked))
}

// misfitSqueeze says what a squeeze needs.
func misfitSqueeze(v Values, s Shape, flip bool) string {
	n := v.Int("group")
	switch {
	case n < 2:
		return misfitHalving(v, s, flip)
	case flip && s.Channels%n != 0:
		return fmt.Sprintf("the other way round it makes one channel of %d, and %s has %d", n, s, s.Channels)
	case !flip && (!s.IsImage() || s.Width%n != 0):
		return fmt.Sprintf("it takes %d neighbours in a row at a time, and %s is %d wide", n, s, s.Width)
	}
	return ""
}

// squeeze is what becomes of a shape on the way to the base.
func squeeze(v Values, s Shape, flip bool) Shape {
	switch n := v.Int("group"); {
	case n < 2:
		return halve(v, s, flip)
	case flip:
		return s.ungrouped(n)
	default:
		return s.grouped(n)
	}
}

// buildSqueeze makes channels of neighbours.
func buildSqueeze(b builder) Bijection {
	n := b.Int("group")
	switch {
	case n < 2:
		return newSqueeze(b.atData())
	case b.flip:
		return newGrouping(b.shape.ungrouped(n), n)
	}
	return newGrouping(b.shape, n)
}

// misfitHalving says what a layer needs that halves height and width.
func misfitHalving(_ Values, s Shape, flip bool) string {
	switch {
	case !s.IsImage():
		return "there is nothing to squeeze: these are " + plainColumns(s) + " and no image"
	case flip && s.Channels%4 != 0:
		return fmt.Sprintf("the other way round it makes one channel of four, and %s has %d", s, s.Channels)
	case !flip && (s.Height%2 != 0 || s.Width%2 != 0):
		return fmt.Sprintf("it halves height and width, and %s has an odd one", s)
	}
	return ""
}

// halve is what becomes of a shape on the way to the base.
func halve(_ Values, s Shape, flip bool) Shape {
	if flip {
		return s.doubled()
	}
	return s.halved()
}

// atData returns the shape at the data side of the layer as it is built, without its
// flip.
func (b builder) atData() Shape {
	if b.flip {
		return b.shape.doubled()
	}
	return b.shape
}

func misfitChannels(_ Values, s Shape, _ bool) string {
	if s.Channels < 2 {
		return fmt.Sprintf("it needs two channels, and %s has one; squeeze first", s)
	}
	return ""
}

// context is what layers behind an encoder hear: its context, if it has one to tell.
func context(v Values, given int) int {
	if n := v.Int("context"); n > 0 && given > 0 {
		return n
	}
	return given
}

func buildEncoder(b builder) Bijection {
	n := b.net()
	n.columns = b.given
	return newEncoder(b.Params, b.dim, b.given, b.Int("context"), n, b.Float("clamp"))
}

func buildAutoregressive(b builder) Bijection {
	return newAutoregressive(b.Params, b.order(), b.given, b.net(), b.transform(interleaved))
}

func buildIAF(b builder) Bijection {
	return &IAF{*newAutoregressive(b.Params, b.order(), b.given, b.net(), b.transform(interleaved))}
}

func buildNAF(b builder) Bijection {
	return newAutoregressive(b.Params, b.order(), b.given, b.net(), newSigmoids(b.Int("components"), bySoftplus, b.Float("spread")))
}

func buildPermute(b builder) Bijection {
	return newPermute(permutation(b.Text("by"), b.dim, uint64(b.Int("seed"))))
}

// permutation returns an order of d entries.
func permutation(by string, d int, seed uint64) []int {
	perm := identity(d)
	switch by {
	case "reversing":
		for i := range perm {
			perm[i] = d - 1 - i
		}
	case "shuffling":
		perm = rand.New(rand.NewPCG(seed, 0)).Perm(d)
	}
	return perm
}

func (b builder) net() net {
	return net{
		hidden: b.Widths("hidden"), act: nn.ParseActivation(b.Text("act")),
		precision: b.Values["precision"], columns: b.dim,
	}
}

func (b builder) transform(l layout) transform {
	switch b.Text("transform") {
	case "additive":
		return additive{}
	case "affine":
		return newScaleShift(b.Float("clamp"), l)
	case "rqs":
		return newSpline(b.Int("bins"), b.Float("bound"), leastBins)
	case "dsf":
		return newSigmoids(b.Int("components"), bySoftplus, b.Float("spread"))
	}
	panic("flows: no transform named " + b.Text("transform"))
}

func (b builder) order() []int {
	order := make([]int, b.dim)
	for p := range order {
		order[p] = orders[b.Text("order")](p, b.dim)
	}
	return order
}
