package model

import (
	"context"
	"errors"
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bijou/flows"
	"bijou/flows/ad"
)

// Most tests here run in a bubble, where time is fake: it passes only when
// every goroutine waits, so a second costs nothing and paces are exact.

// A running trainer, and what it takes to end it.
type running struct {
	*Trainer
	t    *testing.T
	ctx  context.Context
	stop func() // ends Run and waits for it
}

const small = "affine, coupling(hidden=4)"

func start(t *testing.T, stack, settings string) running {
	t.Helper()
	return run(t, fit(t, points(40, 2), stack, settings))
}

func run(t *testing.T, f *Fit) running {
	ctx, cancel := context.WithCancel(context.Background())
	tr := NewTrainer(f)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tr.Run(ctx)
	}()
	stop := func() {
		cancel()
		<-ended
	}
	t.Cleanup(stop)
	return running{tr, t, t.Context(), stop}
}

func (r running) play()         { r.t.Helper(); do(r.t, r.Play(r.ctx)) }
func (r running) pause()        { r.t.Helper(); do(r.t, r.Pause(r.ctx)) }
func (r running) advance(n int) { r.t.Helper(); do(r.t, r.Advance(r.ctx, n)) }
func (r running) pace(perSecond float64) {
	r.t.Helper()
	do(r.t, r.Pace(r.ctx, perSecond))
}

// step is the step that the run is at.
func (r running) step() int {
	r.t.Helper()
	var step int
	do(r.t, r.Do(r.ctx, func(f *Fit) error { step = f.step; return nil }))
	return step
}

// newest waits until the loop waits, and takes the snapshot that is there.
func (r running) newest() *Snapshot {
	r.t.Helper()
	synctest.Wait()
	select {
	case s := <-r.Snapshots():
		return s
	default:
		r.t.Fatal("there is no snapshot")
		return nil
	}
}

func (r running) noSnapshot() {
	r.t.Helper()
	select {
	case s := <-r.Snapshots():
		r.t.Errorf("an unexpected snapshot of step %d, %s", s.Step, s.State)
	default:
	}
}

// bubble runs a test with fake time.
func bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

func TestATrainerStartsPausedWithASnapshot(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8")
		if s := r.newest(); s.Step != 0 || s.State != Paused || s.Run != 1 {
			t.Errorf("step %d, %s, run %d", s.Step, s.State, s.Run)
		}
		r.noSnapshot()
	})
}

func TestAPausedTrainerDoesNothingAtAll(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8, steps=0")
		r.pace(100)
		r.play()
		time.Sleep(time.Second)
		r.pause()
		at := r.newest().Step
		time.Sleep(time.Hour)
		r.noSnapshot()
		if got := r.step(); got != at {
			t.Errorf("step %d an hour after a pause at %d", got, at)
		}
	})
}

func TestAPaceBoundsTheSteps(t *testing.T) {
	for _, perSecond := range []float64{0.5, 10, 100, 1000} {
		bubble(t, func(t *testing.T) {
			r := start(t, small, "batch=8, steps=0")
			r.pace(perSecond)
			r.play()
			time.Sleep(10*time.Second + time.Millisecond/2)
			if got, want := r.step(), int(10*perSecond)+1; got != want {
				t.Errorf("%d steps in 10 s at %g a second, want %d", got, perSecond, want)
			}
		})
	}
}

func TestANewPaceHoldsAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8, steps=0")
		r.pace(0.01) // a step in 100 s
		r.play()
		time.Sleep(time.Second)
		r.pace(10)
		time.Sleep(time.Second)
		if got := r.step(); got < 10 || got > 13 {
			t.Errorf("%d steps a second after the pace became 10 a second", got)
		}
	})
}

func TestCommandsAreObeyedWhileThePaceMakesTheLoopWait(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8, steps=0")
		r.pace(0.001)
		r.play()
		time.Sleep(time.Second)
		before := time.Now()
		r.step()
		r.pause()
		if passed := time.Since(before); passed != 0 {
			t.Errorf("commands took %v", passed)
		}
	})
}

