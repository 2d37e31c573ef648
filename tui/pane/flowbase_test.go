package pane

import (
	"strings"
	"testing"

	"bijou/flows"
)

func TestAFittedMixtureIsNotCalledBlobsOnACircle(t *testing.T) {
	for text, want := range map[string]string{
		"mixture(fit, components=3, covariance=full)": "mixture fit components=3 covariance=full",
		"mixture(modes=5)":                            "mixture modes=5",
		"student":                                     "student ν=5",
	} {
		b, _, err := flows.ParseStack(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := baseLabel(b); got != want {
			t.Errorf("%s is called %q", text, got)
		}
		if fitted, said := strings.Contains(text, "fit"), strings.Contains(b.Summary(), "fitted to the data"); fitted != said {
			t.Errorf("%s: %s", text, b.Summary())
		}
	}
}
