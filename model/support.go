package model

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mathext"

	"bijou/flows/ad"
)

// A Support is the open interval that the values of a column lie in. The zero value,
// and one from −Inf to +Inf, is the whole line.
//
// A column with a support is carried to the line before it is standardised: by log
// from one border, and between two by the quantiles of the normal distribution, so that
// what is uniform there becomes standard normal and a density that rises or falls like
// a power at a border has tails like those of a normal one. Samples come back through
// the inverse and cannot leave the support.
type Support struct {
	Lo, Hi float64
	Wraps  bool // Hi is where Lo is, as of an angle: values are taken modulo Hi − Lo
}

// Positive is the support of what is above 0.
var Positive = Support{Lo: 0, Hi: math.Inf(1)}

// angleWord stands before the borders of a support that wraps.
const angleWord = "angle:"

// ParseSupport reads a support: positive, 0..1, 2.. for what is above 2, ..5 for what is
// below 5, and angle:0..360 for what begins anew.
func ParseSupport(text string) (Support, error) {
	if text == "positive" {
		return Positive, nil
	}
	body, wraps := strings.CutPrefix(text, angleWord)
	lo, hi, is := strings.Cut(body, "..")
	s := Support{Lo: math.Inf(-1), Hi: math.Inf(1), Wraps: wraps}
	for border, at := range map[*float64]string{&s.Lo: lo, &s.Hi: hi} {
		if at = strings.TrimSpace(at); at == "" {
			continue
		}
		v, err := strconv.ParseFloat(at, 64)
		if err != nil || !isFinite(v) {
			is = false
		}
		*border = v
	}
	switch {
	case !is || !s.bends() || isFinite(s.Lo) && isFinite(s.Hi) && math.IsInf(s.Hi-s.Lo, 0):
		return Support{}, fmt.Errorf("a support is positive, angle, or from a number to a larger one as 0..1, not %q", text)
	case wraps && math.IsInf(s.Hi-s.Lo, 0):
		return Support{}, fmt.Errorf("angle begins anew after a whole turn, as angle:0..360, not %q", text)
	}
	return s, nil
}

// String writes the support as ParseSupport reads it; empty for the whole line.
func (s Support) String() string {
	if !s.bends() {
		return ""
	}
	if s == Positive {
		return "positive"
	}
	border := func(v float64) string {
		if math.IsInf(v, 0) {
			return ""
		}
		return strings.ReplaceAll(strconv.FormatFloat(v, 'g', -1, 64), "e+", "e") // a plus parts columns
	}
	text := border(s.Lo) + ".." + border(s.Hi)
	if s.Wraps {
		return angleWord + text
	}
	return text
}

// bends tells whether the support is less than the line.
func (s Support) bends() bool {
	return s.Lo < s.Hi && !(math.IsInf(s.Lo, -1) && math.IsInf(s.Hi, 1)) && !math.IsInf(s.Lo, 1) && !math.IsInf(s.Hi, -1)
}

// Holds tells whether a value lies inside: those on a border have no density.
func (s Support) Holds(v float64) bool {
	if !s.bends() || s.Wraps {
		return isFinite(v)
	}
	return v > s.Lo && v < s.Hi && isFinite(v)
}

// ToLine carries a value to the line; outside of the support it is no number.
func (s Support) ToLine(v float64) float64 {
	switch v = s.turned(v); {
	case !s.bends():
		return v
	case !(v > s.Lo && v < s.Hi):
		return math.NaN()
	case math.IsInf(s.Hi, 1):
		return math.Log(v - s.Lo)
	case math.IsInf(s.Lo, -1):
		return -math.Log(s.Hi - v)
	}
	width := s.Hi - s.Lo
	if below := (v - s.Lo) / width; below < 0.5 {
		return mathext.NormalQuantile(below)
	}
	return -mathext.NormalQuantile((s.Hi - v) / width) // without loss of digits next to the border
}

// turned takes a value of a support that wraps into it.
func (s Support) turned(v float64) float64 {
	if !s.Wraps || !isFinite(v) || v > s.Lo && v < s.Hi {
		return v
	}
	turn := s.Hi - s.Lo
	v = s.Lo + math.Mod(v-s.Lo, turn)
	if v < s.Lo {
		v += turn
	}
	return s.inside(v)
}

