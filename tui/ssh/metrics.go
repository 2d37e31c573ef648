package ssh

import (
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are what an operator watches, in the names and units of Prometheus.
type metrics struct {
	registry *prometheus.Registry
	steps    atomic.Int64 // of training, of all guests
	sent     prometheus.Counter
	accepted prometheus.Counter
	refused  *prometheus.CounterVec // by reason
	ended    *prometheus.CounterVec // sessions, by why
	keys     prometheus.Histogram   // from a key to what it changes, in seconds
}

// The reasons in the metrics, by what is told to whom it concerns.
var refusals = map[string]string{
	tooFast: "per-minute", tooMany: "per-address", tooFastNet: "network-per-minute", tooManyNet: "per-network",
	tooCrowded: "waiting", draining: "draining",
}

// placesTaken is the reason for whom there is no session left.
const placesTaken = "sessions"

func newMetrics(d *admission) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		sent:     prometheus.NewCounter(prometheus.CounterOpts{Name: "bijou_sent_bytes_total", Help: "Bytes written to the windows of guests."}),
		accepted: prometheus.NewCounter(prometheus.CounterOpts{Name: "bijou_connections_total", Help: "Connections that were admitted."}),
		refused:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bijou_refused_total", Help: "Connections and sessions that were refused, by reason."}, []string{"reason"}),
		ended:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bijou_sessions_ended_total", Help: "Sessions that ended, by why."}, []string{"why"}),
		keys: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "bijou_key_to_frame_seconds", Help: "Time from a key to the first bytes that the window is sent after it.",
			Buckets: []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}),
	}
	for _, reason := range refusals {
		m.refused.WithLabelValues(reason)
	}
	m.refused.WithLabelValues(placesTaken)
	gauge := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value)
	}
	m.registry.MustRegister(m.sent, m.accepted, m.refused, m.ended, m.keys,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		gauge("bijou_sessions", "Sessions that run.", func() float64 { return float64(d.count()) }),
		gauge("bijou_connections_waiting", "Connections without a session yet.", func() float64 { return float64(d.countWaiting()) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "bijou_steps_total", Help: "Steps of training, of all guests."}, func() float64 { return float64(m.steps.Load()) }),
	)
	return m
}

// endOf names why a session ended.
func endOf(why error) string {
	for _, c := range []struct {
		err  error
		name string
	}{{errGone, "gone"}, {errHung, "hung"}, {errIdle, "idle"}, {errLongest, "longest"}, {errStopping, "stopping"}, {errLeft, "left"}, {errEnded, "ended"}} {
		if errors.Is(why, c.err) {
			return c.name
		}
	}
	return "other"
}

// Monitor serves /metrics for Prometheus, /healthz, which says that the process lives, and
// /readyz, which says whether it lets guests in.
func (s *Server) Monitor() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if why := s.admission.unready(); why != "" {
			http.Error(w, why, http.StatusServiceUnavailable)
			return
		}
		io.WriteString(w, "ok\n")
	})
	return mux
}

// A stopwatch measures from a key to the next bytes that are written.
type stopwatch struct{ began atomic.Int64 } // in nanoseconds of the Unix time; 0 for no key

// key starts it, unless an earlier key still waits.
func (w *stopwatch) key() { w.began.CompareAndSwap(0, time.Now().UnixNano()) }

// frame stops it.
func (w *stopwatch) frame(m *metrics) {
	if began := w.began.Swap(0); began != 0 {
		m.keys.Observe(time.Since(time.Unix(0, began)).Seconds())
	}
}
