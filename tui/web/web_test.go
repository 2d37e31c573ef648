package web

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"bijou/tui/ssh"
)

func TestAPageShowsAFlowThatMovesAndTakesKeysAndSizes(t *testing.T) {
	h := open(t, nil, nil)
	b := h.browse("", quick)
	b.shows("5 data side")
	b.shows("NLL  = sum, exactly")
	before := b.screen()
	b.await("the flow moves", func() bool { return b.screen() != before })
	b.press("?")
	b.shows("esc close")
	b.press("\x1b")
	b.shows("? help")
	b.press("d")
	b.await("a layer fewer", func() bool { return strings.Contains(b.screen(), "1/1") })
	b.press("u")
	b.await("it is back", func() bool { return strings.Contains(b.screen(), "2/2") })
	b.size(150, 45)
	b.await("a larger screen", func() bool {
		lines := strings.Split(b.screen(), "\n")
		return len(lines) > 44 && strings.Contains(lines[44], "? help")
	})
	b.press("\x1b[<0;10;5M\x1b[<0;10;5m") // a click at the second row of the flow
	b.press("q")
	if end := b.ends(); end.Code != websocket.StatusNormalClosure || end.Reason != "" {
		t.Errorf("q ends with %v", end)
	}
	if !strings.Contains(b.screen(), "bijou --spec 'moons(n=500) | coupling(hidden=8)") {
		t.Errorf("no line to go on with:\n%s", b.screen())
	}
	h.await("it is counted out", func() bool { return h.metric("bijou_sessions") == "0" })
	for name, want := range map[string]string{"bijou_connections_total": "1", `bijou_sessions_ended_total{why="left"}`: "1", "bijou_connections_waiting": "0"} {
		if got := h.metric(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if h.metric("bijou_sent_bytes_total") == "0" || h.metric("bijou_steps_total") == "0" || h.metric("bijou_key_to_frame_seconds_count") == "0" {
		t.Error("bytes, steps or keys of a page are not counted")
	}
}

func TestAnAddressOpensARun(t *testing.T) {
	h := open(t, nil, nil)
	for run, shows := range map[string]string{
		"":             "moons ▸",
		"old-faithful": "old-faithful ▸ 4 layers",
		"rings":        "rings ▸",
		"nothing-such": "nothing here is called nothing-such",
		"planar":       "planar is not served",
	} {
		b := h.browse(run, "")
		b.shows(shows)
		b.conn.CloseNow()
		b.ends()
	}
	b := h.browse("", "mons | coupling")
	if end := b.ends(); !strings.Contains(b.screen(), `no data set is called "mons"`) {
		t.Errorf("%v\n%s", end, b.screen())
	}
	for _, run := range []string{"a/b", "..%2f", "x%00", strings.Repeat("x", 65)} {
		if _, answer, err := h.dial(run, "", nil); err == nil || answer == nil || answer.StatusCode != http.StatusNotFound {
			t.Errorf("%q: %v", run, err)
		}
	}
}

func TestTheFilesOfAPageKeepItToItself(t *testing.T) {
	h := open(t, nil, nil)
	answer, page := h.get("/rings", nil)
	if answer.StatusCode != 200 || !strings.Contains(page, `src="/assets/socket.js"`) {
		t.Fatalf("%d\n%s", answer.StatusCode, page)
	}
	if got := answer.Header.Get("Content-Security-Policy"); strings.Contains(got, "unsafe") || !strings.HasPrefix(got, "default-src 'none'; script-src 'self';") {
		t.Errorf("the policy is %q", got)
	}
	if len(answer.Cookies()) != 0 {
		t.Error("it sets cookies")
	}
	if elsewhere := regexp.MustCompile(`(src|href)="(https?:)?//`).FindString(page); elsewhere != "" {
		t.Errorf("the page asks elsewhere: %s", elsewhere)
	}
	for name := range pageFiles() {
		answer, text := h.get("/assets/"+name, nil)
		if answer.StatusCode != 200 || text == "" || answer.Header.Get("Content-Type") == "" || answer.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d, %d bytes, %v", name, answer.StatusCode, len(text), answer.Header)
		}
		again, _ := h.get("/assets/"+name, func(r *http.Request) { r.Header.Set("If-None-Match", answer.Header.Get("ETag")) })
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("%s is sent again: %d", name, again.StatusCode)
		}
	}
	for _, path := range []string{"/assets/", "/assets/../handler.go", "/favicon.ico", "/a/b", "/assets/nothing.js"} {
		if answer, _ := h.get(path, nil); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, answer.StatusCode)
		}
	}
}

