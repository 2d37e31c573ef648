// Package torch writes a flow as one Python file that needs nothing but PyTorch:
// the classes of the layers that its stack has, a Flow with log_prob, forward,
// inverse and sample in the data's own units, and the weights.
//
// The Python lies in parts, a file for each class, which can be read and imported
// as it is. What a part imports from the others says what must stand before it.
// A table for the layers and one for the bases say how each is constructed.
package torch
