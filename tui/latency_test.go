//go:build !windows

package tui

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkKeyToFrame is the time from a key in a terminal to the frame that answers it,
// while the run trains as fast as it can.
func BenchmarkKeyToFrame(b *testing.B) {
	for _, recipe := range []string{"splines", "multigoal", "pendulum", "grid"} {
		b.Run(recipe, func(b *testing.B) {
			e := open(b, "recipe "+recipe)
			e.waitFor("● training")
			keys, answers := []string{"6", "5"}, []string{"┏━ 6", "┏━ 5"} // the focus moves
			var took []float64
			for i := 0; b.Loop(); i++ {
				time.Sleep(time.Duration(7*i%50) * time.Millisecond) // at any moment of a frame
				start := time.Now()
				e.press(keys[i%2])
				for !strings.Contains(e.screen(), answers[i%2]) {
					if time.Since(start) > 10*time.Second {
						b.Fatalf("no answer to %s:\n%s", keys[i%2], e.screen())
					}
					time.Sleep(time.Millisecond)
				}
				took = append(took, float64(time.Since(start).Microseconds())/1000)
			}
			slices.Sort(took)
			b.ReportMetric(took[len(took)/2], "ms-half")
			b.ReportMetric(took[len(took)*19/20], "ms-95%")
			b.ReportMetric(took[len(took)-1], "ms-worst")
		})
	}
}
