package flows

import (
	"runtime"
	"sync/atomic"
)

// A Share is how much of the machine a stack may compute with. The zero value is
// all of it. It changes no number.
type Share struct {
	Workers int           // goroutines side by side; 0 is as many as there are processors
	Gate    *Seat         // every part of a batch passes through it; nil is open
	Steps   *atomic.Int64 // counts steps of training; nil counts none
	Study   *Seat         // and every part of a study, which takes longer and passes the other one within
}

// Count returns how many goroutines may share out so many parts of a batch.
func (s Share) Count(parts int) int {
	if s.Workers > 0 {
		return min(parts, s.Workers)
	}
	return min(parts, runtime.GOMAXPROCS(0))
}