// FromLine is the inverse of ToLine. What rounding would put on a border is next to it.
func (s Support) FromLine(u float64) float64 {
	switch {
	case !s.bends() || math.IsNaN(u):
		return u
	case math.IsInf(s.Hi, 1):
		return s.inside(s.Lo + math.Exp(u))
	case math.IsInf(s.Lo, -1):
		return s.inside(s.Hi - math.Exp(-u))
	case u < 0:
		return s.inside(s.Lo + (s.Hi-s.Lo)*math.Erfc(-u/math.Sqrt2)/2)
	}
	return s.inside(s.Hi - (s.Hi-s.Lo)*math.Erfc(u/math.Sqrt2)/2)
}

// inside returns the nearest number that is inside.
func (s Support) inside(v float64) float64 {
	return min(max(v, math.Nextafter(s.Lo, math.Inf(1))), math.Nextafter(s.Hi, math.Inf(-1)))
}

// LogSlope is the log derivative of FromLine: what the way into the support adds to an
// NLL.
func (s Support) LogSlope(u float64) float64 {
	switch {
	case !s.bends():
		return 0
	case math.IsInf(s.Hi, 1):
		return u
	case math.IsInf(s.Lo, -1):
		return -u
	}
	return math.Log(s.Hi-s.Lo) - u*u/2 - math.Log(2*math.Pi)/2
}

// Support is that of a column that is learnt.
func (s Source) Support(j int) Support {
	if j < len(s.Supports) {
		return s.Supports[j]
	}
	return Support{}
}

// checkSupports refuses values outside of the supports.
func (s Source) checkSupports() error {
	if !s.bends() {
		return nil
	}
	for j := range s.dim() {
		c, is := s.codingOf(j), "not inside of its support "+s.Support(j).String()
		if c.whole {
			is = "no whole number"
		}
		outside, first := 0, 0.0
		for _, v := range s.Points.Col(j) {
			if !c.holds(v) {
				if outside++; outside == 1 {
					first = v
				}
			}
		}
		switch {
		case outside == 1:
			return badData("column %s of %s holds %g, which is %s; leave the row out or give a wider support", s.columnName(j), s.Spec, first, is)
		case outside > 1:
			return badData("column %s of %s holds %g, which is %s, and %d more like it; leave the rows out or give a wider support", s.columnName(j), s.Spec, first, is, outside-1)
		}
	}
	return nil
}

// OwnOf returns a standardised number of a column in the data's own units.
func (d *Data) OwnOf(j int, v float64) float64 {
	if d.codings == nil {
		return d.Mean[j] + d.SD[j]*v
	}
	return d.codings[j].fromLine(d.Mean[j] + d.SD[j]*v)
}

// StandardOf returns a value of a column as the flow learns it, in the middle of its
// noise where it is learnt with noise; outside of the support it is no number.
func (d *Data) StandardOf(j int, v float64) float64 {
	if d.codings != nil {
		v = d.codings[j].toLine(v, 0.5)
	}
	return (v - d.Mean[j]) / d.SD[j]
}

// LogUnits writes log|det| of the way of standardised points x into the data's own units
// into dst: what it takes off log p.
func (d *Data) LogUnits(dst []float64, x *ad.Mat) {
	for i := range dst[:x.Rows] {
		dst[i] = d.Units
	}
	if d.codings == nil {
		return
	}
	for i := range dst[:x.Rows] {
		dst[i] -= d.slopes
	}
	for j, c := range d.codings {
		for i, v := range x.Col(j) {
			dst[i] += c.logSlope(d.Mean[j] + d.SD[j]*v)
		}
	}
}

// meanUnits is the mean of LogUnits over points by their weights.
func (d *Data) meanUnits(x *ad.Mat, weights []float64) float64 {
	if d.codings == nil {
		return d.Units
	}
	each := make([]float64, x.Rows)
	d.LogUnits(each, x)
	return weightedMean(each, weights)
}

// addSlopes adds to the units what the ways into the supports do, as the mean over
// points to learn from, which are standardised.
func (d *Data) addSlopes(x *ad.Mat, weights []float64) {
	d.slopes = d.meanUnits(x, weights) - d.Units
	d.Units += d.slopes
}

// outside writes −Inf where a point in the data's own units is outside of a support.
func (d *Data) outside(dst []float64, own *ad.Mat) {
	for j, c := range d.codings {
		for i, v := range own.Col(j) {
			if !c.holds(v) {
				dst[i] = math.Inf(-1)
			}
		}
	}
}
