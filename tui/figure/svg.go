package figure

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// An svgCanvas keeps how wide each text is, as the text stays text and carries no font
// along: where the reader has other letters they are fitted to that, so that nothing runs
// into what stands beside it.
type svgCanvas struct {
	*vgsvg.Canvas
	widths []vg.Length
}

// FillString writes a text.
func (c *svgCanvas) FillString(f font.Face, at vg.Point, text string) {
	c.widths = append(c.widths, f.Width(text))
	c.Canvas.FillString(f, at, text)
}

// svgWords are what is written differently: letters of the same widths, of which every
// system has one; and what an image is.
var svgWords = strings.NewReplacer(
	"font-family:Liberation Sans;", "font-family:Liberation Sans,Arial,Helvetica,sans-serif;",
	"data:image/jpg;base64,iVBOR", "data:image/png;base64,iVBOR",
)

func (c *svgCanvas) write(out io.Writer) error {
	var text bytes.Buffer
	if _, err := c.WriteTo(&text); err != nil {
		return err
	}
	const begin = "<text "
	for i, part := range strings.Split(svgWords.Replace(text.String()), begin) {
		if i > 0 {
			part = fmt.Sprintf(`%stextLength="%.2f" lengthAdjust="spacingAndGlyphs" %s`, begin, c.widths[i-1].Points(), part)
		}
		if _, err := io.WriteString(out, part); err != nil {
			return err
		}
	}
	return nil
}
