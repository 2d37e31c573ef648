package flows

import "slices"

// As many jobs of a purpose are in hand as compute at a time, and one more that does
// something else meanwhile.
const moreJobs = 1

// Begin waits until a job may be taken in hand: a picture, or a step of training, which
// passes the gate part by part. What waits here has no memory yet, and does not wait for
// all others before each of its parts; what an order or a key waits for begins at once.
// End ends it.
func (s *Seat) Begin(p Purpose) {
	if s != nil {
		s.jobs[p].Enter(p)
	}
}

// End ends a job.
func (s *Seat) End(p Purpose) {
	if s != nil {
		s.jobs[p].Leave()
	}
}

// letIn lets in what waits at the seat.
func (s *Seat) letIn() {
	g := s.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	for p, line := range g.lines {
		if i := slices.Index(line, s); i >= 0 {
			g.free--
			g.take(Purpose(p), i).comes <- struct{}{}
		}
	}
}

// isUrgent tells whether an order waits for the seat, or its person for a picture.
func (s *Seat) isUrgent(p Purpose) bool {
	return s.pressed.Load() > 0 || p == ForPicture && s.asked.Load() > s.gate.lately()
}
