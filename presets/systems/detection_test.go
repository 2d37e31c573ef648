package systems

import (
	"math"
	"testing"

	"bijou/flows"
	"bijou/model"
	"bijou/presets"
)

// The scores of a flow that has learnt little: what does not depend on it is as it should
// be, and the image that is left out is what is strange.
func TestStrangeDigitsAreScoredInFourWays(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	s := shortly(t, "anomaly-digits", 20)
	found, err := StrangersOf(s)
	if err != nil {
		t.Fatal(err)
	}
	if found.Name != "digit 1" || found.Usual < 250 || found.Rows.Rows-found.Usual < 20 || len(found.Scores) != 4 {
		t.Fatalf("%s: %d usual of %d, %d scores", found.Name, found.Usual, found.Rows.Rows, len(found.Scores))
	}
	v, err := judgeStrangers(s, 1)
	if err != nil {
		t.Fatal(err)
	}
	if found.Scores[0].AUROC != v.logp || found.Scores[2].AUROC != v.ratio || found.Scores[3].AUROC != v.mixture || v.mixture < 0.85 {
		t.Errorf("the view has %v, bench %+v", found.Scores, v)
	}
	if math.Abs(found.Alarms-found.Rate) > 0.06 {
		t.Errorf("%.3f false alarms where %.3f were asked for", found.Alarms, found.Rate)
	}
}

func TestPointsOfASquareAreToldByTheExactDensityBest(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	s := shortly(t, "splines", 60)
	found, err := StrangersOf(s)
	if err != nil {
		t.Fatal(err)
	}
	exact := found.Scores[3]
	for _, score := range found.Scores[:3] {
		if score.AUROC > exact.AUROC+0.01 || score.AUROC < 0.5 {
			t.Errorf("%s has %.4f, the exact density %.4f", score.Name, score.AUROC, exact.AUROC)
		}
	}
	if found.Alarms > 0.03 || found.Caught < 0.3 {
		t.Errorf("%.3f false alarms, %.3f found", found.Alarms, found.Caught)
	}
}

func TestOnlyRunsWithStrangersHaveSome(t *testing.T) {
	for data, has := range map[string]bool{"digits": false, "moons": true, "digits(given=class)": false, "rings-by-radius": false} {
		src, err := presets.ParseSource(data, nil)
		if err != nil {
			t.Fatal(err)
		}
		base, spec, err := flows.ParseStack("affine")
		if err != nil {
			t.Fatal(err)
		}
		f, err := model.NewFit(model.Config{Source: src, Base: base, Spec: spec, Settings: model.DefaultSettings()})
		if err != nil {
			t.Fatal(err)
		}
		if why := HasStrangers(f.Snapshot()); (why == "") != has {
			t.Errorf("%s: %q", data, why)
		}
		f.Close()
	}
}
