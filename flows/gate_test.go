package flows

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A caller wants a turn.
type caller struct {
	name string
	seat *Seat
	Purpose
}

// passing queues callers one after the other at a gate that somebody holds, and returns
// in which order they pass once it is left. before is called just before that.
func passing(gate *Gate, callers []caller, before func()) string {
	holder := gate.Seat()
	holder.Enter(ForPicture)
	var order []string
	var group sync.WaitGroup
	for i, c := range callers {
		group.Go(func() {
			c.seat.Enter(c.Purpose)
			order = append(order, c.name) // the race detector watches
			c.seat.Leave()
		})
		for waiting(gate) <= i {
			time.Sleep(100 * time.Microsecond)
		}
	}
	before()
	holder.Leave()
	group.Wait()
	return strings.Join(order, " ")
}

// waiting is how many wait.
func waiting(gate *Gate) (n int) {
	gate.mu.Lock()
	defer gate.mu.Unlock()
	for p, line := range gate.lines {
		for _, s := range line {
			n += len(s.waits[p])
		}
	}
	return n
}

// What takes many turns would wait for everybody as many times: few jobs are in hand at a
// time, so that one after the other gets done, and not all at the very end.
func TestFewJobsAreInHandAtATime(t *testing.T) {
	const jobs, turns = 6, 4
	gate := NewGate(1)
	holder := gate.Seat()
	holder.Enter(ForPicture)
	var passed []int
	var group sync.WaitGroup
	for i := range jobs {
		s := gate.Seat()
		group.Go(func() {
			s.Begin(ForPicture)
			defer s.End(ForPicture)
			for range turns {
				s.Enter(ForPicture)
				passed = append(passed, i)
				s.Leave()
			}
		})
	}
	for waiting(gate)+waiting(gate.jobs[ForPicture]) < jobs {
		time.Sleep(100 * time.Microsecond)
	}
	holder.Leave()
	group.Wait()
	counts, done := map[int]int{}, 0
	for at, i := range passed {
		if counts[i]++; counts[i] == turns {
			if done++; at >= (done+1)*turns {
				t.Errorf("job %d to get done did so at turn %d: %v", done, at, passed)
			}
		}
	}
}

// Jobs in hand may take long where many share the processor.
func TestWhatAPersonWaitsForIsTakenInHandAtOnce(t *testing.T) {
	gate := NewGate(1)
	var others []*Seat
	for range 1 + moreJobs {
		s := gate.Seat()
		s.Begin(ForTraining)
		others = append(others, s)
	}
	waits, asked := gate.Seat(), gate.Seat()
	begun := make(chan bool)
	go func() { waits.Begin(ForTraining); begun <- true }()
	for waiting(gate.jobs[ForTraining]) == 0 {
		time.Sleep(100 * time.Microsecond)
	}
	waits.Press(1)
	<-begun
	waits.Press(-1)
	for _, s := range append(others, waits) {
		s.End(ForTraining)
	}
	for range 1 + moreJobs {
		gate.Seat().Begin(ForPicture)
	}
	asked.Ask()
	asked.Begin(ForPicture)
	if steps, pictures := gate.jobs[ForTraining].free, gate.jobs[ForPicture].free; steps != 1+moreJobs || pictures != -1 {
		t.Errorf("%d steps and %d pictures more may be taken in hand", steps, pictures)
	}
}

func TestAGateTakesPicturesInTurnBeforeTraining(t *testing.T) {
	gate := NewGate(1)
	a, b, c := gate.Seat(), gate.Seat(), gate.Seat()
	callers := []caller{
		{"a-step", a, ForTraining}, {"a1", a, ForPicture}, {"a2", a, ForPicture}, {"a3", a, ForPicture},
		{"b-step", b, ForTraining}, {"b1", b, ForPicture}, {"c1", c, ForPicture}, {"c2", c, ForPicture},
	}
	if got, want := passing(gate, callers, func() {}), "a1 b1 c1 a2 c2 a3 a-step b-step"; got != want {
		t.Errorf("they pass in the order %s, want %s", got, want)
	}
	if gate.free != 1 || waiting(gate) != 0 {
		t.Errorf("%d turns are free, %d wait", gate.free, waiting(gate))
	}
}

