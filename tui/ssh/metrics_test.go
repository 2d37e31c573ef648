package ssh

import (
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// asks is what a monitor answers.
func (h *testServer) asks(path string) (code int, body string) {
	r := httptest.NewRecorder()
	h.server.Monitor().ServeHTTP(r, httptest.NewRequest("GET", path, nil))
	return r.Code, r.Body.String()
}

// metric is the number of a name with its labels, −1 if there is none.
func (h *testServer) metric(name string) float64 {
	_, body := h.asks("/metrics")
	found := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (.*)$`).FindStringSubmatch(body)
	if found == nil {
		return -1
	}
	v, _ := strconv.ParseFloat(found[1], 64)
	return v
}

func (h *testServer) wants(name string, want float64) {
	h.Helper()
	if got := h.metric(name); got != want {
		h.Errorf("%s is %v, want %v", name, got, want)
	}
}

func TestMetricsAreWhatClientsSaw(t *testing.T) {
	h := open(t, func(o *Options) { o.Sessions, o.PerAddress = 1, 3 }, nil)
	w := h.window("x", quick)
	w.shows("NLL  = sum, exactly")
	h.wants("bijou_sessions", 1)
	if code, _ := h.asks("/readyz"); code != 503 {
		t.Errorf("a full server is ready: %d", code)
	}
	full := h.window("y", quick)
	if code, _ := full.ends(); code != 1 {
		t.Errorf("a second session ends with %d", code)
	}
	h.await("it has left", func() bool { return h.server.admission.countWaiting() == 0 })
	idle, other := h.mustDial("idle"), h.mustDial("idle")
	if _, err := h.dial("one too many"); err == nil {
		t.Error("a fourth connection came in")
	}
	idle.Close()
	other.Close()
	const keys = 10
	for range keys {
		w.press("?")
		w.shows("what is this?")
		w.press("\x1b")
		w.await("the flow", func() bool { return !strings.Contains(w.screen(), "what is this?") })
	}
	h.await("it trains", func() bool { return h.metric("bijou_steps_total") > 0 })
	w.leaves()
	h.await("everybody has left", h.isEmpty)
	h.wants("bijou_sessions", 0)
	h.wants(`bijou_refused_total{reason="sessions"}`, 1)
	h.wants(`bijou_refused_total{reason="per-address"}`, 1)
	h.wants(`bijou_refused_total{reason="per-minute"}`, 0)
	h.wants(`bijou_sessions_ended_total{why="left"}`, 1)
	h.wants("bijou_connections_total", 4)
	h.wants("bijou_sent_bytes_total", float64(len(w.written())+len(full.written())))
	if n := h.metric("bijou_key_to_frame_seconds_count"); n < keys || n > 2*keys+10 {
		t.Errorf("%v keys were measured, and %d pressed", n, 2*keys+1)
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if code, body := h.asks(path); code != 200 || body != "ok\n" {
			t.Errorf("%s answers %d, %q", path, code, body)
		}
	}
	h.server.admission.close(nil)
	if code, _ := h.asks("/readyz"); code != 503 {
		t.Errorf("a server that lets nobody in is ready: %d", code)
	}
	if _, err := h.dial("late"); err == nil {
		t.Error("it lets somebody in")
	}
}

func TestAMessageIsTheFirstThatAGuestIsTold(t *testing.T) {
	h := open(t, func(o *Options) { o.Message = "Back at noon." }, nil)
	w := h.window("x", quick)
	w.shows("Back at noon.")
	w.leaves()
}
