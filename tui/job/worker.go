// Package job keeps work off the screen within a budget: a Worker says when a
// job of its kind may start and how large it may be.
package job

import "time"

// A Worker keeps one job of a kind in flight, and keeps to its share of a core
// while the flow trains: when a job takes long it makes pictures of fewer
// points, and makes them less often. A flow at rest is shown in full, and at
// once.
type Worker struct {
	Share       float64       // of a core
	Least, Most time.Duration // between the starts of two jobs
	Sizes       []int         // numbers of points, rising

	Busy  bool      // a job is in flight
	level int       // index into sizes
	ready time.Time // for the next job
}

// Size is the number of points for a job that starts now.
func (w *Worker) Size(resting bool) int {
	if resting {
		return w.Sizes[len(w.Sizes)-1]
	}
	return w.Sizes[w.level]
}

// Free tells whether a job may start.
func (w *Worker) Free(now time.Time, resting bool) bool {
	return !w.Busy && (resting || !now.Before(w.ready))
}

// Begin notes that a job starts.
func (w *Worker) Begin() { w.Busy = true }

// Hurry lets the next job start at once: what the last one showed is gone.
func (w *Worker) Hurry() { w.ready = time.Time{} }

// Ended notes a job that took a while.
func (w *Worker) Ended(now time.Time, took time.Duration) {
	w.Busy = false
	cost := time.Duration(w.Share * float64(w.Most)) // what a job may take when they are rarest
	switch {
	case w.level > 0 && took > cost*4/3:
		w.level--
	case w.level+1 < len(w.Sizes) && took*time.Duration(w.Sizes[w.level+1])/time.Duration(w.Sizes[w.level]) < cost*2/3:
		w.level++
	}
	interval := min(max(time.Duration(float64(took)/w.Share), w.Least), w.Most)
	w.ready = now.Add(interval - took)
}