func TestTheRateIsThatOfTheSteps(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8, steps=0")
		r.pace(100)
		r.play()
		time.Sleep(3 * time.Second)
		closeTo(t, "rate", r.newest().Rate, 100, 1)
		r.pause()
		if s := r.newest(); s.Rate != 0 {
			t.Errorf("a paused run makes %g steps a second", s.Rate)
		}
	})
}

func TestSnapshotsComeAtMostThirtyTimesASecond(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8, steps=0")
		r.pace(1000)
		r.play()
		count, last := 0, -1
		for end := time.After(time.Second); ; {
			select {
			case s := <-r.Snapshots():
				if s.Step < last {
					t.Errorf("step %d after step %d", s.Step, last)
				}
				count, last = count+1, s.Step
				continue
			case <-end:
			}
			break
		}
		if count < 25 || count > 33 {
			t.Errorf("%d snapshots in a second", count)
		}
	})
}

func TestTheNewestSnapshotWinsAndIsNeverLost(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8, steps=0")
		first := r.newest()
		for range 3 { // nobody reads
			r.advance(20)
			synctest.Wait()
		}
		s := r.newest()
		if s.Step != 60 || s.State != Paused {
			t.Errorf("step %d, %s, want 60 and paused", s.Step, s.State)
		}
		if first.Number < 1 || s.Number <= first.Number {
			t.Errorf("snapshot %d came after snapshot %d", s.Number, first.Number)
		}
		r.noSnapshot()
	})
}

func TestTheLastSnapshotSaysHowTheRunEnded(t *testing.T) {
	nan := func(*Fit) fault { return fault{loss: math.NaN} }
	for _, c := range []struct {
		name  string
		make  func() *Fit
		state State
		step  int
		says  string
	}{
		{"finished", func() *Fit { return fit(t, points(40, 2), small, "batch=8, steps=77") }, Finished, 77, "77 steps done"},
		{"finished at once", func() *Fit { return fit(t, points(40, 2), small, "batch=8, steps=1") }, Finished, 1, "1 step done"},
		{"diverged", func() *Fit { return faulty(t, "batch=8, steps=0", nan) }, Diverged, 15, "after 5 rollbacks"},
		{"failed", func() *Fit {
			f := fit(t, points(40, 2), small, "batch=8, steps=0")
			f.breakLayer(0, fault{loss: func() float64 {
				if f.step == 33 {
					panic("out of paper")
				}
				return 0
			}})
			return f
		}, Failed, 33, "the program made a mistake: out of paper"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := run(t, c.make())
				r.play()
				s := r.newest()
				if s.State != c.state || s.Step != c.step || !strings.Contains(s.Reason, c.says) {
					t.Errorf("step %d, %s: %q, want %d, %s: %q", s.Step, s.State, s.Reason, c.step, c.state, c.says)
				}
				time.Sleep(time.Hour)
				r.noSnapshot()
				for name, err := range map[string]error{"play": r.Play(r.ctx), "advance": r.Advance(r.ctx, 1)} {
					if err == nil || !strings.HasPrefix(err.Error(), c.state.String()+": ") || !strings.Contains(err.Error(), c.says) {
						t.Errorf("%s after the end says %v", name, err)
					}
				}
			})
		})
	}
}

func TestATrainingRunSaysSo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8, steps=0")
		r.pace(10)
		r.play()
		time.Sleep(time.Second)
		if s := r.newest(); s.State != Training {
			t.Errorf("a playing run is %s", s.State)
		}
		r.advance(20)
		time.Sleep(time.Second)
		if s := r.newest(); s.State != Training {
			t.Errorf("an advancing run is %s", s.State)
		}
		time.Sleep(time.Minute)
		if s := r.newest(); s.State != Paused {
			t.Errorf("after its steps the run is %s", s.State)
		}
	})
}

