package model

import (
	"runtime"
	"sync/atomic"
	"time"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// A crew is whoever calls run and some helpers, who share out the same number of
// tasks again and again. Waking a goroutine may take as long as a tenth of a step,
// so that everybody who waits looks about for a while before going to sleep.
type crew struct {
	tasks   int
	do      func(task int, tape *ad.Tape)
	next    atomic.Int64 // the task that is begun next
	ended   atomic.Int64
	asleep  atomic.Int64 // helpers to wake
	wake    chan struct{}
	waiting atomic.Bool // the caller sleeps until all tasks have ended
	done    chan struct{}
}

const (
	// looks is how often somebody who waits looks about, for half a
	// millisecond or so.
	looks = 3000
	// A helper that was kept waiting for a processor, busy long, so many times
	// running leaves it to others: it goes to sleep at once.
	busy      = 50 * time.Microsecond
	busyTimes = 4
)

// newCrew returns a crew with a helper for each of the tapes. Close ends them.
func newCrew(tasks int, do func(task int, tape *ad.Tape), tapes []*ad.Tape) *crew {
	c := &crew{tasks: tasks, do: do, wake: make(chan struct{}, len(tapes)), done: make(chan struct{}, 1)}
	c.next.Store(int64(tasks))
	for _, tape := range tapes {
		go c.help(tape)
	}
	return c
}

// Close ends the helpers. The crew is of no use afterwards.
func (c *crew) Close() { close(c.wake) }

// run does every task once. Which ones the caller does, on its own tape, is left to
// chance.
func (c *crew) run(own *ad.Tape) {
	c.ended.Store(0)
	c.next.Store(0)
	for range c.asleep.Load() {
		select {
		case c.wake <- struct{}{}:
		default: // as many calls are on their way as there are helpers
		}
	}
	c.work(own)
	c.await()
}

// work does tasks until all are begun.
func (c *crew) work(tape *ad.Tape) {
	for task := c.next.Add(1) - 1; task < int64(c.tasks); task = c.next.Add(1) - 1 {
		c.do(int(task), tape)
		if c.ended.Add(1) == int64(c.tasks) && c.waiting.Swap(false) {
			c.done <- struct{}{}
		}
	}
}

// await returns when all tasks have ended.
func (c *crew) await() {
	for range looks {
		if c.ended.Load() == int64(c.tasks) {
			return
		}
		kernel.Pause()
	}
	c.waiting.Store(true)
	if c.ended.Load() == int64(c.tasks) && c.waiting.Swap(false) {
		return // whoever ended the last did not see that anybody waits
	}
	<-c.done
}

// help works until the end.
func (c *crew) help(tape *ad.Tape) {
	late := 0 // times running
	for c.look(late < busyTimes) {
		c.work(tape)
		start := time.Now()
		runtime.Gosched() // so that the screen need not wait
		late++
		if time.Since(start) < busy {
			late = 0
		}
	}
}

// look waits until there may be something to do, awake for a while or not at all;
// false is the end.
func (c *crew) look(awake bool) bool {
	if awake {
		for range looks {
			if c.next.Load() < int64(c.tasks) {
				return true
			}
			kernel.Pause()
		}
	}
	c.asleep.Add(1)
	defer c.asleep.Add(-1)
	if c.next.Load() < int64(c.tasks) {
		return true // begun after the last look
	}
	_, open := <-c.wake
	return open
}