func TestAPageFromElsewhereOpensNoSession(t *testing.T) {
	h := open(t, nil, func(o *Options) { o.Hosts = []string{"127.0.0.1"} })
	for _, origin := range []string{"https://example.org", "null", "http://127.0.0.1:1", "http://" + h.addr + ".example.org"} {
		_, answer, err := h.dial("", quick, http.Header{"Origin": {origin}})
		if err == nil || answer == nil || answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %v", origin, err)
		}
	}
	c, _, err := h.dial("", quick, http.Header{"Origin": {"http://" + h.addr}})
	if err != nil {
		t.Fatal(err)
	}
	c.CloseNow()
	answer, text := h.get("/", func(r *http.Request) { r.Host = "evil.example.org" })
	if answer.StatusCode != http.StatusMisdirectedRequest || !strings.Contains(text, "not called evil.example.org") {
		t.Errorf("under another name: %d, %s", answer.StatusCode, text)
	}
	h.await("nobody waits", func() bool { return h.metric("bijou_connections_waiting") == "0" })
}

func TestWhoIsRefusedIsToldWhy(t *testing.T) {
	h := open(t, func(o *ssh.Options) { o.Sessions, o.PerAddress = 1, 2 }, nil)
	first := h.browse("", quick)
	first.shows("5 data side")
	second := h.browse("", quick)
	if end := second.ends(); !strings.Contains(end.Reason, "all 1 places are taken") {
		t.Errorf("a second session ends with %v", end)
	}
	h.await("it has left", func() bool { return h.metric("bijou_connections_waiting") == "0" })
	idle, _, err := h.dial("", quick, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer idle.CloseNow()
	third := h.browse("", quick)
	if end := third.ends(); end.Code != websocket.StatusTryAgainLater || !strings.Contains(end.Reason, "too many connections of one address") {
		t.Errorf("a third connection ends with %v", end)
	}
	for name, want := range map[string]string{`bijou_refused_total{reason="sessions"}`: "1", `bijou_refused_total{reason="per-address"}`: "1", "bijou_sessions": "1"} {
		if got := h.metric(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

func TestAMinuteOfAnAddressIsBounded(t *testing.T) {
	h := open(t, func(o *ssh.Options) { o.PerMinute = 1 }, func(o *Options) { o.Proxies = []netip.Prefix{loopback} })
	from := func(address string) string {
		c, _, err := h.dial("", quick, http.Header{"X-Forwarded-For": {"192.0.2.9, " + address}})
		if err != nil {
			t.Fatal(err)
		}
		defer c.CloseNow()
		c.Write(t.Context(), websocket.MessageText, []byte(`{"columns":80,"rows":24}`))
		_, _, err = c.Read(t.Context())
		var end websocket.CloseError
		errors.As(err, &end)
		return end.Reason
	}
	if why := from("192.0.2.1"); why != "" {
		t.Errorf("the first is refused: %s", why)
	}
	if why := from("192.0.2.1"); !strings.Contains(why, "in a minute") {
		t.Errorf("the second is let in: %q", why)
	}
	if why := from("192.0.2.2"); why != "" {
		t.Errorf("another address is refused: %s", why)
	}
}

func TestAServerThatEndsSaysSo(t *testing.T) {
	h := open(t, nil, nil)
	b := h.browse("", quick)
	b.shows("NLL  = sum, exactly")
	h.stop(errors.New("enough"))
	if end := b.ends(); end.Reason != "this server is stopping" {
		t.Errorf("it ends with %v", end)
	}
	if !strings.Contains(b.screen(), "bijou --spec 'moons(n=500)") {
		t.Errorf("no line to go on with:\n%s", b.screen())
	}
}

func TestWhoSendsWhatIsNoSizeIsLeft(t *testing.T) {
	h := open(t, nil, nil)
	for _, text := range []string{"", "[]", `{"columns":0,"rows":5}`, `{"columns":-1e9,"rows":5}`, `{"columns":1e99,"rows":5}`, strings.Repeat("x", 2*maxMessage)} {
		c, _, err := h.dial("", quick, nil)
		if err != nil {
			t.Fatal(err)
		}
		c.Write(context.Background(), websocket.MessageText, []byte(text))
		if _, _, err := c.Read(t.Context()); err == nil {
			t.Errorf("%.20q begins a session", text)
		}
		c.CloseNow()
	}
	b := h.browse("", quick)
	b.shows("5 data side")
	b.size(1<<30, 1<<30)
	b.size(100, 30)
	b.shows("? help")
	b.press(strings.Repeat("x", maxMessage))
	b.press("q")
}
