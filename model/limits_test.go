package model

import (
	"fmt"
	"strings"
	"testing"

	"bijou/flows"
)

// narrow are the limits that the tests run into.
var narrow = Limits{Layers: 3, Hidden: 2, Width: 16, Parameters: 2000, Points: 200, Batch: 64}

func limited(t tester) *Fit {
	t.Helper()
	settings, err := ParseSettings("adam, batch=32, steps=0")
	do(t, err)
	f, err := NewFit(Config{Source: points(120, 2), Spec: parseSpec(t, "actnorm, coupling(hidden=8)*2"), Settings: settings, Seed: 1, Limits: narrow})
	do(t, err)
	t.Cleanup(f.Close)
	return f
}

func refused(t *testing.T, what string, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: %v, want an error with %q", what, err, want)
	}
}

func TestARunThatAsksForTooMuchIsNotBegun(t *testing.T) {
	for _, c := range []struct{ stack, settings, want string }{
		{"affine*4", "adam, batch=32", "at most 3 layers, not 4"},
		{"coupling(hidden=8x8x8)", "adam, batch=32", "at most 2 hidden layers in a net, not 3"},
		{"coupling(hidden=8x17)", "adam, batch=32", "at most 16 units in a hidden layer, not 17"},
		{"autoregressive(rqs, bins=64, hidden=16x16)", "adam, batch=32", "at most 2000 parameters"},
		{"affine", "adam, batch=65", "at most 64 points a step, not 65"},
	} {
		settings, err := ParseSettings(c.settings)
		do(t, err)
		_, err = NewFit(Config{Source: points(120, 2), Spec: parseSpec(t, c.stack), Settings: settings, Limits: narrow})
		refused(t, c.stack+" | "+c.settings, err, c.want)
	}
	_, err := NewFit(Config{Source: points(201, 2), Settings: DefaultSettings(), Limits: Limits{Points: 200}})
	refused(t, "201 points", err, "at most 200 points, not 201")
}

func TestAnEditBeyondTheLimitsIsRefusedAndChangesNothing(t *testing.T) {
	f := limited(t)
	steps(f, 3)
	before := fmt.Sprint(f.Snapshot().Theta, f.Config().Spec, f.Config().Settings, f.nextID)
	last := f.stack.Layers[2].ID
	refused(t, "a fourth layer", f.Insert(0, item(t, "affine")), "at most 3 layers, not 4")
	refused(t, "a copy of a layer", f.Duplicate(last), "at most 3 layers")
	refused(t, "a wide net", f.SetLayer(last, "hidden", "512x512"), "at most 16 units")
	refused(t, "a deep net", f.SetLayer(last, "hidden", "4x4x4"), "at most 2 hidden layers")
	refused(t, "a large batch", f.Set("batch", "1024"), "at most 64 points a step")
	refused(t, "many points", f.SetSource(points(500, 2)), "at most 200 points")
	if after := fmt.Sprint(f.Snapshot().Theta, f.Config().Spec, f.Config().Settings, f.nextID); after != before {
		t.Errorf("a refused edit changed the run:\n%s\n%s", before, after)
	}
	do(t, f.SetLayer(last, "hidden", "16x16"))
	do(t, f.Delete(last))
	do(t, f.Insert(0, item(t, "affine")))
}

func TestAShareOfTheMachineChangesNoBit(t *testing.T) {
	theta := func(share flows.Share) string {
		settings, err := ParseSettings("adam, batch=512, steps=0")
		do(t, err)
		f, err := NewFit(Config{Source: points(600, 2), Spec: parseSpec(t, "actnorm, coupling(rqs)*2"), Settings: settings, Seed: 1, Share: share})
		do(t, err)
		defer f.Close()
		steps(f, judgeEvery)
		return fmt.Sprint(f.Snapshot().Theta, f.testNLL)
	}
	all := theta(flows.Share{})
	for _, share := range []flows.Share{{Workers: 1}, {Workers: 1, Gate: flows.NewGate(1).Seat()}, {Workers: 3, Gate: flows.NewGate(2).Seat()}} {
		if theta(share) != all {
			t.Errorf("%d workers, a gate %v: other bits", share.Workers, share.Gate != nil)
		}
	}
}
