package tui

import (
	"os"
)

// A frameMsg asks to show what is new. Its number is that of the chain of
// frames it belongs to; a chain that was replaced is ignored.
type frameMsg int

// A savedMsg says where the run was saved, or why it was not.
type savedMsg struct {
	path string
	err  error
}

// A scrollMsg carries out the wheel's turns since the last one.
type scrollMsg struct{}

// A noticeMsg is a sentence for the person; training rests with it.
type noticeMsg string

// A restMsg says that the window was long in the background since it went there
// for that time.
type restMsg int

// A signalMsg says that the system asks the program to end.
type signalMsg struct{ signal os.Signal }
