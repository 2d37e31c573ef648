package model

import (
	"fmt"
	"math"
	"slices"
)

// A guard keeps a diverging run alive: it skips steps whose loss or gradient is
// no number, goes back to the last good parameters when there are too many, and
// gives up after several such returns.
type guard struct {
	good      [][]float64 // the last few good θ, oldest first
	bad       []int       // steps that were skipped, the recent ones
	inARow    int
	exploding int // steps in a row far above the best
	lowest    float64
	rollbacks int
	skipped   int
	slow      float64 // factor on the learning rate
}

const (
	keepGood     = 3
	goodEvery    = 50
	maxInARow    = 3
	maxRecent    = 10
	recentSteps  = 100
	maxRollbacks = 5
	// A loss this far above the best, in nats a dimension and for this many
	// steps, will not come back by itself.
	explodedNats  = 50
	explodedSteps = 20
)

func newGuard() guard { return guard{lowest: math.Inf(1), slow: 1} }

// isBad judges a step by its loss and the norm of its gradient.
func (g *guard) isBad(loss, norm float64, dim int) bool {
	if !isFinite(loss) || !isFinite(norm) {
		return true
	}
	g.lowest = min(g.lowest, loss)
	if loss > g.lowest+explodedNats*float64(dim) {
		g.exploding++
		return g.exploding >= explodedSteps
	}
	g.exploding = 0
	return false
}

// skip counts a bad step and tells whether it is time to go back.
func (g *guard) skip(step int) bool {
	g.skipped++
	g.inARow++
	g.bad = append(g.bad, step)
	g.bad = slices.DeleteFunc(g.bad, func(s int) bool { return s <= step-recentSteps })
	return g.inARow >= maxInARow || len(g.bad) >= maxRecent || g.exploding >= explodedSteps
}

// keep remembers θ as good, in the memory of the oldest if there are enough.
func (g *guard) keep(theta []float64) {
	var room []float64
	if len(g.good) == keepGood {
		room = g.good[0]
		copy(g.good, g.good[1:])
		g.good = g.good[:keepGood-1]
	}
	g.good = append(g.good, append(room[:0], theta...))
}

// rollBack puts the last good state back into place, slows the learning rate
// and tells whether to give up.
func (f *Fit) rollBack() {
	g, cause := &f.guard, f.cause()
	g.rollbacks++
	g.slow /= 2
	g.inARow, g.exploding, g.bad = 0, 0, g.bad[:0]
	g.lowest = math.Inf(1)
	if n := len(g.good); n > 0 {
		copy(f.theta, g.good[n-1])
		if n > 1 {
			g.good = g.good[:n-1] // if that is where it went wrong, go further back next time
		}
	}
	copy(f.average, f.theta)
	clear(f.moments.mean)
	clear(f.moments.square)
	clear(f.ages)
	f.judge()
	f.mark("rollback")
	f.reason = fmt.Sprintf("rolled back at step %d: %s; learning rate × %g", f.step, cause, g.slow)
	if g.rollbacks >= maxRollbacks {
		f.end(Diverged, fmt.Sprintf("%s after %d rollbacks; the weights are the last good ones. Try a smaller lr", cause, maxRollbacks))
	}
}
