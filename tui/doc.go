// Package tui is the explorer: a screen on which a person builds a flow and
// watches it learn.
//
// An [App] is the Bubble Tea model at the root. It routes keys, mouse and
// messages, lays the panes out and runs the program; what is seen belongs to
// tui/pane, tui/popup and tui/view, which share a [screen.State]. It owns nothing
// of the fit: a trainer runs beside it, [model.Snapshot] values come in, closures
// that edit the fit go out. What a snapshot shows is computed in commands, one
// job in flight for each picture, and drawn into a single [plot.Grid]; View
// returns that grid as a cached string.
//
// Time passes for the screen only while the flow moves. A frame reads the
// newest snapshot and asks for the next frame; when nothing moved the chain of
// frames ends and one command sleeps on the trainer's channel instead. A
// paused explorer takes no CPU.
//
// How good the flow is, D measures in parts, each a command, from the snapshot
// of one moment; what is stale is dropped: see [popup.Diagnosis].
//
// An earlier step of the run is shown by putting its snapshot where that of now
// is: every picture, number and probe is then of that step. See past.go.
//
// The run is kept on the shelf of the [Options], if there is one: by w, and as
// the last session at every end in order: see save.go.
//
// What can be done stands in one table, keyTable, the only source for dispatch,
// footer, help and the README: see [Keys]. Where things are is arithmetic on
// rectangles, in the package layout.
//
// [Run] is the whole program on a terminal, ends included; [terminal.Check]
// tells beforehand whether there is a terminal to run on. [Visit] is the same in a
// [Window] at the other end of a network; tui/ssh opens those.
package tui
