package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"bijou/model"
)

// digitSession shows digits through a stack that has learnt nothing but where their
// greys lie, without colours: shades stand for greys.
func digitSession(t *testing.T) *session {
	return newSession(t, large, withData(catalogued(t, "digits")), withStack("actnorm, squeeze, split, squeeze, sigmoid"),
		func(o *Options, c *model.Config) {
			o.Environ = append(o.Environ, "NO_COLOR=1")
			c.Settings = settings(t, "adam, batch=64, steps=100")
		})
}

func TestAFlowOfImagesIsShownByImages(t *testing.T) {
	s := digitSession(t)
	golden.RequireEqual(t, s.screen())
}

func TestImagesAreShownAtEveryDepth(t *testing.T) {
	s := digitSession(t)
	s.sees("samples at T 0.7", "nearest training images", "data held out", "z of the data below", "their images")
	s.press("[")
	s.sees("samples at T 0.7 behind layer 4", "data on their way back")
	s.press("] o")
	s.sees("plots: points")
}

func TestTheTemperatureOfImagesIsTurned(t *testing.T) {
	s := digitSession(t)
	s.press("T")
	s.sees("samples at T 0.85")
	s.press("T T")
	s.sees("samples at T 0.25")
	m := newSession(t, large)
	m.press("T")
	m.sees("no images are shown")
}

func TestAnAttributeOfImagesIsTurned(t *testing.T) {
	s := digitSession(t)
	s.press(". .")
	s.sees("T 0.7, thickness +0.5")
	s.press(";")
	s.sees("slant: , less, . more", "samples at T 0.7")
	s.press(">")
	s.sees("slant +2.5")
	s.press(":")
	s.sees("turned by , and .")
}

// Numbers of three digits stand apart from their names where no gap is known.
func TestASmallScreenOfImagesHasWholeWords(t *testing.T) {
	s := newSession(t, tea.WindowSizeMsg{Width: 40, Height: 20}, ofDigits(t, "digits(n=300)", "squeeze, squeeze, sigmoid", "adam, batch=32, steps=20"))
	s.sees("·/s NLL ", "  val ")
	s.misses("gap")
	wide := newSession(t, tea.WindowSizeMsg{Width: 80, Height: 24}, ofDigits(t, "digits(n=300)", "squeeze, squeeze, sigmoid", "adam, batch=32, steps=20"))
	wide.sees("╰─ 1 ████ 16 ─")
}