func TestWhatAPersonAskedForComesFirst(t *testing.T) {
	gate := NewGate(1)
	a, b := gate.Seat(), gate.Seat()
	callers := []caller{{"a1", a, ForPicture}, {"a2", a, ForPicture}, {"step", b, ForTraining}, {"b1", b, ForPicture}, {"b2", b, ForPicture}}
	if got, want := passing(gate, callers, b.Ask), "b1 b2 a1 a2 step"; got != want {
		t.Errorf("they pass in the order %s, want %s", got, want)
	}
	b.asked.Add(-int64(soon))
	if got, want := passing(gate, callers, func() {}), "a1 b1 a2 b2 step"; got != want {
		t.Errorf("a moment later they pass in the order %s, want %s", got, want)
	}
}

func TestASeatThatAnOrderWaitsForComesFirstOfAll(t *testing.T) {
	gate := NewGate(1)
	a, b, c := gate.Seat(), gate.Seat(), gate.Seat()
	callers := []caller{{"a-step", a, ForTraining}, {"a1", a, ForPicture}, {"b-step", b, ForTraining}, {"c1", c, ForPicture}, {"b1", b, ForPicture}}
	if got, want := passing(gate, callers, func() { c.Ask(); b.Press(1) }), "b1 b-step c1 a1 a-step"; got != want {
		t.Errorf("they pass in the order %s, want %s", got, want)
	}
	c.asked.Add(-int64(soon))
	if got, want := passing(gate, callers, func() { b.Press(-1) }), "a1 c1 b1 a-step b-step"; got != want {
		t.Errorf("once it is carried out they pass in the order %s, want %s", got, want)
	}
}

func TestTrainingGoesOnHoweverManyPicturesWait(t *testing.T) {
	gate := NewGate(1)
	var callers []caller
	for i := range 3 * picturesAStep {
		callers = append(callers, caller{fmt.Sprint(i), gate.Seat(), ForPicture})
	}
	callers = append(callers, caller{"step", gate.Seat(), ForTraining})
	order := strings.Fields(passing(gate, callers, func() {}))
	if at := slices.Index(order, "step"); at != picturesAStep {
		t.Errorf("the step of training is number %d, want %d", at, picturesAStep)
	}
}

func TestNoMoreComputeThanAGateLets(t *testing.T) {
	const most = 2
	gate := NewGate(most)
	var mu sync.Mutex
	inside, seen := 0, 0
	add := func(n int) {
		mu.Lock()
		defer mu.Unlock()
		inside += n
		seen = max(seen, inside)
	}
	var group sync.WaitGroup
	for i := range 12 {
		seat := gate.Seat()
		group.Go(func() {
			for range 100 {
				seat.Enter(Purpose(i % int(purposes)))
				add(1)
				runtime.Gosched()
				add(-1)
				seat.Leave()
			}
		})
	}
	group.Wait()
	if seen > most || gate.free != most {
		t.Errorf("%d computed at a time, %d turns are free at the end", seen, gate.free)
	}
}

func TestATurnAllocatesNothing(t *testing.T) {
	gate := NewGate(1)
	a, b := gate.Seat(), gate.Seat()
	passing(gate, []caller{{"a", a, ForTraining}, {"b", b, ForTraining}}, func() {})
	if n := testing.AllocsPerRun(100, func() { a.Enter(ForTraining); a.Leave() }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// The scheduler promises no order, but it all but always takes this one.
func TestOnOneProcessorAKeyComesBeforeTheNextTurn(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	const rounds = 200
	first := 0
	for range rounds {
		gate, order := NewGate(1), make(chan string, 2)
		seat, other := gate.Seat(), gate.Seat()
		seat.Enter(ForTraining)
		go func() {
			other.Enter(ForTraining)
			order <- "turn"
			other.Leave()
		}()
		runtime.Gosched() // it waits at the gate now
		go func() { order <- "key" }()
		seat.Leave()
		if <-order == "key" {
			first++
		}
		<-order
	}
	if first < rounds*3/4 {
		t.Errorf("the key came first in %d of %d rounds", first, rounds)
	}
}
