package plot

import (
	"image/color"
	"math"
)

// Colour is None or a 24-bit RGB colour. It implements color.Color, so a theme can hand the same value to lipgloss.
type Colour uint32

// None leaves the terminal's own colour.
const None Colour = 0

const painted Colour = 1 << 24

// RGB returns the colour with the given sRGB parts.
func RGB(r, g, b uint8) Colour {
	return painted | Colour(r)<<16 | Colour(g)<<8 | Colour(b)
}

// Hex returns the colour 0xRRGGBB.
func Hex(rgb uint32) Colour { return painted | Colour(rgb&0xffffff) }

// Parts returns the sRGB parts of the colour, black for None.
func (c Colour) Parts() (r, g, b uint8) {
	return uint8(c >> 16), uint8(c >> 8), uint8(c)
}

// RGBA implements color.Color; None is fully transparent.
func (c Colour) RGBA() (r, g, b, a uint32) {
	if c == None {
		return 0, 0, 0, 0
	}
	p, q, s := c.Parts()
	return color.RGBA{p, q, s, 255}.RGBA()
}

// Mix returns the colour a fraction t of the way from c to d, even to the eye: it is mixed in OKLab. None on either
// side gives the nearer end.
func (c Colour) Mix(d Colour, t float64) Colour {
	if c == None || d == None {
		if t < 0.5 {
			return c
		}
		return d
	}
	p, q := c.oklab(), d.oklab()
	for i := range p {
		p[i] += t * (q[i] - p[i])
	}
	return fromOKLab(p)
}

// oklab returns lightness, green–red and blue–yellow: Ottosson, "A perceptual color space for image processing" (2020).
func (c Colour) oklab() [3]float64 {
	r8, g8, b8 := c.Parts()
	r, g, b := linear(r8), linear(g8), linear(b8)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	return [3]float64{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

func fromOKLab(c [3]float64) Colour {
	l := cube(c[0] + 0.3963377774*c[1] + 0.2158037573*c[2])
	m := cube(c[0] - 0.1055613458*c[1] - 0.0638541728*c[2])
	s := cube(c[0] - 0.0894841775*c[1] - 1.2914855480*c[2])
	return RGB(
		gamma(+4.0767416621*l-3.3077115913*m+0.2309699292*s),
		gamma(-1.2684380046*l+2.6097574011*m-0.3413193965*s),
		gamma(-0.0041960863*l-0.7034186147*m+1.7076147010*s),
	)
}

func cube(x float64) float64 { return x * x * x }

// linear undoes the transfer curve of sRGB (IEC 61966-2-1).
func linear(u uint8) float64 {
	x := float64(u) / 255
	if x <= 0.04045 {
		return x / 12.92
	}
	return math.Pow((x+0.055)/1.055, 2.4)
}

// gamma applies the transfer curve of sRGB to a linear part, clipped to what a screen can show.
func gamma(x float64) uint8 {
	x = min(max(x, 0), 1)
	if x <= 0.0031308 {
		x *= 12.92
	} else {
		x = 1.055*math.Pow(x, 1/2.4) - 0.055
	}
	return uint8(math.Round(255 * x))
}
