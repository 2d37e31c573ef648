package model_test

import (
	"math"
	"testing"

	"bijou/model"
	"bijou/presets"
)

// run makes some steps of a line.
func run(t *testing.T, line string, steps int) *model.Fit {
	t.Helper()
	cfg, err := presets.ParseRecipe(line)
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	for range steps {
		f.Step()
	}
	return f
}

// A flow that is wide enough has both wells before it learns anything: weights alone find
// the free energy, with the error that they say.
func TestWeightsFindTheFreeEnergyUnderAnyWideFlow(t *testing.T) {
	s := run(t, "double-well(tilt=0.5) | affine(scale=3) | adam, steps=1, objective=boltzmann | seed=1", 0).Snapshot()
	f := s.FreeEnergy(200_000)
	want := s.Data.Target.(model.Welled).DeltaF()
	if !(math.Abs(f.Delta-want) < 4*f.SE && f.SE < 0.05) {
		t.Errorf("ΔF is %.4f ± %.4f, want %.4f", f.Delta, f.SE, want)
	}
	if math.Abs(f.Share[0]-0.5) > 0.01 {
		t.Errorf("%.3f of a symmetric flow is in the first well", f.Share[0])
	}
}

// Reverse KL alone keeps one well of a flow that starts in it; examples keep the other.
func TestExamplesKeepAWellThatReverseKLLoses(t *testing.T) {
	line := func(share string) string {
		return "double-well(tilt=0.25) | coupling(rqs, hidden=8)*2, affine(shift=-2) | adam(lr=0.01), batch=128, steps=300, objective=boltzmann, examples=" + share + " | seed=1"
	}
	lost := run(t, line("0"), 300).Snapshot().FreeEnergy(5000)
	kept := run(t, line("0.5"), 300).Snapshot().FreeEnergy(5000)
	if lost.Share[1] > 0.05 || kept.Share[1] < 0.1 {
		t.Errorf("reverse KL has %.3f in the second well, with examples %.3f", lost.Share[1], kept.Share[1])
	}
}

func TestBoltzmannWantsWells(t *testing.T) {
	cfg, err := presets.ParseRecipe("u1 | affine | adam, steps=1, objective=boltzmann | seed=1")
	if err != nil {
		t.Fatal(err)
	}
	if f, err := model.NewFit(cfg); err == nil {
		f.Close()
		t.Error("a target without wells is taken")
	}
}
