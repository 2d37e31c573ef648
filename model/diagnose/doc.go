// Package diagnose says how good a flow is, with tests whose errors are known.
//
// Draw takes a snapshot and makes a Sample: points that the flow was not
// trained on, carried to the base, and as many samples of the flow itself. Each
// diagnostic is a method of the Sample with a small result, so that a screen
// can ask for one at a time; Of asks for all and returns a Diagnosis, which is
// also what JSON shows. A Study makes the same in parts, between which a screen
// can say how far it is and leave off. What people read of a diagnosis, its
// Sections and its LayerTable, is text made here, so that all show the same.
//
// Every draw comes from a fixed stream of its own, so the same snapshot gives
// the same bits, whichever diagnostics run and in whatever order. Distances are
// measured on standardised data, in standard deviations of the columns;
// densities are over the data's own units, in nats. A number without a value is
// NaN, which JSON shows as null.
//
// A small p-value says that a difference was seen, not that it is large: with
// enough points every flow that was learnt fails. How large it is says the
// statistic beside it.
package diagnose
