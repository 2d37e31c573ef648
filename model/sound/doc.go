// Package sound is what a flow of waves needs beside the flow: spectra and bands of
// windows, another rate for recordings, files of sound, and waves longer than the
// windows that a flow has learnt.
//
// A wave is a slice of samples, [Rate] of them a second; a batch of windows is a matrix
// with a window a row, as elsewhere.
package sound

// Rate is how many samples a second has: that of a telephone, at which vowels can be
// told apart.
const Rate = 8000
