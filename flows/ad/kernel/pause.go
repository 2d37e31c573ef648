package kernel

// Pause does nothing for about a tenth of a microsecond, in a way that leaves the
// processor to its other thread: what a loop does that waits for another goroutine.
func Pause() {
	const times = 8
	if vectorPause(times) {
		return
	}
	for range 16 * times {
		continue
	}
}
