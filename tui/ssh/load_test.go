package ssh

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// How fast is told by -v.
func TestKeysAreAnsweredWhileManyTrain(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	h := open(t, nil, nil)
	var windows []*window
	for range 6 {
		windows = append(windows, h.window("splines", "moons(n=0) | actnorm, coupling(rqs)*4, linear | adam, steps=0"))
	}
	for _, w := range windows {
		w.shows("NLL  = sum, exactly")
	}
	var waits []time.Duration
	for i := range 18 {
		w := windows[i%len(windows)]
		begin := time.Now()
		w.press("?")
		w.await("the help", func() bool { return strings.Contains(w.screen(), "what is this?") })
		waits = append(waits, time.Since(begin))
		w.press("\x1b")
		w.await("the flow", func() bool { return !strings.Contains(w.screen(), "what is this?") })
	}
	slices.Sort(waits)
	median, worst := waits[len(waits)/2], waits[len(waits)-1]
	t.Logf("from a key to its screen: median %v, worst %v", median, worst)
	for _, w := range windows {
		w.leaves()
	}
}
