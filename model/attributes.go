package model

import (
	"cmp"
	"math"
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
)

// An Attribute is something that images have more or less of.
type Attribute struct {
	Name   string
	values []float64 // of images to learn from, see traitImages; of a class 1, and 0 of others
	sorts  bool      // it is a class
}

// Attributes are those of the images that a run learns from: how bright they are, of
// grey ones how wide their strokes are and how they lean, and the classes that are told
// aside. There are none under conditions, which are dials themselves.
func Attributes(d *Data) (list []Attribute) {
	if !d.Shape().IsImage() || d.Train == nil || d.GivenDim() > 0 {
		return nil
	}
	first := ad.New(traitImages(d), d.Dim())
	first.CopyRows(d.Train, 0, first.Rows)
	images := d.Own(first)
	measure := func(name string, of func(pixels []float64, s flows.Shape) float64) {
		a := Attribute{Name: name, values: make([]float64, images.Rows)}
		pixels := make([]float64, images.Cols)
		for i := range a.values {
			a.values[i] = of(images.Row(pixels, i), d.Shape())
		}
		list = append(list, a)
	}
	if d.Shape().Channels == 1 {
		measure("thickness", Thickness)
		measure("slant", Slant)
	}
	measure("brightness", brightness)
	return append(list, classAttributes(d)...)
}

// classAttributes are those of columns with levels that are told aside.
func classAttributes(d *Data) (list []Attribute) {
	if d.Parts == nil {
		return nil
	}
	rows := d.Rows(Learn)
	rows = rows[:min(len(rows), traitImages(d))]
	for _, a := range d.Aside {
		for level, name := range a.Levels {
			c := Attribute{Name: a.Name + " " + name, values: make([]float64, len(rows)), sorts: true}
			for i, row := range rows {
				if int(a.Values[row]) == level {
					c.values[i] = 1
				}
			}
			if slices.Contains(c.values, 1) && slices.Contains(c.values, 0) {
				list = append(list, c)
			}
		}
	}
	return list
}

// traitImages is how many images attributes are found from: all, or as many as have so
// many numbers.
func traitImages(d *Data) int {
	const numbers = 1 << 17
	return min(d.Train.Rows, numbers/d.Dim()+1)
}

// Direction is by how much the mean z of the images that have most of an attribute
// differs from that of those that have least, a third of all each, or of a class from
// that of all others (Kingma and Dhariwal 2018, section 6).
func (s *Snapshot) Direction(a Attribute) []float64 {
	n := len(a.values)
	x := ad.New(n, s.Stack.Dim)
	x.CopyRows(s.Data.Train, 0, n)
	z := s.Inverse(x)[0]
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(a.values[i], a.values[j]) })
	low, high := n/3, n-n/3
	if a.sorts {
		low, _ = slices.BinarySearchFunc(order, 0.5, func(i int, v float64) int { return cmp.Compare(a.values[i], v) })
		high = low
	}
	direction := make([]float64, z.Cols)
	for j := range direction {
		direction[j] = meanOver(z.Col(j), order[high:]) - meanOver(z.Col(j), order[:low])
	}
	return direction
}

func meanOver(x []float64, rows []int) float64 {
	sum := 0.0
	for _, i := range rows {
		sum += x[i]
	}
	return sum / float64(max(len(rows), 1))
}

// Thickness is how wide the strokes of a grey image are, in pixels: twice their area
// over the length of their outline, which is the total variation of the image (the
// coarea formula).
func Thickness(pixels []float64, s flows.Shape) float64 {
	area, outline := 0.0, 0.0
	at := func(y, x int) float64 {
		if y < 0 || x < 0 || y >= s.Height || x >= s.Width {
			return 0
		}
		return pixels[y*s.Width+x]
	}
	for y := -1; y < s.Height; y++ {
		for x := -1; x < s.Width; x++ {
			area += at(y, x)
			outline += math.Hypot(at(y, x+1)-at(y, x), at(y+1, x)-at(y, x))
		}
	}
	return 2 * area / max(outline, math.SmallestNonzeroFloat64)
}

// Slant is by how many columns a grey image leans to the right for every row up: the
// slope of the regression of its ink's columns on its rows.
func Slant(pixels []float64, s flows.Shape) float64 {
	var ink, my, mx, yy, xy float64
	for i, v := range pixels {
		ink, my, mx = ink+v, my+v*float64(i/s.Width), mx+v*float64(i%s.Width)
	}
	my, mx = my/ink, mx/ink
	for i, v := range pixels {
		y, x := float64(i/s.Width)-my, float64(i%s.Width)-mx
		yy, xy = yy+v*y*y, xy+v*x*y
	}
	return -xy / max(yy, math.SmallestNonzeroFloat64)
}

// brightness is the mean of the pixels.
func brightness(pixels []float64, _ flows.Shape) float64 {
	sum := 0.0
	for _, v := range pixels {
		sum += v
	}
	return sum / float64(len(pixels))
}
