// Package view draws a flow. A [View] is one way to do so; [Views] is the table of
// them, from which the key, the help and the tests follow.
//
// What a view draws from is computed from a snapshot alone: samples
// and data at every depth ([Cloud]), a lattice ([Lattice]), a density map
// ([Heat]), the moments of a continuous layer ([Drift]), the densities of one
// column ([Line]) and the distance between model and data ([Distance]).
//
// Every value is made off the screen from the parameters of one moment, which
// its [Version] names, and never changes. Random numbers come from the stream
// [Stream], apart from those of the fit: looking must not change what is learnt.
package view
