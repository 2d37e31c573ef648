package view

import (
	"bijou/model"
	"bijou/tui/plot"
	"bijou/tui/theme"
)

// A Scene is what a view draws from: one side of a flow at one depth. What has
// not been computed yet is nil.
type Scene struct {
	Snap   *model.Snapshot
	Theme  *theme.Theme
	Glyphs plot.Glyphs
	Angle  bool // points are coloured by their base angle

	Base  bool // the base side: z and the data carried back; else x = f(z) and the data
	Depth int  // layers between the base and the batch

	Image, Target       Points  // what the flow makes, what it should cover
	ImageHue, TargetHue []uint8 // TargetHue is nil for a target without colours

	Lattice *Lattice
	At, To  int // the nodes behind layer At, coloured by the log|det| up to layer To

	Way *Cloud // the batch at all depths; nil before the first

	Trail    []Points // batches from where a drift began; nil where none is shown
	TrailHue []uint8

	Images *Images
	Waves  *Waves
	Made   any    // by a [Maker]; nil before the first
	Walk   Walk   // through what a coder writes
	Stage  *Stage // of a run that acts; nil before the first
	Hand   *Hand

	Copula *Copula // of the data; nil for runs that are not drawn so

	Line *Line
	Fan  *Fan  // of one column over many conditions; nil for others
	Mark *Mark // a number written out on the line; nil for none

	HeatTop float64 // of the scale of the map, which two runs that are compared share

	ImageName, TargetName string // for the legend
	DataName              string // data, or target
}

// data returns the points of the data: on the base side these are the image.
func (s *Scene) data() Points {
	if s.Base {
		return s.Image
	}
	return s.Target
}

// Signs are samples of the glyphs of image and target.
func Signs(g plot.Glyphs) (image, target string) {
	switch g {
	case plot.ASCII:
		return "+", "."
	case plot.Blocks:
		return "▚", "·"
	}
	return "⠶", "·"
}

// legend tells the glyphs of what is compared and of what the flow makes.
func (s *Scene) legend() []plot.Span {
	t := s.Theme
	image, target := Signs(s.Glyphs)
	return []plot.Span{{Text: target, Style: t.Target}, {Text: " " + s.TargetName + "  ", Style: t.Dim}, {Text: image, Style: t.Image}, {Text: " " + s.ImageName, Style: t.Dim}}
}

// latents are what a view of latent variables made; nil before the first.
func (s *Scene) latents() *Latents { m, _ := s.Made.(*Latents); return m }

// four are what the view of four models made; nil before the first.
func (s *Scene) four() *Four { m, _ := s.Made.(*Four); return m }
