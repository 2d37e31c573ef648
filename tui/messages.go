package tui

import (
	"os"
	"time"

	"bijou/model"
	"bijou/tui/job"
	"bijou/tui/view"
)

// A frameMsg asks to show what is new. Its number is that of the chain of
// frames it belongs to; a chain that was replaced is ignored.
type frameMsg int

// A cloudMsg brings the points that a picture of the flow is made of.
type cloudMsg struct {
	cloud *view.Cloud
	took  time.Duration
}

// A ledgerMsg brings the account of the NLL.
type ledgerMsg struct {
	version view.Version
	rows    int // of the test part, that were asked for
	ledger  model.Ledger
	took    time.Duration
}

// A sourceMsg brings a data set that was built, or why it could not be.
type sourceMsg struct {
	source model.Source
	fresh  bool // start the run anew
	err    error
}

// A savedMsg says where the run was saved, or why it was not.
type savedMsg struct {
	path string
	err  error
}

// A pictureMsg brings what a job made. take puts it where it is drawn from, in
// the goroutine of the program.
type pictureMsg struct {
	worker *job.Worker
	took   time.Duration
	take   func()
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
