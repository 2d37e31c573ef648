package diagnose

import (
	"math"
	"testing"

	"bijou/flows"
	"bijou/model"
)

// onBase returns a flow at its start over a base that is not normal.
func onBase(t *testing.T, stack string) *model.Snapshot {
	t.Helper()
	base, spec, err := flows.ParseStack(stack)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := model.ParseSettings("adam")
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(model.Config{Source: source(normal{dim: 2}), Base: base, Spec: spec, Settings: settings, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f.Snapshot()
}

// A flow whose base has eight normal modes on a circle has those, each with an eighth of
// the mass; the steps upwards end on them.
func TestModesAreFoundWithTheirMasses(t *testing.T) {
	s := onBase(t, "mixture(radius=1.4, sd=0.15), affine")
	modes := Draw(s).Modes()
	if len(modes) != 8 {
		t.Fatalf("%d modes: %+v", len(modes), modes)
	}
	sum := 0.0
	for _, m := range modes {
		sum += float64(m.Mass)
		if math.Abs(float64(m.Mass)-0.125) > 4*math.Sqrt(0.125*0.875/modeStarts) {
			t.Errorf("a mode has the mass %.3f", m.Mass)
		}
		radius := math.Hypot((float64(m.At[0])-s.Data.Mean[0])/s.Data.SD[0], (float64(m.At[1])-s.Data.Mean[1])/s.Data.SD[1])
		if math.Abs(radius-1.4) > 1e-3 {
			t.Errorf("a mode is %.4f from the centre, not 1.4", radius)
		}
		want := -math.Log(8*2*math.Pi*0.15*0.15) - s.Data.Units
		if math.Abs(float64(m.LogP)-want) > 1e-3 {
			t.Errorf("log p is %.4f there, want %.4f", m.LogP, want)
		}
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("the masses add up to %g", sum)
	}
}

// One normal distribution has one mode, however thin.
func TestANormalFlowHasOneMode(t *testing.T) {
	s := untrained(t, source(normal{dim: 4}), "linear", shaken(0.3))
	modes := Draw(s).Modes()
	if len(modes) != 1 || modes[0].Mass != 1 {
		t.Errorf("%+v", modes)
	}
}
