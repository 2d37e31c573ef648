package cli

import (
	"bytes"
	"strings"
	"testing"
)

func TestASweepIsPrintedAsALineARun(t *testing.T) {
	c := root()
	var out, notes bytes.Buffer
	c.SetOut(&out)
	c.SetErr(&notes)
	c.SetArgs([]string{"sweep", "lr=1e-3,3e-3 | seed=1..2", "--data", "old-faithful", "--cols", "duration,waiting", "--steps", "10", "--print", "--results", "out/swept.jsonl", "--json"})
	if err := c.Execute(); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	want := "bijou sweep 'lr=1e-3,3e-3 | seed=1..2' --cols='duration,waiting' --data='old-faithful' --steps='10' --only 4 --results 'out/swept.4.jsonl'"
	if len(lines) != 4 || lines[3] != want {
		t.Errorf("%d lines, the last is\n%s, want\n%s", len(lines), lines[len(lines)-1], want)
	}
	if !strings.Contains(notes.String(), "--array=1-4") || !strings.Contains(notes.String(), "cat out/swept.*.jsonl > out/swept.jsonl") {
		t.Errorf("it says\n%s", notes.String())
	}
}

func TestAPageIsServedToNobodyWhoWasNotMeant(t *testing.T) {
	for args, want := range map[string]string{
		"--web 127.0.0.1:0":                            "",
		"--web :8080":                                  "say --anonymous",
		"--web :8080 --anonymous":                      "",
		"--web 127.0.0.1:0 --authorized-keys k":        "exclude each other",
		"--web 8080":                                   "an address and a port",
		"--web-host a.example":                         "--web-host names the page",
		"--listen none":                                "serves nobody",
		"--listen none --web 127.0.0.1:0":              "",
		"--listen :2222 --web 127.0.0.1:0 --anonymous": "",
	} {
		f, err := filled(t, "", strings.Fields(args)...)
		if err == nil {
			err = f.check()
		}
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
	for args, want := range map[string]string{
		"--web 127.0.0.1:1": "localhost 127.0.0.1 ::1 127.0.0.1", "--web :1": "",
		"--web 127.0.0.1:1 --web-host a,b": "a b 127.0.0.1", "--web :1 --web-host a": "a",
	} {
		f, err := filled(t, "", strings.Fields(args)...)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(f.hosts(), " "); got != want {
			t.Errorf("%s is called %q, want %q", args, got, want)
		}
	}
}
