// Package kernel is the one place that multiplies matrices and evaluates
// elementary functions over vectors. Everything above it says what to compute,
// this package decides how: today gonum's products and the standard library's
// functions, chosen behind the same few calls by a faster path where one exists.
//
// A product takes plain slices in row-major order and always accumulates into
// its result, which is what a dense layer (start from the bias) and its
// backward pass (add to the gradient) both want. An elementwise function reads
// x and writes dst, which have equal length and may be the same slice.
// Lengths that do not fit panic. Nothing here allocates or starts a goroutine.
package kernel
