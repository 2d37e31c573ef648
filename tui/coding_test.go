package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/model"
	"bijou/presets"
)

// ofDigits is a run of a recipe's stack that is small, on some digits.
func ofDigits(t testing.TB, data, stack, training string) func(*Options, *model.Config) {
	return func(o *Options, c *model.Config) {
		src, err := presets.ParseSource(data, nil)
		if err != nil {
			t.Fatal(err)
		}
		base, layers, err := flows.ParseStack(stack)
		if err != nil {
			t.Fatal(err)
		}
		c.Source, c.Base, c.Spec, c.Settings = src, base, layers, settings(t, training)
	}
}

const coder = "logistic, naf(components=3, hidden=8, relu), affine(scale=0.2, shift=0.5)"

func TestACodingShowsBitsAndBytes(t *testing.T) {
	for _, size := range []tea.WindowSizeMsg{large, {Width: 80, Height: 24}} {
		s := newSession(t, size, ofDigits(t, "digits(n=300)", coder, "adam, batch=32, steps=20, objective=bits"))
		s.sees("bits", "bytes", "images 1 to", "of 50", "bits, ", "gzip", "histograms", "this flow", "its entropy", "3,200 ", "bits each", "comes back byte by byte")
		s.press("o")
		s.sees("images of")
	}
}

func TestStrangersAreRankedAndScored(t *testing.T) {
	s := newSession(t, large, ofDigits(t, "digits(n=300, without-1)", coder, "adam, batch=32, steps=20, objective=bits"))
	s.sees("−log p", "! digit 1", "above", "finds", "ROC", "AUROC", "1 −log p 0.", "2 typicality 0.", "3 ratio 0.", "4 mixture 0.")
	plane := newSession(t, large, withStack("affine"))
	for range 30 {
		if strings.Contains(plane.screen(), "exact 0.") {
			plane.sees("above", "finds", "alarms", "typicality", "mixture")
			return
		}
		plane.press("o")
	}
	t.Error("a set in the plane has no alarms")
}

func TestASmallPictureIsEnlarged(t *testing.T) {
	s := newSession(t, large, ofDigits(t, "digit-details(n=480)", "actnorm", "adam, batch=32, steps=20"))
	s.sees("half the size", "mean of 64 draws", "their spread, from 0 to 6", "the digits themselves", "draw 1", "draw 2")
	for key, why := range map[string]string{".": "each under its own conditions", ":": "each under its own conditions", "x": "are no columns", "O": "no points to colour"} {
		s.press(key)
		s.sees(why)
	}
	s.press("[")
	s.misses("after layer", "depth 0", "over all conditions")
}
