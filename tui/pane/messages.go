package pane

import (
	"time"

	"bijou/model"
	"bijou/tui/job"
	"bijou/tui/view"
)

// A CloudMsg brings the points that a picture of the flow is made of.
type CloudMsg struct {
	Cloud *view.Cloud
	Took  time.Duration
}

// A LedgerMsg brings the account of the NLL.
type LedgerMsg struct {
	Version view.Version
	rows    int // of the test part, that were asked for
	Ledger  model.Ledger
	Took    time.Duration
}

// A SourceMsg brings a data set that was built, or why it could not be.
type SourceMsg struct {
	Source model.Source
	Fresh  bool // start the run anew
	err    error
}

// A PictureMsg brings what a job made. take puts it where it is drawn from, in
// the goroutine of the program.
type PictureMsg struct {
	Worker *job.Worker
	Took   time.Duration
	Take   func()
}
