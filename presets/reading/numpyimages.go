package reading

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// Arrays of images: N×H×W, N×H×W×C or N×C×H×W, for one channel or three. In an .npz file
// another array may hold a whole number for each image: its class.
const (
	labelName   = "class"
	wholeFrom   = 64 // levels from which grey counts as one of 256
	mostClasses = MaxLevels
)

// A pack are the arrays of a file by their names; a single one has none.
type pack map[string]numpyHeader

// openNumPyImages reads a file of images. is tells whether it is one: an array has three
// indices or four; else the file is a table.
func openNumPyImages(path string, least int) (src model.Source, is bool, err error) {
	f, err := OpenRegular(path, HeldBytes)
	if err != nil {
		return src, false, nil // whoever reads it as a table tells what is wrong
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, HeldBytes))
	if err != nil {
		return src, false, nil
	}
	src, is, err = numpyImages(data, least)
	src.Spec = path
	if err != nil {
		err = InFile(err, path)
	}
	return src, is, err
}

// numpyImages makes a source of the images in a file, which holds so many at least.
func numpyImages(data []byte, least int) (src model.Source, is bool, err error) {
	arrays := readPack(data)
	name, is := arrays.images()
	if !is {
		return src, false, nil
	}
	if err = fillImages(&src, arrays[name], least); err == nil {
		err = addClasses(&src, arrays)
	}
	return src, true, err
}

// readPack reads the headers of the arrays of a file; none if it is something else.
func readPack(data []byte) pack {
	if bytes.HasPrefix(data, []byte(numpyMagic)) {
		h, err := readNumPyHeader(data)
		if err != nil {
			return nil
		}
		return pack{"": h}
	}
	entries, err := unzip(data)
	if err != nil {
		return nil
	}
	arrays := pack{}
	for _, e := range entries {
		if arrays[e.name], err = readNumPyHeader(e.content); err != nil {
			return nil
		}
	}
	return arrays
}

// images names the largest array of images.
func (p pack) images() (name string, is bool) {
	for n, h := range p {
		switch d := len(h.dims); {
		case d != 3 && d != 4:
		case !is || h.dims[0] > p[name].dims[0] || h.dims[0] == p[name].dims[0] && n < name:
			name, is = n, true
		}
	}
	return name, is
}

// numberAt returns what reads a number of the array by its place, after a check of the
// size.
func (h numpyHeader) numberAt() (func(i int) float64, error) {
	descr := numpyType.FindStringSubmatch(h.text)
	if descr == nil {
		return nil, notImages("is a NumPy array of something else than numbers")
	}
	read, size, ok := numpyNumber(descr[1], descr[2], descr[3])
	if !ok {
		return nil, notImages("is a NumPy array of type %s", Clean(descr[2]+descr[3]))
	}
	all := 1
	for _, d := range h.dims {
		if d < 1 || d > HeldBytes/all {
			return nil, notImages("is a NumPy array of sizes that do not fit its numbers")
		}
		all *= d
	}
	if len(h.body) != all*size {
		return nil, notImages("is a NumPy array of sizes that do not fit its numbers")
	}
	return func(i int) float64 {
		v, err := strconv.ParseFloat(read(h.body[i*size:]), 64)
		if err != nil {
			return math.NaN()
		}
		return v
	}, nil
}

func notImages(what string, args ...any) *BadFileError {
	return Bad("save images as numpy.uint8, N×H×W or N×H×W×3", what, args...)
}

// A lay is where the numbers of images lie: index i·n + c·channel + y·row + x·col.
type lay struct{ n, channel, row, col int }

// layOf reads the shape of an array of images.
func layOf(h numpyHeader) (s flows.Shape, l lay, err error) {
	d, apart := h.dims, make([]int, len(h.dims))
	step := 1
	for k := range d {
		at := len(d) - 1 - k
		if h.byColumns {
			at = k
		}
		apart[at] = step
		step *= d[at]
	}
	isColour := func(k int) bool { return d[k] == 1 || d[k] == 3 }
	switch {
	case len(d) == 3:
		s, l = flows.Shape{Channels: 1, Height: d[1], Width: d[2]}, lay{apart[0], 0, apart[1], apart[2]}
	case isColour(3):
		s, l = flows.Shape{Channels: d[3], Height: d[1], Width: d[2]}, lay{apart[0], apart[3], apart[1], apart[2]}
	case isColour(1):
		s, l = flows.Shape{Channels: d[1], Height: d[2], Width: d[3]}, lay{apart[0], apart[1], apart[2], apart[3]}
	default:
		return s, l, notImages("holds arrays %d×%d×%d, neither of one channel nor of three", d[1], d[2], d[3])
	}
	if s.Height > mostImageSide || s.Width > mostImageSide || s.Positions() < 2 {
		return s, l, Bad(sizesOfImages, "holds images of %d×%d", s.Height, s.Width)
	}
	return s, l, nil
}

