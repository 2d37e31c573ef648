// Package theme holds the colours of the explorer: one Theme for each kind of
// terminal (24 bits, 256, 16 colours or none; dark or light). New makes it;
// panes read its styles by what they mean, never by colour.
package theme

import (
	"github.com/charmbracelet/colorprofile"

	"charm.land/lipgloss/v2"

	"bijou/tui/plot"
)

// Hues is how many colours tell the base angle.
const Hues = 8

// A Theme is what everything is painted in: one accent, one pair for the sign
// of a log-determinant, hues for the base angle, and greys. Text is in the
// terminal's own colours.
type Theme struct {
	Coloured bool

	Strong    plot.Style // names, and what is selected
	Dim       plot.Style // labels
	Faint     plot.Style // frames, axes
	Accent    plot.Style // keys, the focus, the selected row
	Good, Bad plot.Style
	Warn      plot.Style

	Squeeze, Expand plot.Style // log|det| below and above 0

	Image  plot.Style // what the flow makes: f(z), f⁻¹(data)
	Target plot.Style // what that is compared with
	Train  plot.Style // curves
	Test   plot.Style
	Floor  plot.Style

	Angle       [Hues]plot.Style // of the image
	AngleTarget [Hues]plot.Style

	Heat    plot.Ramp             // of log p; none where colours are few, there shades tell
	Grey    plot.Ramp             // of images; none where colours are few
	Heap    plot.Style            // the ground under curves
	Stretch [Stretches]plot.Style // of the lattice, from squeezed to expanded
}

// HeatLevels is how many levels a map of log p has, the lowest of which paints
// nothing: few enough to change slowly, and to keep a frame small.
const HeatLevels = 13

// Stretches is how many classes of log|det| a lattice shows.
const Stretches = 5

// A pigment is a colour as a dark and a light screen want it, for terminals of
// 24 bits and of 16 colours. The former are entries of the xterm table too, so
// that 256 colours show the same.
type pigment struct{ dark, light, dark16, light16 uint32 }

// The 16 colours by the values that colorprofile turns into them.
const (
	black16   = 0x000000
	red16     = 0x800000
	green16   = 0x008000
	yellow16  = 0x808000
	blue16    = 0x000080
	magenta16 = 0x800080
	cyan16    = 0x008080
	grey16    = 0x767676
	white16   = 0xc0c0c0
	hiRed     = 0xff0000
	hiGreen   = 0x00ff00
	hiYellow  = 0xffff00
	hiBlue    = 0x0000ff
	hiMagenta = 0xff00ff
	hiCyan    = 0x00ffff
)

// A palette picks from the pigments of a look.
type palette struct {
	*look
	dark    bool
	profile colorprofile.Profile
}

func (p palette) colour(c pigment) plot.Colour {
	if p.profile < colorprofile.ANSI {
		return plot.None
	}
	choose := lipgloss.LightDark(p.dark)
	full := choose(plot.Hex(c.light), plot.Hex(c.dark))
	few := choose(plot.Hex(c.light16), plot.Hex(c.dark16))
	return lipgloss.Complete(p.profile)(few, full, full).(plot.Colour)
}

func (p palette) ink(c pigment) plot.Style { return plot.Ink(p.colour(c)) }

// inkOr returns the colour, or where there are no colours the attributes.
func (p palette) inkOr(c pigment, instead plot.Attr) plot.Style {
	if p.profile < colorprofile.ANSI {
		return plot.Style{Attr: instead}
	}
	return p.ink(c)
}

// New returns the theme of a look for a terminal. Where there are no colours, bold,
// dim and reverse stand for the few that carry meaning; everything else says
// it by its glyphs anyway.
func New(profile colorprofile.Profile, dark bool, of Look) Theme {
	p := palette{&looks[of], dark, profile}
	t := Theme{
		Coloured: profile >= colorprofile.ANSI,
		Strong:   plot.Style{Attr: plot.Bold},
		Dim:      p.inkOr(p.dim, plot.Dim),
		Faint:    p.inkOr(p.faint, plot.Dim),
		Accent:   p.inkOr(p.accent, plot.Bold),
		Good:     p.ink(p.good),
		Bad:      p.inkOr(p.bad, plot.Bold),
		Warn:     p.inkOr(p.warn, plot.Bold),
		Squeeze:  p.ink(p.squeeze),
		Expand:   p.ink(p.expand),
		Image:    p.ink(p.image),
		Target:   p.inkOr(p.target, plot.Dim),
		Test:     p.ink(p.expand),
		Floor:    p.inkOr(p.good, plot.Dim),
	}
	for i, c := range p.angle {
		t.Angle[i] = p.ink(c)
		t.AngleTarget[i] = p.inkOr(p.muted(c), plot.Dim)
	}
	t.pictures(p)
	return t
}

// pictures sets what maps, heaps and lattices are painted in.
func (t *Theme) pictures(p palette) {
	t.Heap = p.inkOr(p.heap, plot.Dim)
	if p.profile >= colorprofile.ANSI256 {
		t.Heap = plot.Style{BG: p.colour(p.heap)}
		t.Heat = plot.Dusk(HeatLevels)
		if p.dark {
			t.Heat = plot.Ember(HeatLevels)
		}
		t.Grey = greys(p.dark)
	}
	even := p.ink(p.even)
	t.Stretch = [Stretches]plot.Style{t.Squeeze, p.ink(p.muted(p.squeeze)), even, p.ink(p.muted(p.expand)), t.Expand}
	if p.profile < colorprofile.ANSI256 {
		t.Stretch[1], t.Stretch[3] = even, even
	}
}

// imageLevels is how many greys an image has, the lowest of which paints nothing.
const imageLevels = 17

// greys returns the greys of images, from the background to ink: entries of the xterm
// table, so that 256 colours show the same.
func greys(dark bool) plot.Ramp {
	const table, first = 24, 8 // greys of the table, the darkest of which is 0x080808 and each ten lighter
	ramp := plot.Ramp{plot.None}
	for i := range imageLevels - 1 {
		at := 2 + i*(table-3)/(imageLevels-2)
		if !dark {
			at = table - 1 - at
		}
		v := uint8(first + 10*at)
		ramp = append(ramp, plot.RGB(v, v, v))
	}
	return ramp
}

// muted returns a pigment halfway to the background.
func (p palette) muted(c pigment) pigment {
	if p.profile < colorprofile.ANSI256 {
		return p.target
	}
	c.dark = uint32(plot.Hex(c.dark).Mix(plot.Hex(0x3a3a3a), 0.5))
	c.light = uint32(plot.Hex(c.light).Mix(plot.Hex(0xe4e4e4), 0.5))
	return c
}
