// Package code writes whole numbers in as few bits as a flow says that they take, and
// reads them back, byte by byte the same.
//
// The objective bits learns a flow that gives whole numbers a probability. A [Model]
// is that flow in whole numbers itself: products of processors differ in the last
// bit, and a decoder that rounds otherwise than the encoder reads rubbish. An encoder
// of asymmetric numeral systems (rANS, Duda 2013) turns its probabilities into bytes.
package code
