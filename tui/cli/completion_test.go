package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bijou/presets"
)

// offered are the words that a shell is offered behind what was typed.
func offered(t *testing.T, typed ...string) []string {
	t.Helper()
	c := root()
	var out, errs bytes.Buffer
	c.SetOut(&out)
	c.SetErr(&errs)
	c.SetArgs(append([]string{"__complete"}, typed...))
	if err := c.Execute(); err != nil {
		t.Fatal(err)
	}
	var words []string
	for line := range strings.Lines(out.String()) {
		word, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		words = append(words, word)
	}
	return words[:len(words)-1] // the last tells the shell what to do with them
}

func TestCompletionKnowsWhatThereIs(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_DATA_HOME", filepath.Join(home, "data"))
	t.Setenv("XDG_STATE_HOME", filepath.Join(home, "state"))
	if err := presets.UserShelf().Check(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "data", "bijou", "moons-coupling4-s1.safetensors"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		typed []string
		want  []string // among what is offered
		only  bool     // nothing else
	}{
		{[]string{"--data", "moo"}, []string{"moons"}, true},
		{[]string{"train", "--data", ""}, []string{"moons", "rings", "digits"}, false},
		{[]string{"train", "--data", "no-such-name"}, nil, true},
		{[]string{"--target", "u"}, []string{"u1", "u2"}, false},
		{[]string{"--recipe", "glow-c"}, []string{"glow-class"}, true},
		{[]string{"eval", "--run", ""}, []string{"moons-coupling4-s1"}, true},
		{[]string{"sample", "moo"}, []string{"moons-coupling4-s1"}, true},
		{[]string{"score", "moons-coupling4-s1", ""}, nil, true},
		{[]string{"explain", "Pareto"}, []string{"Pareto k"}, true},
		{[]string{"lesson", "1"}, []string{"1", "10"}, true},
		{[]string{"--theme", ""}, []string{"dark", "light", "contrast", "safe"}, false},
		{[]string{"--stack", "coup"}, []string{"coupling"}, true},
		{[]string{"--stack", "stu"}, []string{"student"}, true},
		{[]string{"--stack", "actnorm, coupling(rqs, bins=16)*6, lin"}, []string{"actnorm, coupling(rqs, bins=16)*6, linear"}, true},
		{[]string{"--stack", "coupling(rqs, bi"}, nil, true},
		{[]string{"train", "--missing", ""}, []string{"drop", "draw"}, true},
		{[]string{"bench", "systems", "pend"}, []string{"pendulum"}, true},
	} {
		got := offered(t, c.typed...)
		for _, w := range c.want {
			if !slices.Contains(got, w) {
				t.Errorf("%q is not offered %s: %q", c.typed, w, got)
			}
		}
		if c.only && len(got) != len(c.want) {
			t.Errorf("%q is offered %q, want %q", c.typed, got, c.want)
		}
	}
}

func TestTheManualHasTheDateOfTheSource(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1000000000")
	c := root()
	var out bytes.Buffer
	c.SetOut(&out)
	c.SetArgs([]string{"man"})
	if err := c.Execute(); err != nil {
		t.Fatal(err)
	}
	if title, _, _ := strings.Cut(out.String(), "\n.SH"); !strings.Contains(title, "2001-09-09") {
		t.Errorf("the heading is %s", title)
	}
	if _, err := manualDate("yesterday"); err == nil {
		t.Error("a date that is no number was read")
	}
}
