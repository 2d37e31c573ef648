package tui

import (
	"runtime"
	"sync/atomic"
	"time"
)

// A Pace slows the frames of many windows down where they would take the processors for
// themselves: keys wait for whoever draws. What a key changes is drawn at once all the
// same.
type Pace struct {
	moving atomic.Int64 // windows that show a flow as it trains
	cost   atomic.Int64 // of drawing a frame, in nanoseconds, a running mean
}

const (
	// drawShare is what drawing may take of all processors.
	drawShare = 0.4
	// sendCost is what finding and sending the difference takes for each second of
	// drawing.
	sendCost = 2
	// slowest is the longest time between two frames, however many windows there are.
	slowest = 2 * time.Second
	// costWeight is the weight of what was before in the running mean.
	costWeight = 15
)

// drew notes what a frame took.
func (p *Pace) drew(took time.Duration) {
	if p != nil {
		p.cost.Store((costWeight*p.cost.Load() + int64(took)) / (costWeight + 1)) // a lost update costs nothing
	}
}

// move counts a window that begins to show training, or with −1 one that ends.
func (p *Pace) move(by int64) {
	if p != nil {
		p.moving.Add(by)
	}
}

// interval is the time between two frames that would be least apart for a window alone.
func (p *Pace) interval(least time.Duration) time.Duration {
	if p == nil {
		return least
	}
	all := float64(p.moving.Load()*p.cost.Load()) * (1 + sendCost)
	return max(least, min(slowest, time.Duration(all/(drawShare*float64(runtime.GOMAXPROCS(0))))))
}
