package tui

import (
	"math"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
)

func TestTheSupportOfAColumnIsAFieldOfTheData(t *testing.T) {
	x := ad.New(200, 2)
	for i := range x.Rows {
		x.Set(i, 0, math.Exp(math.Sin(float64(i))))
		x.Set(i, 1, math.Cos(float64(i*i)))
	}
	s := newSession(t, large, withData(model.Source{Spec: "some/skew.csv", Columns: []string{"u", "v"}, Points: x}))
	s.press("3")
	s.sees("support of u", "as it looks")
	s.press("j l l enter")
	if got := s.app.Snap.Data; got.Spec != "some/skew.csv(support=u:positive)" || got.Support(0) != model.Positive {
		t.Errorf("the data are %s with %v", got.Spec, got.Supports)
	}
	s.sees("positive")
	s.press("h h enter")
	if got := s.app.Snap.Data; got.Spec != "some/skew.csv" || got.Support(0) != (model.Support{}) {
		t.Errorf("the data are %s with %v", got.Spec, got.Supports)
	}
}
