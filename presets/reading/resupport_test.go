package reading

import (
	"slices"
	"strings"
	"testing"

	"bijou/model"
)

func TestTheSupportOfAColumnCanBeChanged(t *testing.T) {
	path := file(t, "t.csv", skewTable)
	src, err := parse(path+"(given=kind)", nil)
	if err != nil || !CanHaveSupports(src) || SupportSaid(src, "a") != SupportChoices[0] {
		t.Fatalf("%v: %s", err, SupportSaid(src, "a"))
	}
	bounded, err := Resupport(src, "a", "positive")
	if err != nil || bounded.Support(0) != model.Positive || bounded.Spec != path+"(given=kind, support=a:positive)" || SupportSaid(bounded, "a") != "positive" {
		t.Errorf("%s with %v, %v", bounded.Spec, bounded.Supports, err)
	}
	again, err := Resupport(bounded, "a", SupportChoices[0])
	if err != nil || again.Spec != src.Spec || again.Support(0) != (model.Support{}) || !slices.Equal(again.Notes, src.Notes) {
		t.Errorf("%s with %v, %q, %v", again.Spec, again.Supports, again.Notes, err)
	}
	if _, err := Resupport(src, "a", "1..0"); err == nil {
		t.Error("a support from 1 to 0")
	}
	counts := columnBeside(t, 400, func(i int) float64 { return float64(i % 5) })
	line, err := Resupport(counts, "v", lineWord)
	if err != nil || slices.Contains(line.Whole, true) || strings.Contains(strings.Join(line.Notes, " "), "whole numbers") {
		t.Errorf("whole %v, %q, %v", line.Whole, line.Notes, err)
	}
	back, err := Resupport(line, "v", SupportChoices[0])
	if err != nil || !slices.Equal(back.Whole, counts.Whole) || !slices.Equal(back.Notes, counts.Notes) {
		t.Errorf("whole %v, %q, %v", back.Whole, back.Notes, err)
	}
}