func TestAdvanceMakesSoManyStepsAndPauses(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8, steps=0")
		r.pace(1e6)
		r.play()
		r.advance(1)
		synctest.Wait()
		at := r.step()
		for _, n := range []int{0, 1, 100} {
			r.advance(n)
			time.Sleep(time.Second)
			if at += n; r.step() != at {
				t.Errorf("after %d steps more the run is at %d, want %d", n, r.step(), at)
			}
		}
		r.advance(-5)
		time.Sleep(time.Second)
		if r.step() != at {
			t.Error("a negative number of steps made steps")
		}
	})
}

func TestAPauseEndsAnAdvance(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8, steps=0")
		r.pace(10)
		r.advance(100)
		time.Sleep(time.Second)
		r.pause()
		at := r.step()
		time.Sleep(time.Minute)
		if got := r.step(); got != at || at > 12 {
			t.Errorf("paused at step %d, a minute later at %d", at, got)
		}
	})
}

func TestACommandToAPausedRunPublishesOneSnapshot(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8, steps=0")
		r.advance(5)
		synctest.Wait()
		count := 0
		var reader sync.WaitGroup
		reading, stop := context.WithCancel(r.ctx)
		reader.Go(func() {
			for {
				select {
				case <-r.Snapshots():
					count++
				case <-reading.Done():
					return
				}
			}
		})
		synctest.Wait()
		before := count
		r.step()
		synctest.Wait()
		stop()
		reader.Wait()
		if count-before != 1 {
			t.Errorf("%d snapshots after one command", count-before)
		}
	})
}

func TestDoReturnsWhatItsCommandReturns(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8, steps=0")
		mistake := errors.New("no such thing")
		if err := r.Do(r.ctx, func(*Fit) error { return mistake }); err != mistake {
			t.Errorf("Do returned %v", err)
		}
		err := r.Do(r.ctx, func(f *Fit) error { return f.Delete(99) })
		if err == nil || err.Error() != "there is no layer with id 99 any more" {
			t.Errorf("Do returned %v", err)
		}
	})
}

func TestAnEditIsSeenInTheNextSnapshot(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8, steps=0")
		before := r.newest()
		do(t, r.Do(r.ctx, func(f *Fit) error { return f.Insert(2, item(t, "linear")) }))
		s := r.newest()
		if len(s.Stack.Layers) != 3 || s.Edit != before.Edit+1 || s.Run != before.Run || s.State != Paused {
			t.Errorf("%d layers, edit %d, run %d, %s", len(s.Stack.Layers), s.Edit, s.Run, s.State)
		}
	})
}

func TestATrainerAndAPlainLoopGiveTheSameBits(t *testing.T) {
	alone := fit(t, points(40, 2), every, "batch=8, steps=60")
	steps(alone, 60)
	bubble(t, func(t *testing.T) {
		r := start(t, every, "batch=8, steps=60")
		r.advance(7)
		r.newest()
		r.pace(50)
		r.play()
		time.Sleep(400 * time.Millisecond)
		r.pause()
		r.pace(0)
		r.play()
		r.newest()
		var got string
		do(t, r.Do(r.ctx, func(f *Fit) error { got = bits(f); return nil }))
		sameBits(t, "trained in the background", got, bits(alone))
	})
}

// A layer that panics while somebody looks as well as while it learns.
type panicking struct{ flows.Bijection }

func (panicking) Inverse(_, _ *ad.Mat) (z, ladj *ad.Mat) { panic("out of paper") }

