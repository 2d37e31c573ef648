package job

import (
	"testing"
	"time"
)

func TestAWorkerKeepsToItsShare(t *testing.T) {
	w := Worker{Share: 0.1, Least: 50 * time.Millisecond, Most: time.Second, Sizes: []int{500, 1000}, level: 1}
	now := time.Time{}
	w.Ended(now, 10*time.Millisecond)
	if w.Free(now.Add(89*time.Millisecond), false) || !w.Free(now.Add(90*time.Millisecond), false) {
		t.Errorf("after 10 ms of work it is ready at %v, want 90 ms", w.ready.Sub(now))
	}
	if !w.Free(now, true) {
		t.Error("a flow at rest must be shown at once")
	}
	w.Ended(now, time.Millisecond)
	if w.Free(now.Add(48*time.Millisecond), false) {
		t.Error("quick jobs follow each other faster than can be read")
	}
	if w.Size(false) != 1000 {
		t.Errorf("quick jobs have %d points, want all", w.Size(false))
	}
	w.Ended(now, 200*time.Millisecond)
	if w.Size(false) != 500 || w.Size(true) != 1000 {
		t.Errorf("a slow job leads to %d points, at rest %d; want 500 and 1000", w.Size(false), w.Size(true))
	}
	w.Ended(now, 60*time.Millisecond)
	if w.Size(false) != 500 {
		t.Error("the number of points goes up and down")
	}
	w.Ended(now, 20*time.Millisecond)
	if w.Size(false) != 1000 {
		t.Error("the number of points does not come back")
	}
}
