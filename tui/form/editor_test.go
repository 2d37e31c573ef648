package form

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
)

func TestSteppingGoesAlongTheNotchesOfAField(t *testing.T) {
	bins := flows.Field{Name: "bins", Type: flows.Int, Default: "8", Min: 2, Max: 64, Step: 1}
	bound := flows.Field{Name: "bound", Type: flows.Float, Default: "5", Min: 0.5, Max: 50, Step: 0.5}
	noise := flows.Field{Name: "noise", Type: flows.Float, Default: "0.1", Min: 0.01, Max: 1, Step: 0.01}
	lr := flows.Field{Name: "lr", Type: flows.Float, Default: "0.001", Min: 1e-8, Max: 10}
	clip := flows.Field{Name: "clip", Type: flows.Float, Default: "5", Min: 0, Max: 1e6}
	batch := flows.Field{Name: "batch", Type: flows.Int, Default: "256", Min: 1, Max: 65536}
	warmup := flows.Field{Name: "warmup", Type: flows.Int, Default: "0", Min: 0, Max: 1e6}
	angle := flows.Field{Name: "angle", Type: flows.Float, Default: "0", Min: -360, Max: 360, Step: 15}
	act := flows.Field{Name: "act", Type: flows.Choice, Choices: []string{"tanh", "relu", "silu"}, Default: "silu"}
	hidden := flows.Field{Name: "hidden", Type: flows.Widths, Default: "64x64", Min: 1, Max: 512}
	flip := flows.Field{Name: "flip", Type: flows.Bool, Default: "no"}
	for _, c := range []struct {
		Field      flows.Field
		From       string
		Less, More string
	}{
		{bins, "8", "7", "9"}, {bins, "2", "2", "3"}, {bins, "64", "63", "64"},
		{bound, "5", "4.5", "5.5"}, {bound, "7.3", "7", "7.5"},
		{noise, "0.29", "0.28", "0.3"}, {noise, "0.07", "0.06", "0.08"},
		{lr, "0.001", "0.0003", "0.003"}, {lr, "0.003", "0.001", "0.01"}, {lr, "0.002", "0.001", "0.003"}, {lr, "10", "3", "10"}, {lr, "1e-08", "1e-08", "3e-08"},
		{clip, "5", "3", "10"}, {clip, "0", "0", "5"}, {clip, "0.005", "0", "0.01"},
		{batch, "256", "100", "300"}, {batch, "1", "1", "3"}, {batch, "65536", "30000", "65536"},
		{warmup, "0", "0", "100"}, {warmup, "100", "30", "300"}, {warmup, "1", "0", "3"},
		{angle, "0", "-15", "15"}, {angle, "-15", "-30", "0"},
		{act, "silu", "relu", "tanh"}, {act, "tanh", "silu", "relu"},
		{hidden, "64x64", "32x32", "128x128"}, {hidden, "0", "64x64", "64x64"}, {hidden, "512", "256", "512"}, {hidden, "1x8", "1x4", "2x16"},
		{flip, "no", "yes", "yes"},
	} {
		if got := Stepped(c.Field, c.From, -1); got != c.Less {
			t.Errorf("%s one notch below %s is %s, want %s", c.Field.Name, c.From, got, c.Less)
		}
		if got := Stepped(c.Field, c.From, +1); got != c.More {
			t.Errorf("%s one notch above %s is %s, want %s", c.Field.Name, c.From, got, c.More)
		}
	}
}

func TestTypingReplacesTheValueAndIsChecked(t *testing.T) {
	e := NewEditor(flows.Field{Name: "bins", Type: flows.Int, Default: "8", Min: 2, Max: 64, Step: 1}, "8")
	for _, c := range "99" {
		e.Write(string(c))
	}
	if e.Draft != "99" {
		t.Fatalf("the draft is %q, want 99", e.Draft)
	}
	if _, ok := e.Accept(); ok || e.Wrong != "bins is a whole number from 2 to 64, not 99" {
		t.Fatalf("99 bins: accepted is %v, reason %q", ok, e.Wrong)
	}
	e.Take(tea.KeyPressMsg{Code: tea.KeyBackspace})
	if v, ok := e.Accept(); !ok || v != "9" {
		t.Fatalf("after backspace: %q, %v", v, ok)
	}
	if e.Write("j") || e.Write("") || e.Write("12") {
		t.Error("letters that numbers do not have, or several at once, were taken")
	}
}

func TestADraftHasACursorAndTakesWhatIsPasted(t *testing.T) {
	e := NewEditor(flows.Field{Name: "hidden", Type: flows.Widths, Default: "64x64", Min: 1, Max: 512}, "64x64")
	if e.Take(tea.KeyPressMsg{Code: tea.KeyLeft}) {
		t.Error("before anything is typed an arrow is taken from the steps")
	}
	e.Take(tea.KeyPressMsg{Code: tea.KeyBackspace})
	e.Take(tea.KeyPressMsg{Code: tea.KeyHome})
	e.Write("1")
	e.Take(tea.KeyPressMsg{Code: tea.KeyRight})
	e.Take(tea.KeyPressMsg{Code: tea.KeyDelete})
	if e.Draft != "16x6" {
		t.Errorf("the draft is %q, want 16x6", e.Draft)
	}
	e.Take(tea.KeyPressMsg{Code: tea.KeyEnd})
	e.Paste(" 4x512x512x512x512x512\n")
	if v, ok := e.Accept(); e.Draft != "16x64x512x512x512x512x512" || !ok || v != e.Draft {
		t.Errorf("the draft is %q, %v", e.Draft, ok)
	}
	if e.Paste("no number"); e.Wrong == "" || e.Draft != "16x64x512x512x512x512x512" {
		t.Errorf("what is no value came to %q", e.Draft)
	}
}
