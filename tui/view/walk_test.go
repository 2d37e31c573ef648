package view

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"bijou/tui/plot"
	"bijou/tui/theme"
)

// A walk adds up what every pixel takes, from nothing to what the image takes on the map.
func TestAWalkAddsUpTheBitsOfAnImage(t *testing.T) {
	s := snapshotOf(t, "digits(n=60) | logistic, naf(components=2, hidden=8, relu), affine(scale=0.2, shift=0.5) | adam, batch=16, steps=1, objective=bits | seed=1")
	made := coding{}.Make(s)
	rows, numbers := Walkable(made)
	if rows == 0 || numbers != 64 {
		t.Fatalf("%d rows of %d numbers can be walked through", rows, numbers)
	}
	th := theme.New(colorprofile.TrueColor, true, theme.Usual)
	c, whole := made.(*codingMade), 0.0
	for _, v := range c.Bits.Row(nil, 1) {
		whole += v
	}
	for step, done := 0, 0.0; step <= numbers; step++ {
		scene := &Scene{Snap: s, Theme: &th, Base: true, Made: made, Walk: Walk{On: true, Row: 1, Step: step}}
		g := plot.NewGrid(44, 24)
		coding{}.Draw(g, plot.Rect{W: 44, H: 24}, nil, scene)
		text := g.Plain()
		for _, want := range []string{fmt.Sprintf("pixel %d of 64 written, row 2", step), fmt.Sprintf("%.1f of %.1f bits", done, whole)} {
			if !strings.Contains(text, want) {
				t.Fatalf("behind %d pixels there is no %q:\n%s", step, want, text)
			}
		}
		if (step < numbers) != strings.Contains(text, "▲") {
			t.Fatalf("behind %d pixels the next is not marked, or there is none:\n%s", step, text)
		}
		if step < numbers {
			done += c.Said[1][step].Bits
		}
	}
}

// Tables are walked through by their numbers, and shown as a whole by lines.
func TestATableIsWalkedThroughByItsNumbers(t *testing.T) {
	s := snapshotOf(t, "old-faithful | logistic, naf(components=2, hidden=8, relu), affine | adam, batch=16, steps=1, objective=bits | seed=1")
	made := coding{}.Make(s)
	th := theme.New(colorprofile.TrueColor, true, theme.Usual)
	for walk, want := range map[Walk]string{
		{}:                           " rows",
		{On: true, Step: 1}:          s.Data.Columns[0],
		{On: true, Row: 99, Step: 2}: "number 2 of 2 written, row 24",
	} {
		g := plot.NewGrid(40, 20)
		coding{}.Draw(g, plot.Rect{W: 40, H: 20}, nil, &Scene{Snap: s, Theme: &th, Base: true, Made: made, Walk: walk})
		if text := g.Plain(); !strings.Contains(text, want) {
			t.Errorf("%+v shows no %q:\n%s", walk, want, text)
		}
	}
}
