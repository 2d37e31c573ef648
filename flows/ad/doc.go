// Package ad differentiates programs over batches: reverse mode on a tape.
//
// A Tape is given the flat parameter vector θ and, where gradients are wanted,
// a vector of the same length for them. Operations are functions on *Mat; they
// find the tape through their operands, compute at once, and record what the
// backward pass needs. Each lives beside its derivative. Backward walks the
// record from the end and adds to the gradients. Those of θ and of leaves stay;
// that of any other value has memory only while Backward is about it, so before
// and after it says no more than whether it is wanted: not nil.
//
// The k-th value of a program reuses the memory of the k-th value since the
// last Reset, and derivatives are top-level functions, so a program that does
// the same operations on the same sizes every step allocates nothing.
//
// A tape belongs to one goroutine. Different tapes may share θ as long as
// nobody writes it. Sizes that do not fit are mistakes of the programmer and
// panic. In comments n is the number of samples, d of features.
package ad
