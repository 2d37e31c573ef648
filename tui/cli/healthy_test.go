package cli

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAContainerAsksItsServerHowItIs(t *testing.T) {
	code := http.StatusOK
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" {
			code = http.StatusNotFound
		}
		w.WriteHeader(code)
	}))
	address := strings.TrimPrefix(s.URL, "http://")
	ask := func(args ...string) error {
		c := healthy()
		c.SetArgs(args)
		c.SilenceUsage, c.SilenceErrors = true, true
		return c.Execute()
	}
	for _, everywhere := range []string{address, strings.TrimPrefix(address, "127.0.0.1"), strings.Replace(address, "127.0.0.1", "0.0.0.0", 1)} {
		if err := ask(everywhere); err != nil {
			t.Errorf("%s: %v", everywhere, err)
		}
	}
	t.Setenv("BIJOU_METRICS", address)
	if err := ask(); err != nil {
		t.Errorf("by the environment: %v", err)
	}
	code = http.StatusServiceUnavailable
	if err := ask(address); err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("a server that is not well is told as %v", err)
	}
	s.Close()
	for _, wrong := range []string{address, "nowhere"} {
		if ask(wrong) == nil {
			t.Errorf("%s is well", wrong)
		}
	}
}
