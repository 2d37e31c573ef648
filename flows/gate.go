package flows

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// A Purpose is what a turn at a [Gate] is for.
type Purpose int

// The purposes, by how long they can wait.
const (
	ForPicture  Purpose = iota // somebody looks at it
	ForTraining                // with what is left
	purposes
)

// A Gate lets a number of goroutines compute at a time, so that whoever shares a
// processor with many flows still gets it at once. Of those who wait it takes first
// seats for which an order waits, then what a person has just asked for, then pictures
// and steps of training, and among each the seats in turn: who has many goroutines waits
// no less for it.
type Gate struct {
	mu    sync.Mutex
	free  int               // below 0 where some were let in beyond the number
	lines [purposes][]*Seat // seats of which somebody waits, the next one first
	spare []*waiter         // that nobody waits for

	pictures int          // turns since the last one of training
	asked    atomic.Int64 // when a person of any seat asked last, since began
	pressed  atomic.Int64 // orders that wait for some seat
	began    time.Time
	jobs     [purposes]*Gate // that are in hand at a time; nil for any number
	ofJobs   bool            // it is one of those: who is urgent is let in beyond the number
}

// A Seat is the place of one flow, with its pictures and its person, at a gate. The nil
// Seat never waits.
type Seat struct {
	gate  *Gate
	waits [purposes][]*waiter
	jobs  [purposes]*Seat // where its jobs wait
	asked atomic.Int64    // when its person asked last, since the gate began; 0 for never

	pressed atomic.Int64 // orders that wait for it
}

// A waiter waits for a turn.
type waiter struct{ comes chan struct{} }

const (
	// soon is how long what a seat computes counts as asked for.
	soon = 500 * time.Millisecond
	// A step of training comes after so many turns of pictures, however many wait: a
	// flow that stands still would be no picture either.
	picturesAStep = 16
)

// NewGate returns a gate for n goroutines at a time.
func NewGate(n int) *Gate {
	g := newGate(n)
	for p := range g.jobs {
		g.jobs[p] = newGate(n + moreJobs)
		g.jobs[p].ofJobs = true
	}
	return g
}

func newGate(n int) *Gate { return &Gate{free: n, began: time.Now()} }

// Seat returns a new place at the gate.
func (g *Gate) Seat() *Seat {
	s := &Seat{gate: g}
	for p, jobs := range g.jobs {
		if jobs != nil {
			s.jobs[p] = jobs.Seat()
		}
	}
	return s
}

// Ask says that the person at the seat waits for what it shows: for a moment that comes
// first. Any goroutine may call it.
func (s *Seat) Ask() {
	if s != nil {
		now := int64(time.Since(s.gate.began))
		s.asked.Store(now)
		s.gate.asked.Store(now)
		for _, j := range s.jobs {
			j.Ask()
		}
	}
}

// Press counts orders that wait until the seat is through with what it does, such as a
// step of training, or with −1 one that was carried out: meanwhile its turns come first of
// all. Any goroutine may call it.
func (s *Seat) Press(by int64) {
	if s != nil {
		s.pressed.Add(by)
		s.gate.pressed.Add(by)
		for _, j := range s.jobs {
			j.Press(by)
		}
		if s.gate.ofJobs && by > 0 {
			s.letIn()
		}
	}
}

// Enter waits for a turn. Nobody may enter again before leaving.
func (s *Seat) Enter(p Purpose) {
	if s == nil {
		return
	}
	g := s.gate
	g.mu.Lock()
	if g.free > 0 || g.ofJobs && s.isUrgent(p) {
		g.free--
		g.mu.Unlock()
		return
	}
	t := g.newWaiter()
	if s.waits[p] = append(s.waits[p], t); len(s.waits[p]) == 1 {
		g.lines[p] = append(g.lines[p], s)
	}
	g.mu.Unlock()
	<-t.comes
	g.mu.Lock()
	g.spare = append(g.spare, t)
	g.mu.Unlock()
}

// Leave ends the turn. Whoever waits for a processor, and not for the gate, comes
// before the next turn: on one processor keys would wait for all that compute. Only what
// an order waits for goes on.
func (s *Seat) Leave() {
	if s == nil {
		return
	}
	if s.pressed.Load() <= 0 {
		runtime.Gosched()
	}
	g := s.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.free < 0 {
		g.free++
		return
	}
	if t := g.next(); t != nil {
		t.comes <- struct{}{}
	} else {
		g.free++
	}
}

func (g *Gate) newWaiter() *waiter {
	if last := len(g.spare) - 1; last >= 0 {
		t := g.spare[last]
		g.spare = g.spare[:last]
		return t
	}
	return &waiter{make(chan struct{}, 1)}
}

// next is whose turn it is, nil if nobody waits.
func (g *Gate) next() *waiter {
	pictures, steps := g.lines[ForPicture], g.lines[ForTraining]
	for p, line := range g.lines {
		if i := g.firstPressed(line); i >= 0 {
			return g.take(Purpose(p), i)
		}
	}
	if i := g.firstAsked(pictures); i >= 0 {
		return g.take(ForPicture, i)
	}
	if len(pictures) > 0 && (len(steps) == 0 || g.pictures < picturesAStep) {
		g.pictures++
		return g.take(ForPicture, 0)
	}
	g.pictures = 0
	if len(steps) > 0 {
		return g.take(ForTraining, 0)
	}
	return nil
}

// firstAsked is the first seat of a line whose person has just asked, −1 for none.
func (g *Gate) firstAsked(line []*Seat) int {
	since := g.lately()
	if g.asked.Load() <= since {
		return -1
	}
	return slices.IndexFunc(line, func(s *Seat) bool { return s.asked.Load() > since })
}

// lately is the moment from which on what was asked for counts.
func (g *Gate) lately() int64 { return max(0, int64(time.Since(g.began)-soon)) }

// firstPressed is the first seat of a line for which an order waits, −1 for none.
func (g *Gate) firstPressed(line []*Seat) int {
	if g.pressed.Load() <= 0 {
		return -1
	}
	return slices.IndexFunc(line, func(s *Seat) bool { return s.pressed.Load() > 0 })
}

// take lets the first of a seat pass and puts the seat, if more wait at it, to the end of
// the line.
func (g *Gate) take(p Purpose, at int) *waiter {
	line := g.lines[p]
	s := line[at]
	t := s.waits[p][0]
	s.waits[p] = shift(s.waits[p], 0)
	g.lines[p] = shift(line, at)
	if len(s.waits[p]) > 0 {
		g.lines[p] = append(g.lines[p], s)
	}
	return t
}

// shift takes one out of a list, in its memory.
func shift[T any](list []*T, at int) []*T {
	copy(list[at:], list[at+1:])
	list[len(list)-1] = nil
	return list[:len(list)-1]
}
