package model

import "time"

// A spent time is what the steps of one run took.
type spent struct {
	run  int
	took time.Duration
}

// on adds the time of a step of a run; that of another run before it is forgotten.
func (s *spent) on(run int, d time.Duration) {
	if s.run != run {
		*s = spent{run: run}
	}
	s.took += d
}

// seconds is the time of a run, 0 where no step of it was timed.
func (s *spent) seconds(run int) float64 {
	if s.run != run {
		return 0
	}
	return s.took.Seconds()
}
