package figure

import (
	"image"
	"image/color"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgpdf"
)

// A latin canvas is one of PDF, which takes letters as bytes of code page 1252, and has the
// lowest row of an image first.
type latin struct{ *vgpdf.Canvas }

// pdfLetters are those of code page 1252; the sign of a negative number is a dash there.
var pdfLetters = encoding.ReplaceUnsupported(charmap.Windows1252.NewEncoder())

// FillString writes a text; letters that the font does not have are marked.
func (c latin) FillString(f font.Face, at vg.Point, text string) {
	if bytes, err := pdfLetters.String(strings.ReplaceAll(text, "−", "–")); err == nil {
		text = strings.ReplaceAll(bytes, "\x1a", "?")
	}
	c.Canvas.FillString(f, at, text)
}

// DrawImage draws an image upright.
func (c latin) DrawImage(r vg.Rectangle, m image.Image) { c.Canvas.DrawImage(r, upended{m}) }

// An upended image has its rows in the other order.
type upended struct{ image.Image }

// At is the colour of a pixel.
func (u upended) At(x, y int) color.Color {
	b := u.Bounds()
	return u.Image.At(x, b.Min.Y+b.Max.Y-1-y)
}
