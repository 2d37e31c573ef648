package flows

import "runtime"

// A Share is how much of the machine a stack may compute with. The zero value is
// all of it. It changes no number.
type Share struct {
	Workers int  // goroutines side by side; 0 is as many as there are processors
	Gate    Gate // every part of a batch passes through it; nil is open
	Study   Gate // and every part of a study, which takes longer and passes the other one within
}

// Count returns how many goroutines may share out so many parts of a batch.
func (s Share) Count(parts int) int {
	if s.Workers > 0 {
		return min(parts, s.Workers)
	}
	return min(parts, runtime.GOMAXPROCS(0))
}

// A Gate lets a number of goroutines compute at a time, so that whoever shares a
// processor with many flows still gets it at once. Those who wait go through in
// the order in which they came, as the senders of a channel do. Nobody may enter
// again before leaving.
type Gate chan struct{}

// NewGate returns a gate for n goroutines at a time.
func NewGate(n int) Gate { return make(Gate, n) }

// Enter waits for a turn.
func (g Gate) Enter() {
	if g != nil {
		g <- struct{}{}
	}
}

// Leave ends the turn. Whoever waits for a processor, and not for the gate, comes
// before the next turn: on one processor keys would wait for all that compute.
func (g Gate) Leave() {
	if g != nil {
		runtime.Gosched()
		<-g
	}
}
