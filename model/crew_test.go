package model

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"bijou/flows/ad"
)

// forEveryCrew runs a law for crews of several sizes, on fewer processors than
// there are goroutines and on more.
func forEveryCrew(t *testing.T, law func(t *testing.T, helpers int)) {
	for _, procs := range []int{1, 2, 4} {
		for helpers := range 4 {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
			law(t, helpers)
		}
	}
}

func TestACrewDoesEveryTaskOnceAndNoneAfterwards(t *testing.T) {
	const tasks, rounds = 5, 400
	forEveryCrew(t, func(t *testing.T, helpers int) {
		var times [tasks]atomic.Int64
		var over atomic.Bool
		c := newCrew(tasks, func(task int, _ *ad.Tape) {
			if over.Load() {
				t.Error("a task was begun when all had ended")
			}
			times[task].Add(1)
		}, make([]*ad.Tape, helpers))
		defer c.Close()
		for round := range rounds {
			if round%100 == 99 {
				time.Sleep(2 * time.Millisecond) // the helpers fall asleep
			}
			over.Store(false)
			c.run(nil)
			over.Store(true)
			for task := range times {
				if n := times[task].Load(); n != int64(round+1) {
					t.Fatalf("%d helpers: task %d was done %d times in %d rounds", helpers, task, n, round+1)
				}
			}
		}
	})
}

func TestACrewWaitsForASlowHelper(t *testing.T) {
	const tasks = 4
	forEveryCrew(t, func(t *testing.T, helpers int) {
		own := ad.NewTape(nil, nil)
		var ended atomic.Int64
		c := newCrew(tasks, func(_ int, tape *ad.Tape) {
			if tape != own {
				time.Sleep(3 * time.Millisecond) // longer than anybody looks about
			}
			ended.Add(1)
		}, make([]*ad.Tape, helpers))
		defer c.Close()
		for round := range 5 {
			c.run(own)
			if n := ended.Load(); n != int64(tasks*(round+1)) {
				t.Fatalf("%d helpers: %d tasks had ended after %d rounds", helpers, n, round+1)
			}
		}
	})
}

func TestHelpersShareTheWork(t *testing.T) {
	own := ad.NewTape(nil, nil)
	var helped atomic.Int64
	c := newCrew(4, func(_ int, tape *ad.Tape) {
		if tape != own {
			helped.Add(1)
		}
		time.Sleep(5 * time.Millisecond)
	}, make([]*ad.Tape, 3))
	defer c.Close()
	c.run(own)
	if helped.Load() == 0 {
		t.Error("the helpers did nothing")
	}
}