// fillImages makes points of the array.
func fillImages(src *model.Source, h numpyHeader, least int) error {
	read, err := h.numberAt()
	if err != nil {
		return err
	}
	s, l, err := layOf(h)
	if err != nil {
		return err
	}
	n := h.dims[0]
	if n < least {
		return Bad(fmt.Sprintf("give at least %d", least), "holds only %s", Count(n, "image"))
	}
	if n > mostImages {
		src.Notes = append(src.Notes, fmt.Sprintf("The first %d of %d images are used.", mostImages, n))
		n = mostImages
	}
	src.Shape, src.Points = s, ad.New(n, s.Size())
	for j := range s.Size() {
		at := j%s.Positions()/s.Width*l.row + j%s.Width*l.col + j/s.Positions()*l.channel
		column := src.Points.Col(j)
		for i := range column {
			column[i] = read(i*l.n + at)
		}
	}
	src.Columns = imageColumns(s)
	return setLevels(src)
}

// setLevels finds how many levels the numbers have: whole ones from 0 on, or shares of
// 255.
func setLevels(src *model.Source) error {
	x, most, whole := src.Points.Data, 0.0, true
	for _, v := range x {
		if !(v >= 0 && v <= imageLevels-1) {
			return Bad("save whole numbers from 0 to 255, or numbers from 0 to 1", "holds %v", v)
		}
		most, whole = max(most, v), whole && v == math.Trunc(v)
	}
	switch {
	case whole && most >= 1 && most < wholeFrom:
		src.Levels = int(most) + 1
		return nil
	case whole && most >= 1:
		src.Levels = imageLevels
		return nil
	case most > 1 || most == 0:
		return Bad("save whole numbers from 0 to 255, or numbers from 0 to 1", "holds numbers up to %.4g that are not whole, or nothing but 0", most)
	}
	for i, v := range x {
		x[i] = math.Round((imageLevels - 1) * v)
	}
	src.Levels = imageLevels
	src.Notes = append(src.Notes, "Numbers from 0 to 1 are taken as 256 levels.")
	return nil
}

// addClasses tells the class of every image, if another array has a whole number for
// each. Images with classes are split as the digits are.
func addClasses(src *model.Source, arrays pack) error {
	var names []string
	for name, h := range arrays {
		if len(h.dims) == 1 && h.dims[0] >= src.Points.Rows {
			names = append(names, name)
		}
	}
	if len(names) != 1 {
		return nil
	}
	read, err := arrays[names[0]].numberAt()
	if err != nil {
		return err
	}
	n := src.Points.Rows
	values, seen := make([]float64, n), []float64{}
	for i := range values {
		if values[i] = read(i); values[i] != math.Trunc(values[i]) {
			return nil
		}
		if at, is := slices.BinarySearch(seen, values[i]); !is {
			seen = slices.Insert(seen, at, values[i])
		}
		if len(seen) > mostClasses {
			return nil
		}
	}
	if len(seen) < 2 {
		return nil
	}
	class := model.Aside{Given: model.Given{Name: labelName}, Values: values}
	for _, v := range seen {
		class.Levels = append(class.Levels, strconv.FormatFloat(v, 'g', -1, 64))
	}
	for i, v := range values {
		at, _ := slices.BinarySearch(seen, v)
		values[i] = float64(at)
		src.Parts = append(src.Parts, PartByPlace(i))
	}
	src.Aside = []model.Aside{class}
	return nil
}

// isNumPy tells whether the name of a file says that it holds arrays.
func isNumPy(path string) bool {
	s, err := os.Stat(path)
	return err == nil && s.Mode().IsRegular() && (strings.HasSuffix(path, ".npy") || strings.HasSuffix(path, ".npz"))
}

// imageColumns names the entries of images, with their channel if they are in colour.
func imageColumns(s flows.Shape) (names []string) {
	if s.Channels == 1 {
		return PixelNames(s)
	}
	for _, channel := range []string{"r", "g", "b"} {
		for _, name := range PixelNames(s) {
			names = append(names, channel+name)
		}
	}
	return names
}
