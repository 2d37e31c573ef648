package tui

import (
	"time"

	"bijou/model"
	"bijou/tui/job"
	"bijou/tui/view"
)

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

// A pictureMsg brings what a job made. take puts it where it is drawn from, in
// the goroutine of the program.
type pictureMsg struct {
	worker *job.Worker
	took   time.Duration
	take   func()
}
