package tui

import (
	"testing"

	"bijou/flows"
	"bijou/model"
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
		field      flows.Field
		from       string
		less, more string
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
		if got := stepped(c.field, c.from, -1); got != c.less {
			t.Errorf("%s one notch below %s is %s, want %s", c.field.Name, c.from, got, c.less)
		}
		if got := stepped(c.field, c.from, +1); got != c.more {
			t.Errorf("%s one notch above %s is %s, want %s", c.field.Name, c.from, got, c.more)
		}
	}
}

// allFields are all fields that a person meets, with their defaults.
func allFields(t *testing.T) map[string]flows.Field {
	fields := map[string]flows.Field{}
	for _, k := range flows.Kinds() {
		for _, f := range k.Fields {
			fields[k.Name+"."+f.Name] = f
		}
	}
	for _, o := range model.Optimisers() {
		for _, f := range settings(t, o.Name).Fields() {
			fields[o.Name+"."+f.Name] = f
		}
	}
	for _, set := range (&sources{}).choices() {
		for _, f := range set.set.Fields {
			fields[set.name()+"."+f.Name] = f
		}
	}
	return fields
}

func TestEveryFieldCanBeSteppedToBothItsEnds(t *testing.T) {
	for name, f := range allFields(t) {
		for _, dir := range []int{-1, 1} {
			value := f.Default
			for range 3000 {
				next := stepped(f, value, dir)
				if _, err := f.Parse(next); err != nil {
					t.Fatalf("%s steps from %s to %s: %v", name, value, next, err)
				}
				if next == value {
					break
				}
				value = next
			}
			if f.Type == flows.Int && f.Step == 0 || f.Type == flows.Float && f.Step == 0 {
				if x := (flows.Values{"x": value}).Float("x"); dir < 0 && x != f.Min || dir > 0 && x != f.Max {
					t.Errorf("%s stops at %s between %g and %g", name, value, f.Min, f.Max)
				}
			}
		}
	}
}

func TestTypingReplacesTheValueAndIsChecked(t *testing.T) {
	e := newEditor(flows.Field{Name: "bins", Type: flows.Int, Default: "8", Min: 2, Max: 64, Step: 1}, "8")
	for _, c := range "99" {
		e.write(string(c))
	}
	if e.draft != "99" {
		t.Fatalf("the draft is %q, want 99", e.draft)
	}
	if _, ok := e.accept(); ok || e.wrong != "bins is a whole number from 2 to 64, not 99" {
		t.Fatalf("99 bins: accepted is %v, reason %q", ok, e.wrong)
	}
	e.erase()
	if v, ok := e.accept(); !ok || v != "9" {
		t.Fatalf("after backspace: %q, %v", v, ok)
	}
	if e.write("j") || e.write("") || e.write("12") {
		t.Error("letters that numbers do not have, or several at once, were taken")
	}
}
