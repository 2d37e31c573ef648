package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
)

// filled reads flags over the environment over a file.
func filled(t *testing.T, file string, args ...string) (*serveFlags, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "serve.toml")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	var f serveFlags
	s := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	f.register(s)
	if err := s.Parse(append(args, "--config", path)); err != nil {
		t.Fatal(err)
	}
	return &f, fill(s)
}

func TestAFlagStandsOverTheEnvironmentAndThatOverTheFile(t *testing.T) {
	t.Setenv("BIJOU_PER_ADDRESS", "20")
	t.Setenv("BIJOU_PER_MINUTE", "200")
	f, err := filled(t, `
per-address = 2
per-minute = 3
sessions = 4
anonymous = true
idle = "90s"
proxy-from = ["10.0.0.0/8", "::1"]
`, "--per-minute", "30")
	if err != nil {
		t.Fatal(err)
	}
	if f.PerMinute != 30 || f.PerAddress != 20 || f.Sessions != 4 || !f.anonymous || f.Idle != 90*time.Second || f.proxies != "10.0.0.0/8,::1" {
		t.Errorf("%+v", f)
	}
}

func TestSettingsAreReadStrictly(t *testing.T) {
	for file, want := range map[string]string{
		"sesions = 4": `no setting "sesions"`, "sessions = 'many'": `serve.toml: sessions takes a whole number, not "many"`, "idle = 10": `idle takes a time as 90s, 10m or 1h30m, not "10"`, "sessions": "is not TOML",
		"[limits]\nsessions = 4": "limits", "config = 'other'": `no setting "config"`, strings.Repeat("#", 70_000): "more than 64 KiB",
	} {
		if _, err := filled(t, file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want %s", file, err, want)
		}
	}
	t.Setenv("BIJOU_SESSIONS", "many")
	if _, err := filled(t, ""); err == nil || err.Error() != `BIJOU_SESSIONS: sessions takes a whole number, not "many"` {
		t.Errorf("the environment: %v", err)
	}
}

func TestAMessageIsALineThatCanBeSeen(t *testing.T) {
	file := filepath.Join(t.TempDir(), "motd")
	for text, want := range map[string]string{"Back at\nnoon.\n": "Back at noon.", "\x1b[2Jhi\a": "[2Jhi"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := readMessage(file); got != want || err != nil {
			t.Errorf("%q is told as %q, %v", text, got, err)
		}
	}
	if err := os.WriteFile(file, []byte(strings.Repeat("x", 301)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readMessage(file); err == nil {
		t.Error("a page was taken for a line")
	}
}

func TestAFlagSaysWhatItTakes(t *testing.T) {
	for args, want := range map[string]string{
		"serve --sessions many": `--sessions takes a whole number, not "many"`,
		"serve --longest 3":     `--longest takes a time as 90s, 10m or 1h30m, not "3"`,
		"train --every x":       `--every takes a whole number, not "x"`,
		"train --nothing":       "unknown flag: --nothing",
	} {
		c := root()
		c.SetArgs(strings.Fields(args))
		c.SilenceErrors, c.SilenceUsage = true, true
		if err := c.Execute(); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", args, err, want)
		}
	}
}
