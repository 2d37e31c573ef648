package plot

// Photo draws three fields of one size as the red, the green and the blue of colours, two numbers of each to a cell, one
// above the other. Where colours are few, and in ASCII, it is the Heat of their luminance.
type Photo struct {
	Heat
	Few bool // colours
}

// Rec. 709: what red, green and blue add to the luminance.
const lumaRed, lumaGreen, lumaBlue = 0.2126, 0.7152, 0.0722

// Draw draws the fields into r, sampled as a Heat does.
func (p *Photo) Draw(g *Grid, r Rect, red, green, blue Field) {
	if p.Few || p.Glyphs == ASCII {
		grey := Field{Cols: red.Cols, Rows: red.Rows, Values: make([]float64, len(red.Values))}
		for i := range grey.Values {
			grey.Values[i] = lumaRed*red.Values[i] + lumaGreen*green.Values[i] + lumaBlue*blue.Values[i]
		}
		p.Heat.Draw(g, r, grey)
		return
	}
	if len(red.Values) == 0 {
		return
	}
	for y := range r.H {
		above, below := (4*y+1)*red.Rows/(4*r.H)*red.Cols, (4*y+3)*red.Rows/(4*r.H)*red.Cols
		for x := range r.W {
			col := (2*x + 1) * red.Cols / (2 * r.W)
			colour := func(at int) Colour {
				return RGB(p.part(red.Values[at]), p.part(green.Values[at]), p.part(blue.Values[at]))
			}
			g.Set(r.X+x, r.Y+y, Cell{'▀', Style{FG: colour(above + col), BG: colour(below + col)}})
		}
	}
}

// part is a number as a part of a colour, 0 for NaN.
func (p *Photo) part(v float64) uint8 { return uint8(max(p.level(v, 256), 0)) }