func TestAPanickingLayerFailsTheRunAndARewindRevivesIt(t *testing.T) {
	for name, revive := range map[string]func(f *Fit) error{
		"rewind": (*Fit).Rewind,
		"reseed": func(f *Fit) error { return f.Reseed(3) },
		"delete": func(f *Fit) error { return f.Delete(2) },
		"insert": func(f *Fit) error { return f.Insert(0, item(t, "affine")) },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := start(t, small, "batch=8, steps=0")
				do(t, r.Do(r.ctx, func(f *Fit) error {
					f.stack.Layers[1].Map = panicking{}
					f.rebuild()
					return nil
				}))
				r.advance(5)
				if s := r.newest(); s.State != Failed || s.Step != 0 || !strings.Contains(s.Reason, "out of paper") {
					t.Errorf("step %d, %s: %q", s.Step, s.State, s.Reason)
				}
				do(t, r.Do(r.ctx, revive))
				r.pause()
				before := r.step()
				r.advance(5)
				if s := r.newest(); s.State != Paused || s.Step != before+5 || s.Reason != "" {
					t.Errorf("revived by a %s: step %d after %d, %s: %q", name, s.Step, before, s.State, s.Reason)
				}
			})
		})
	}
}

func TestAPanicOnAnotherProcessorFailsTheRunToo(t *testing.T) {
	r := run(t, fit(t, points(800, 2), small, "batch=600, steps=0")) // five shards
	do(t, r.Do(r.ctx, func(f *Fit) error {
		f.stack.Layers[1].Map = panicking{}
		f.rebuild()
		return nil
	}))
	r.play()
	for s := range r.Snapshots() {
		if s.State == Failed {
			break
		}
	}
	do(t, r.Do(r.ctx, (*Fit).Rewind))
}

func TestAPanickingCommandReturnsAnErrorAndFailsTheRun(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8, steps=0")
		err := r.Do(r.ctx, func(*Fit) error { panic("no such page") })
		var mistake *PanicError
		if !errors.As(err, &mistake) || mistake.Value != "no such page" || !strings.Contains(string(mistake.Stack), "TestAPanickingCommand") {
			t.Fatalf("Do returned %v", err)
		}
		if s := r.newest(); s.State != Failed || s.Reason != "the program made a mistake: no such page" {
			t.Errorf("the run is %s: %q", s.State, s.Reason)
		}
		do(t, r.Do(r.ctx, (*Fit).Rewind))
		r.advance(3)
		if s := r.newest(); s.State != Paused || s.Step != 3 {
			t.Errorf("after a rewind the run is %s at step %d", s.State, s.Step)
		}
	})
}

func TestRunEndsWithItsContextWhateverItIsDoing(t *testing.T) {
	for name, busy := range map[string]func(r running){
		"paused":   func(running) {},
		"waiting":  func(r running) { r.pace(0.001); r.play() },
		"finished": func(r running) { r.advance(9); r.newest() },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := start(t, small, "batch=8, steps=9")
				busy(r)
				before := time.Now()
				r.stop()
				if passed := time.Since(before); passed != 0 {
					t.Errorf("Run ended after %v", passed)
				}
				for name, err := range map[string]error{
					"Do": r.Do(r.ctx, func(*Fit) error { return nil }), "Play": r.Play(r.ctx), "Pause": r.Pause(r.ctx),
				} {
					if err != ErrEnded {
						t.Errorf("%s after the end returned %v", name, err)
					}
				}
			})
		})
	}
}

func TestRunEndsAtTheNextStepWhileItTrains(t *testing.T) {
	r := run(t, fit(t, points(400, 2), small, "batch=300, steps=0"))
	r.play()
	for s := range r.Snapshots() {
		if s.Step > 10 {
			break
		}
	}
	before := time.Now()
	r.stop()
	if passed := time.Since(before); passed > 2*time.Second { // a step takes a millisecond
		t.Errorf("Run ended after %v", passed)
	}
}

// The steps that were made are not lost for who reads after the end.
func TestTheSnapshotAfterTheEndIsOfTheLastStep(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := fit(t, points(40, 2), small, "batch=8, steps=0")
		r := run(t, f)
		r.pace(1000)
		r.play()
		time.Sleep(105 * time.Millisecond)
		r.stop()
		if s := r.newest(); s.Step != f.step {
			t.Errorf("the last snapshot is of step %d, the run is at %d", s.Step, f.step)
		}
	})
}

