package tui

import (
	"runtime"
	"testing"
	"time"
)

func TestManyWindowsDrawLessOftenEach(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	const least = time.Second / 8
	p := new(Pace)
	for range 200 {
		p.drew(2 * time.Millisecond)
	}
	for windows, want := range map[int]time.Duration{1: least, 10: least, 60: 450 * time.Millisecond, 1000: slowest} {
		p.moving.Store(int64(windows))
		if got := p.interval(least); got < want*9/10 || got > want {
			t.Errorf("%d windows draw every %v, want %v", windows, got, want)
		}
	}
	if got := (*Pace)(nil).interval(least); got != least {
		t.Errorf("a window alone draws every %v", got)
	}
}

// Whoever rests costs nothing, and whoever leaves is not counted any more.
func TestAPaceCountsTheWindowsThatMove(t *testing.T) {
	s := newSession(t, large)
	s.app.frames.turn(sleeping)
	s.app.pace = new(Pace)
	for _, c := range []struct {
		to   frameClock
		want int64
	}{{ticking, 1}, {ticking, 1}, {sleeping, 0}, {sleeping, 0}, {ticking, 1}} {
		s.app.frames.turn(c.to)
		if got := s.app.pace.moving.Load(); got != c.want {
			t.Errorf("turned to %d, %d move, want %d", c.to, got, c.want)
		}
	}
}
