package model

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"bijou/flows"
	"bijou/flows/ad"
)

// probed is a run of a stack on points of some columns, a few steps old.
func probed(t fataler, stack string, dim int) *Snapshot {
	spec, err := flows.ParseSpec(stack)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := ParseSettings("adam, batch=16")
	if err != nil {
		t.Fatal(err)
	}
	fit, err := NewFit(Config{Source: points(60, dim), Spec: spec, Settings: settings, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	defer fit.Close()
	for range 10 {
		fit.Step()
	}
	return fit.Snapshot()
}

type fataler interface{ Fatal(...any) }

func TestAProbeAddsUpToLogP(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dim := rapid.IntRange(1, 3).Draw(t, "dim")
		s := probed(t, anyStack(t, dim), dim)
		point := make([]float64, dim)
		for j := range point {
			point[j] = rapid.Float64Range(-2, 2).Draw(t, "point")
		}
		k := rapid.IntRange(0, len(s.Stack.Layers)).Draw(t, "place")
		p := s.Probe(point, k)
		x, logp := ad.New(1, dim), make([]float64, 1)
		copy(x.Data, p.At[len(s.Stack.Layers)])
		s.LogProb(logp, x)
		if d := math.Abs(p.Running(len(p.Layers)) - p.Units - logp[0]); !(d <= 1e-9*max(1, math.Abs(logp[0]))) {
			t.Fatalf("%s: the terms add up to %g, log p is %g", s.Stack.Spec(), p.Running(len(p.Layers))-p.Units, logp[0])
		}
		if p.LogProb != logp[0] && math.Abs(p.LogProb-logp[0]) > 1e-9*max(1, math.Abs(logp[0])) {
			t.Fatalf("log p is %g, of the probe %g", logp[0], p.LogProb)
		}
	})
}

// The twin of a point is what the flow makes of it, from any place on the way.
func TestAProbeIsOnePointAtAllPlaces(t *testing.T) {
	s := probed(t, "actnorm, coupling(rqs, hidden=8), rotate(angle=30), autoregressive(hidden=8)", 2)
	from := s.Probe([]float64{0.5, -1}, 0)
	for k := range len(s.Stack.Layers) + 1 {
		p := s.Probe(from.At[k], k)
		for i := range p.At {
			for j, v := range p.At[i] {
				if math.Abs(v-from.At[i][j]) > 1e-9 {
					t.Errorf("held behind layer %d it lies at %v behind layer %d, want %v", k, p.At[i], i, from.At[i])
				}
			}
		}
		if !(p.RoundTrip < 1e-9) || !p.HasDensity() {
			t.Errorf("held behind layer %d: round trip %g, log p %g", k, p.RoundTrip, p.LogProb)
		}
	}
}

func TestAPointThatNoZLeadsToHasNoDensity(t *testing.T) {
	spec, err := flows.ParseSpec("affine, exp")
	if err != nil {
		t.Fatal(err)
	}
	stack, err := flows.NewStack(spec, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	s := &Snapshot{Data: &Data{Mean: []float64{0}, SD: []float64{1}}, Stack: stack, Base: flows.BaseSpec{}.Build(), Theta: make([]float64, stack.Len)}
	stack.Start(s.Theta, 1)
	if p := s.Probe([]float64{-1}, 2); p.HasDensity() {
		t.Errorf("exp reaches −1 with log p %g", p.LogProb)
	}
	if p := s.Probe([]float64{1}, 2); !p.HasDensity() || math.Abs(p.LogProb+0.5*math.Log(2*math.Pi)) > 1e-12 {
		t.Errorf("log p of the log-normal at 1 is %g, want −½ log 2π", p.LogProb)
	}
}
