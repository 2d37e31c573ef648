// Package kernel is the one place that multiplies matrices and evaluates
// elementary functions over vectors. Everything above it says what to compute,
// this package decides how: with AVX-512, with AVX2 and FMA, or in plain Go,
// whichever is the fastest that the processor has. The environment variable
// BIJOU_KERNEL or a call of Choose forces one of them.
//
// A product takes plain slices in row-major order. A Product says what it starts
// from and what becomes of it at the end, so that a dense layer (start from the
// bias, end with the activation) and its backward pass (write a gradient, or add
// to it) touch their results once. An elementwise function reads
// x and writes dst, which have equal length and may be the same slice, but must
// not overlap otherwise; the same goes for all other slices an entry of which
// is read and written. Lengths that do not fit panic. Nothing here starts
// a goroutine, and nothing allocates but Hinges, until their memory has grown.
//
// Hinges are the exception that needs no product: layers of ReLUs that hear a
// single number, as those of a flow in the plane do.
//
// Results depend on the values alone: not on where a slice lies in memory, nor
// on where in a slice an entry stands. The two vector kernels agree bit for
// bit, plain Go differs from them in the last places. The functions are
// within 2 units in the last place of the true value, SiLU, a product of two,
// within 4; NaN and Inf go through everything as IEEE 754 says.
//
// A Single multiplies in single precision, for nets whose rounding is nobody's loss. It
// and its activations have the same bits on all three kernels: Go does each of their
// roundings, too.
//
// The assembly is written by the program in the folder asm: see there for the
// formulas.
package kernel

//go:generate go run -C asm .