func TestACommandWhoseContextEndsDoesNotWait(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8, steps=0")
		release := make(chan struct{})
		go r.Do(r.ctx, func(*Fit) error { <-release; return nil })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(r.ctx, time.Second)
		defer cancel()
		if err := r.Do(ctx, func(*Fit) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Do returned %v", err)
		}
		close(release)
		synctest.Wait()
		if r.step() != 0 {
			t.Error("the loop does not go on")
		}
	})
}

func TestCommandsOfOneCallerKeepTheirOrder(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, small, "batch=8, steps=0")
		r.pace(100)
		r.play()
		var order []int
		for k := range 50 {
			do(t, r.Do(r.ctx, func(*Fit) error { order = append(order, k); return nil }))
		}
		for k, got := range order {
			if got != k {
				t.Fatalf("commands ran in the order %v", order)
			}
		}
	})
}

// No bubble here: the race detector watches a trainer at full speed, with
// commands from many goroutines and a reader that computes from snapshots.
func TestCommandsAndReadersNeverRaceWithTraining(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	r := run(t, fit(t, points(300, 2), "actnorm, coupling(hidden=4)*2", "batch=200, steps=0"))
	r.play()
	var wg sync.WaitGroup
	counter := 0 // only commands touch it
	for g := range 4 {
		wg.Go(func() {
			for k := range 15 {
				if err := r.Do(r.ctx, func(f *Fit) error { counter++; return anyEdit(f, g+4*k) }); err != nil {
					t.Logf("refused: %v", err)
				}
			}
		})
	}
	reading, stop := context.WithCancel(r.ctx)
	var reader sync.WaitGroup
	reader.Go(func() {
		for {
			select {
			case s := <-r.Snapshots():
				l := s.Ledger(s.Data.Val)
				closeTo(t, "residual of a snapshot", l.Residual, 0, 1e-9)
				_ = s.Stack.Spec().String() + s.Settings.String()
			case <-reading.Done():
				return
			}
		}
	})
	wg.Wait()
	stop()
	reader.Wait()
	do(t, r.Do(r.ctx, func(*Fit) error {
		if counter != 60 {
			t.Errorf("%d commands ran, want 60", counter)
		}
		return nil
	}))
}

func anyEdit(f *Fit, k int) error {
	switch k % 6 {
	case 0:
		return f.Insert(k%len(f.stack.Layers), flows.NewItem(flows.Kinds()[3+k%3], nil))
	case 1:
		return f.Undo()
	case 2:
		return f.Set("lr", "0.002")
	case 3:
		return f.SetLayer(2, "off", []string{"yes", "no"}[k/6%2])
	case 4:
		return f.Rewind()
	}
	return f.Redo()
}

// The time of the steps is counted for each run of its own.
func TestSnapshotsTellTheSecondsOfTheirRun(t *testing.T) {
	r := start(t, small, "adam, batch=16, steps=1000")
	r.advance(50)
	var last *Snapshot
	for last == nil || last.Step < 50 {
		last = <-r.Snapshots()
	}
	if !(last.Seconds > 0 && last.Seconds < 60) {
		t.Errorf("50 steps took %v seconds", last.Seconds)
	}
	do(t, r.Do(r.ctx, func(f *Fit) error {
		if best := f.BestSnapshot(); best.Seconds == 0 {
			t.Error("the best of 50 steps took no time")
		}
		return nil
	}))
	do(t, r.Do(r.ctx, (*Fit).Rewind))
	for last.Step > 0 {
		last = <-r.Snapshots()
	}
	if last.Seconds != 0 {
		t.Errorf("a run that has made no step took %v seconds", last.Seconds)
	}
}
