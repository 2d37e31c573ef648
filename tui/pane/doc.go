// Package pane holds the panes of the main screen: the layer stack with its
// account of the NLL ([Flow], [Ledger]), the training settings ([Training]), the
// data ([Data]), the two plots ([Plots], with [Path], [Comparison] and
// [Pictures]), the loss ([Loss]) and a probed point ([Probe]).
//
// A pane draws itself into a rectangle of the grid of its State, says what stands
// in its frame, and answers what a key or a click asks of it with a command. What
// is computed of a snapshot comes from tui/view, in jobs that Pictures starts.
// Panes know each other only downwards: Probe and Loss look at Plots; what Plots
// shows of a probed point it asks through the interface of its field Probe.
package pane
