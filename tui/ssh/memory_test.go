package ssh

import (
	"context"
	"runtime"
	"testing"
	"time"
)

// Go gives memory back when it collects, and nobody is left to make it.
func TestMemoryIsGivenBackSoonAfterGuestsHaveLeft(t *testing.T) {
	s := New(Options{HostKey: newKey(t, 1), Rules: Defaults().Rules})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); s.giveBack(ctx, time.Millisecond) }()
	defer func() { cancel(); <-done }()
	released := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapReleased
	}
	s.admission.waiting = 1
	s.admission.beginSession()
	time.Sleep(20 * time.Millisecond) // it sees the guest
	const size = 64 << 20
	guest := make([]byte, size)
	for i := range guest {
		guest[i] = 1
	}
	before := released()
	runtime.KeepAlive(guest)
	guest = nil
	s.admission.leave(addressOf(from{addr: "192.0.2.7:99"}), true)
	for deadline := time.Now().Add(10 * time.Second); released() < before+size/2; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d MiB of %d were given back", int64(released()-before)>>20, size>>20)
		}
	}
}
