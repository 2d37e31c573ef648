package presets

import (
	"bijou/presets/reading"
	"strings"
	"testing"
)

func TestHowATableIsReadIsNotSaidOfTheCatalogue(t *testing.T) {
	if _, err := WithReading("moons", reading.Reading{Skip: "3"}); err == nil {
		t.Error("moons have lines above them")
	}
	if got, err := WithReading("t.csv(given=a)", reading.Reading{Skip: "3"}); err != nil || got != "t.csv(skip=3, given=a)" {
		t.Errorf("it becomes %s, %v", got, err)
	}
}

func TestSupportsAreNotSaidOfTheCatalogue(t *testing.T) {
	for _, text := range []string{"moons(support=x:0..1)", "digits(support=r0c0:0..1)"} {
		if _, err := ParseSource(text, nil); err == nil || !strings.Contains(err.Error(), "of a table") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
