package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	"bijou/model"
)

// scripted opens a script on a small run.
func scripted(t *testing.T, w, h int) *Script {
	t.Helper()
	fit, err := model.NewFit(model.Config{Source: catalogued(t, "moons"), Spec: spec(t, "actnorm, coupling(hidden=8)*2"), Settings: settings(t, "adam, batch=64, steps=200"), Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	s := NewScript(context.Background(), ScriptOptions{Fit: fit, Width: w, Height: h, Rate: 150})
	t.Cleanup(s.Close)
	return s
}

func (s *Script) played(t *testing.T, words string) string {
	t.Helper()
	if err := s.Play(words); err != nil {
		t.Fatal(err)
	}
	return s.Grid().Plain()
}

func TestAScriptShowsTheSameScreenAgain(t *testing.T) {
	const words = "space wait:600ms 5 o o wait:100ms space D"
	first := scripted(t, 100, 30).played(t, words)
	if again := scripted(t, 100, 30).played(t, words); again != first {
		t.Errorf("the same words show\n%s\nand then\n%s", first, again)
	}
	if !strings.Contains(first, "diagnosis") {
		t.Errorf("D shows no diagnosis:\n%s", first)
	}
}

func TestStepsPassByTheTimeOfAScript(t *testing.T) {
	s := scripted(t, 120, 40)
	s.played(t, "space wait:1s space")
	if n := s.driver.fit.Steps(); n < 140 || n > 160 {
		t.Errorf("%d steps in a second, want about 150", n)
	}
	if text := s.played(t, "train wait:10s"); !strings.Contains(text, "200") || s.driver.fit.Steps() != 200 {
		t.Errorf("train leads to step %d", s.driver.fit.Steps())
	}
}

func TestAPathIsPlayedInTheTimeOfAScript(t *testing.T) {
	s := scripted(t, 120, 40)
	if text := s.played(t, "g p"); !strings.Contains(text, "depth 0/3") {
		t.Errorf("the path does not begin at the base:\n%s", text)
	}
	if text := s.played(t, "wait:30s"); !strings.Contains(text, "depth 3/3") {
		t.Errorf("the path does not end at the data:\n%s", text)
	}
}

func TestWordsThatAreNoneSaySo(t *testing.T) {
	for _, words := range []string{"spice", "train:x", "wait:-1s", "wait:soon", "click:3", "size:80", "jump:3"} {
		if err := scripted(t, 80, 24).Play(words); err == nil || !strings.Contains(err.Error(), strings.SplitN(words, ":", 2)[0]) && !strings.Contains(err.Error(), `"`) {
			t.Errorf("%s: %v", words, err)
		}
	}
	if err := scripted(t, 80, 24).Play("q n"); err == nil {
		t.Error("keys go on after the end")
	}
}

func TestTimersComeInTheirOrder(t *testing.T) {
	c := &scriptClock{}
	c.After(2*time.Second, "b")
	c.After(time.Second, "a")
	c.After(2*time.Second, "c")
	var got string
	for c.now = 0; c.next() < time.Hour; {
		c.now = c.next()
		msg, _ := c.due()
		got += msg.(string)
	}
	if got != "abc" {
		t.Errorf("timers come as %s", got)
	}
}
