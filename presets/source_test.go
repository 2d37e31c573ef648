package presets

import "testing"

func TestHowATableIsReadIsNotSaidOfTheCatalogue(t *testing.T) {
	if _, err := WithReading("moons", Reading{Skip: "3"}); err == nil {
		t.Error("moons have lines above them")
	}
	if got, err := WithReading("t.csv(given=a)", Reading{Skip: "3"}); err != nil || got != "t.csv(skip=3, given=a)" {
		t.Errorf("it becomes %s, %v", got, err)
	}
}
