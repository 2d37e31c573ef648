// Package flows is the mathematics: normalizing flows, their layers, and the
// text in which a stack of layers is written.
//
// A flow carries a base distribution, such as a standard normal, to the data by
// an invertible map. Forward goes from base to data, z to x; inverse goes back.
// ladj is log|det| of the Jacobian of each sample in the direction of travel,
// so by the change of variables
//
//	log p(x) = log p_base(z) + ladj,  z, ladj = Inverse(x)
//
// Sampling runs forward, maximum likelihood trains through the inverse, reverse
// KL through forward. A stack is written from base to data.
//
// A [Bijection] is one invertible map, a [Chain] several in a row, a [Flow] a
// chain on a base. Batches are matrices n×D of package ad, a sample a row, and
// results live on the tape of their arguments, so gradients of both directions
// come for free. A map without a formula for one direction solves for it and
// puts the solution on the tape by one Newton step, which has the gradient of
// the implicit function.
//
// A layer is immutable structure; its numbers live in a flat vector θ. A [Spec]
// is a list of layers as a person writes it, a [Stack] is a spec built for some
// number of columns, with the places of its parameters in θ. The [Kind]s of the
// catalogue say what layers there are, what may be set on them and what it is
// for; the parser, the editor, the help and the README read the same entries.
//
// To add a layer, write its type with Forward and Inverse in a file of its own,
// with the formula and the paper, and enter its kind in kinds.go with a function
// in build.go that makes it. It then goes through all laws of laws_test.go:
// round trip, log|det| against a finite-difference Jacobian, gradients of both
// directions, the identity at the start, no allocation in a step.
//
// Mistakes in a text are *ParseError with a column; sizes that do not fit are
// mistakes of the programmer and panic. Numbers beyond what a float64 holds come
// out as no numbers rather than as wrong ones.
package flows
