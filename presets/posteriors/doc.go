// Package posteriors holds models with data whose posteriors flows learn by reverse KL:
// the density of the parameters under the data, up to the evidence, with its score.
//
// A model is a log-joint density, written with operations of package ad; [FromTape]
// makes a target of it, whose score is a backward pass. A parameter has a name and a
// support. The target lies on the line: a positive parameter as its logarithm, one
// between 0 and 1 as its log-odds, and the log-joint has the log-Jacobian of that.
//
// One file holds one model; [Catalogue] is the table of them. The evidence and draws of
// each posterior come from a formula or from quadrature, never from a flow.
package posteriors
