//go:build !windows && !js

package systems

import (
	"math"
	"syscall"
)

// cpuSeconds is what this process has taken of processors so far, NaN where nobody knows.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return math.NaN()
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
