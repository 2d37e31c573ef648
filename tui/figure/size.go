package figure

import (
	"fmt"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"

	"bijou/model"
)

// A Size is that of a figure, in millimetres.
type Size struct{ Width, Height float64 }

// The least and the largest side of a figure: below, labels have no room, and above no
// sheet is as large.
const (
	leastSide = 20
	mostSide  = 2000
)

// units are the millimetres in a unit of length.
var units = []struct {
	name string
	mm   float64
}{{"mm", 1}, {"cm", 10}, {"in", 25.4}, {"pt", 25.4 / 72}}

// ParseSize reads a size with its unit, as 120x80mm.
func ParseSize(text string) (Size, error) {
	wrong := fmt.Errorf("a size is a width and a height in mm, cm, in or pt, as 120x80mm, not %q", text)
	for _, u := range units {
		sides, ok := strings.CutSuffix(text, u.name)
		if !ok {
			continue
		}
		across, up, ok := strings.Cut(sides, "x")
		w, errW := strconv.ParseFloat(across, 64)
		h, errH := strconv.ParseFloat(up, 64)
		if !ok || errW != nil || errH != nil {
			return Size{}, wrong
		}
		size := Size{w * u.mm, h * u.mm}
		if !(min(size.Width, size.Height) >= leastSide && max(size.Width, size.Height) <= mostSide) {
			return Size{}, fmt.Errorf("the sides of a figure are %d to %d mm long, not %s", leastSide, mostSide, text)
		}
		return size, nil
	}
	return Size{}, wrong
}

// lengths are those of the size.
func (s Size) lengths() (w, h vg.Length) {
	return vg.Length(s.Width) * vg.Millimeter, vg.Length(s.Height) * vg.Millimeter
}

// fixed is a size that no run changes.
func fixed(w, h float64) func(*model.Snapshot) Size {
	return func(*model.Snapshot) Size { return Size{w, h} }
}
