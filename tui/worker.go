package tui

import "time"

// A worker keeps one job of a kind in flight, and keeps to its share of a core
// while the flow trains: when a job takes long it makes pictures of fewer
// points, and makes them less often. A flow at rest is shown in full, and at
// once.
type worker struct {
	share       float64       // of a core
	least, most time.Duration // between the starts of two jobs
	sizes       []int         // numbers of points, rising

	busy  bool
	level int       // index into sizes
	ready time.Time // for the next job
}

// size is the number of points for a job that starts now.
func (w *worker) size(resting bool) int {
	if resting {
		return w.sizes[len(w.sizes)-1]
	}
	return w.sizes[w.level]
}

// free tells whether a job may start.
func (w *worker) free(now time.Time, resting bool) bool {
	return !w.busy && (resting || !now.Before(w.ready))
}

// ended notes a job that took a while.
func (w *worker) ended(now time.Time, took time.Duration) {
	w.busy = false
	cost := time.Duration(w.share * float64(w.most)) // what a job may take when they are rarest
	switch {
	case w.level > 0 && took > cost*4/3:
		w.level--
	case w.level+1 < len(w.sizes) && took*time.Duration(w.sizes[w.level+1])/time.Duration(w.sizes[w.level]) < cost*2/3:
		w.level++
	}
	interval := min(max(time.Duration(float64(took)/w.share), w.least), w.most)
	w.ready = now.Add(interval - took)
}
