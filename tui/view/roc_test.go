package view

import (
	"strings"
	"testing"

	"bijou/tui/plot"
)

// Curves are told apart by numbers on them, each on its own.
func TestCurvesAreNumberedWhereTheyAreApart(t *testing.T) {
	high := curve{x: []float64{0, 0.1, 1}, y: []float64{0, 0.9, 1}}
	low := curve{x: []float64{0, 0.8, 1}, y: []float64{0, 0.2, 1}}
	g := plot.NewGrid(40, 20)
	numberCurves(g, g.Bounds(), make([]plot.Style, 2), []curve{high, low})
	lines := strings.Split(g.Plain(), "\n")
	row := func(number string) int {
		for y, line := range lines {
			if x := strings.Index(line, number); x >= 0 {
				if x < 4 || x > 32 {
					t.Errorf("%s stands in column %d, where the curves are near each other", number, x)
				}
				return y
			}
		}
		return -1
	}
	if first, second := row("1"), row("2"); first > 3 || second < 15 {
		t.Errorf("the numbers stand in rows %d and %d:\n%s", first, second, g.Plain())
	}
	same := plot.NewGrid(8, 4)
	numberCurves(same, same.Bounds(), make([]plot.Style, 2), []curve{high, high})
	if text := same.Plain(); !strings.Contains(text, "1") || !strings.Contains(text, "2") {
		t.Errorf("one of two equal curves has no number:\n%s", text)
	}
}
