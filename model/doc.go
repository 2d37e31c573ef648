// Package model fits a flow to data and lets a person change both while it
// learns.
//
// A Fit is the state of one run: the stack, its parameters θ, the optimiser and
// the data. It belongs to one goroutine, reads no clock and starts none but
// the workers of its gradient, so the same calls give the same bits. A Trainer
// is the loop around a Fit: commands go in as closures that run between two
// steps, and Snapshots come out through a channel that holds the newest only.
// A Snapshot is immutable and computes from its own copy of θ whatever a
// screen or a report wants to know. A Kept is what a file holds of a run, and
// Restore makes the Fit of it that goes on with the same bits.
//
// A Fit that remembers keeps moments of its run, evenly over all steps and in
// bounded memory, to look at and to go back to.
//
// The flow learns standardised data. Batches inside this package are
// standardised; every NLL that it reports is in the data's own units, in nats,
// unless it says otherwise.
package model
