package flows

import (
	"math/rand/v2"

	"bijou/flows/nn"
)

func buildCoupling(b builder) Bijection {
	mask := make([]bool, b.dim)
	for i := range mask {
		mask[i] = masks[b.Text("mask")](i, b.dim)
	}
	return newCoupling(b.Params, mask, b.given, b.net(), b.transform(blocked))
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
	perm := identity(b.dim)
	switch b.Text("by") {
	case "reversing":
		for i := range perm {
			perm[i] = b.dim - 1 - i
		}
	case "shuffling":
		perm = rand.New(rand.NewPCG(uint64(b.Int("seed")), 0)).Perm(b.dim)
	}
	return newPermute(perm)
}

func (b builder) net() net {
	return net{hidden: b.Widths("hidden"), act: nn.ParseActivation(b.Text("act"))}
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
