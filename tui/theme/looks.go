package theme

import "cmp"

// A Look is a set of colours, each for a dark and for a light ground.
type Look int

// The looks.
const (
	Usual    Look = iota
	Contrast      // every ink stands out from its ground by 7 to 1 and more (WCAG 2.2, level AAA)
	Safe          // what colours tell apart is apart for eyes without one kind of cones too
	lookCount
)

// A look has the pigments of everything.
type look struct {
	dim, faint, accent pigment
	good, bad, warn    pigment
	squeeze, expand    pigment
	image, target      pigment
	heap, even         pigment
	angle              [Hues]pigment // round the circle from the direction of the first axis
}

var looks = [lookCount]look{Usual: usual, Contrast: contrast, Safe: safe}

var usual = look{
	dim:     pigment{0x949494, 0x6c6c6c, grey16, grey16},
	faint:   pigment{0x585858, 0xb2b2b2, grey16, grey16},
	accent:  pigment{0x5fd7d7, 0x008787, hiCyan, cyan16},
	good:    pigment{0x87d787, 0x008700, hiGreen, green16},
	bad:     pigment{0xff5f5f, 0xd70000, hiRed, red16},
	warn:    pigment{0xffd75f, 0xaf5f00, hiYellow, yellow16},
	squeeze: pigment{0x5fafff, 0x005fd7, hiBlue, blue16},
	expand:  pigment{0xffaf5f, 0xd75f00, yellow16, red16},
	image:   pigment{0x5fd7d7, 0x008787, hiCyan, cyan16},
	target:  pigment{0x767676, 0xa8a8a8, grey16, grey16},
	heap:    pigment{0x3a3a3a, 0xdadada, grey16, grey16},
	even:    pigment{0xb2b2b2, 0x626262, grey16, grey16},
	angle: [Hues]pigment{
		{0xffaf5f, 0xd75f00, yellow16, red16},
		{0xff5f87, 0xd7005f, red16, hiRed},
		{0xd787d7, 0xaf00af, magenta16, magenta16},
		{0xaf87ff, 0x8700d7, hiMagenta, hiMagenta},
		{0x5fafff, 0x005fd7, hiBlue, blue16},
		{0x5fd7d7, 0x008787, cyan16, cyan16},
		{0x87d787, 0x008700, green16, green16},
		{0xd7d75f, 0x878700, hiYellow, yellow16},
	},
}

var contrast = look{
	dim:     pigment{0xdadada, 0x303030, white16, black16},
	faint:   pigment{0xa8a8a8, 0x585858, white16, black16},
	accent:  pigment{0x87ffff, 0x005f5f, hiCyan, blue16},
	good:    pigment{0x87ff87, 0x005f00, hiGreen, black16},
	bad:     pigment{0xffafaf, 0x870000, hiYellow, red16},
	warn:    pigment{0xffff87, 0x5f00af, hiYellow, black16},
	squeeze: pigment{0x87d7ff, 0x0000af, hiCyan, blue16},
	expand:  pigment{0xffd787, 0x870000, hiYellow, red16},
	image:   pigment{0x87ffff, 0x005f5f, hiCyan, blue16},
	target:  pigment{0xa8a8a8, 0x585858, white16, black16},
	heap:    pigment{0x4e4e4e, 0xc6c6c6, grey16, grey16},
	even:    pigment{0xeeeeee, 0x303030, white16, black16},
	angle: [Hues]pigment{
		{0xffaf5f, 0x870000, hiYellow, red16},
		{0xffafaf, 0x87005f, hiRed, red16},
		{0xffafff, 0x5f005f, hiMagenta, magenta16},
		{0xd7afff, 0x5f00af, hiMagenta, magenta16},
		{0x87d7ff, 0x0000af, hiBlue, blue16},
		{0x5fffff, 0x005f5f, hiCyan, cyan16},
		{0x87ff87, 0x005f00, hiGreen, green16},
		{0xffff5f, 0x5f0000, hiYellow, black16},
	},
}

// The pigments of safe were searched among the entries of the xterm table for the largest
// least distance; TestSafeColoursAreApartForEveryEye says what it is.
var safe = look{
	dim:     usual.dim,
	faint:   usual.faint,
	accent:  pigment{0x5fd7ff, 0x005faf, hiCyan, blue16},
	good:    pigment{0x5fd7ff, 0x005faf, hiCyan, blue16},
	bad:     pigment{0xd75f00, 0xaf0000, hiRed, red16},
	warn:    pigment{0xffff87, 0xaf8700, hiYellow, yellow16},
	squeeze: pigment{0x5fafff, 0x005fd7, hiBlue, blue16},
	expand:  pigment{0xffaf00, 0xaf5f00, hiYellow, yellow16},
	image:   pigment{0x5fd7d7, 0x005f87, hiCyan, cyan16},
	target:  pigment{0x767676, 0xb2b2b2, grey16, grey16},
	heap:    usual.heap,
	even:    usual.even,
	angle: [Hues]pigment{
		{0xffd700, 0xff5f00, hiYellow, hiRed},
		{0xd70000, 0x870000, red16, red16},
		{0x875f5f, 0xaf8787, yellow16, yellow16},
		{0xaf87ff, 0x8787ff, hiMagenta, hiMagenta},
		{0x5f5faf, 0x0000ff, blue16, blue16},
		{0x87ffff, 0x5f005f, hiCyan, magenta16},
		{0x87af87, 0x5f5f5f, green16, grey16},
		{0xffffd7, 0x000000, white16, black16},
	},
}

// A Choice is a look with what is known of the ground.
type Choice struct {
	Look
	Dark  bool
	Fixed bool // Dark does not wait for what the terminal says
}

// choices are all themes by their names: each look, for the ground that the terminal has or
// for a dark or a light one.
var choices = []struct {
	name string
	Choice
}{
	{"auto", Choice{Usual, true, false}}, {"dark", Choice{Usual, true, true}}, {"light", Choice{Usual, false, true}},
	{"contrast", Choice{Contrast, true, false}}, {"contrast-dark", Choice{Contrast, true, true}}, {"contrast-light", Choice{Contrast, false, true}},
	{"safe", Choice{Safe, true, false}}, {"safe-dark", Choice{Safe, true, true}}, {"safe-light", Choice{Safe, false, true}},
}

// Names lists the names of all themes.
func Names() (names []string) {
	for _, c := range choices {
		names = append(names, c.name)
	}
	return names
}

// Named returns the theme of a name; the empty one is auto.
func Named(name string) (c Choice, ok bool) {
	for _, c := range choices {
		if c.name == cmp.Or(name, "auto") {
			return c.Choice, true
		}
	}
	return c, false
}
