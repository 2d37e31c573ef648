// Package ssh serves the explorer to strangers: each connection is one window on
// one run of its own, and nothing else.
//
// Whoever connects may send anything. So a connection has one channel, of the kind
// that SSH calls a session, and of its requests those for a terminal, a few
// variables, a size and a start; all else is refused, by never being understood.
// What a guest can make the process allocate, compute or wait for is bounded
// before it happens: the places and the connections of an address ([Options]), the
// size of a screen ([tui.Window]), the flow and its data ([Limits]), the processor
// (one [flows.Gate] for all, and one [tui.Pace] of frames), the time until a handshake, a start, a key, a read.
// A window that takes nothing for some seconds is closed.
//
// What Go cannot contain, a lack of memory above all, is left to whoever runs the
// process: GOMEMLIMIT, and a supervisor that starts it again.
package ssh
