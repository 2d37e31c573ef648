package theme

import (
	"math"

	"bijou/tui/plot"
)

// An eye is how colours are seen with all cones or without one kind of them: a matrix over
// linear sRGB (Machado, Oliveira and Fernandes 2009, table of severity 1.0).
type eye struct {
	name string
	m    [3][3]float64
}

var eyes = []eye{
	{"all cones", [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
	{"protanopia", [3][3]float64{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}},
	{"deuteranopia", [3][3]float64{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}},
	{"tritanopia", [3][3]float64{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}},
}

func (e eye) see(c [3]float64) (seen [3]float64) {
	for i, row := range e.m {
		for j, v := range row {
			seen[i] += v * c[j]
		}
		seen[i] = min(max(seen[i], 0), 1)
	}
	return seen
}

// linearOf undoes the transfer curve of sRGB (IEC 61966-2-1).
func linearOf(c plot.Colour) (lin [3]float64) {
	r, g, b := c.Parts()
	for i, v := range [3]uint8{r, g, b} {
		x := float64(v) / 255
		if lin[i] = x / 12.92; x > 0.04045 {
			lin[i] = math.Pow((x+0.055)/1.055, 2.4)
		}
	}
	return lin
}

func luminance(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

// labOf is CIE L*a*b* under D65 (CIE 15).
func labOf(c [3]float64) [3]float64 {
	m := [3][3]float64{{0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041}}
	white := [3]float64{0.95047, 1, 1.08883}
	var f [3]float64
	for i, row := range m {
		x := (row[0]*c[0] + row[1]*c[1] + row[2]*c[2]) / white[i]
		if f[i] = (24389.0/27*x + 16) / 116; x > 216.0/24389 {
			f[i] = math.Cbrt(x)
		}
	}
	return [3]float64{116*f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])}
}

// ciede2000 is the colour difference of CIE 142-2001, in the form of Sharma, Wu and Dalal
// 2005.
func ciede2000(p, q [3]float64) float64 {
	const full = 6103515625 // 25⁷
	mean := (math.Hypot(p[1], p[2]) + math.Hypot(q[1], q[2])) / 2
	g := 0.5 * (1 - math.Sqrt(math.Pow(mean, 7)/(math.Pow(mean, 7)+full)))
	a1, a2 := p[1]*(1+g), q[1]*(1+g)
	c1, c2 := math.Hypot(a1, p[2]), math.Hypot(a2, q[2])
	h1, h2 := hueOf(a1, p[2]), hueOf(a2, q[2])
	dh, hue := h2-h1, h1+h2
	if c1*c2 == 0 {
		dh = 0
	} else {
		switch {
		case math.Abs(h1-h2) <= 180:
			hue /= 2
		case hue < 360:
			hue = (hue + 360) / 2
		default:
			hue = (hue - 360) / 2
		}
		if dh > 180 {
			dh -= 360
		} else if dh < -180 {
			dh += 360
		}
	}
	light, chroma := (p[0]+q[0])/2, (c1+c2)/2
	cos := func(degrees float64) float64 { return math.Cos(degrees * math.Pi / 180) }
	t := 1 - 0.17*cos(hue-30) + 0.24*cos(2*hue) + 0.32*cos(3*hue+6) - 0.20*cos(4*hue-63)
	turn := 30 * math.Exp(-math.Pow((hue-275)/25, 2))
	rc := 2 * math.Sqrt(math.Pow(chroma, 7)/(math.Pow(chroma, 7)+full))
	sl := 1 + 0.015*math.Pow(light-50, 2)/math.Sqrt(20+math.Pow(light-50, 2))
	l := (q[0] - p[0]) / sl
	c := (c2 - c1) / (1 + 0.045*chroma)
	h := 2 * math.Sqrt(c1*c2) * math.Sin(dh/2*math.Pi/180) / (1 + 0.015*chroma*t)
	return math.Sqrt(l*l + c*c + h*h - math.Sin(2*turn*math.Pi/180)*rc*c*h)
}

func hueOf(a, b float64) float64 {
	if a == 0 && b == 0 {
		return 0
	}
	h := math.Atan2(b, a) * 180 / math.Pi
	if h < 0 {
		h += 360
	}
	return h
}
