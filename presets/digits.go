package presets

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets/reading"
)

//go:embed data/digits8x8.csv.gz
var digitsCSV []byte

// digitsShape is how the pixels of a digit lie.
var digitsShape = flows.Shape{Channels: 1, Height: 8, Width: 8}

const (
	digitLevels = 17
	digitPixels = 64
)

// digits are handwritten digits of 8×8 pixels. Every sixth is held back, and every
// one behind those chooses the best weights: 1,197 to learn from, 300 and 300.
func digits() Dataset {
	d := Dataset{
		Name: "digits", Title: "Handwritten digits",
		Summary: "1,797 images of 8×8 pixels with 17 greys; their class may be given: digits(given=class)",
		Origin:  "Alpaydin and Kaynak 1998, Optical Recognition of Handwritten Digits, UCI, CC BY 4.0",
		Fields: []flows.Field{
			{Name: pointsField, Help: "images", Type: flows.Int, Default: "1797", Min: 60, Max: 1797, Step: 300},
			{Name: "which", Help: "all digits, or without one, which is only held back then: is it strange?", Type: flows.Choice, Choices: whichDigits(), Default: "all", Step: 1},
		},
	}
	d.Build = func(v flows.Values) (model.Source, error) {
		src, err := readDigits(v.Int(pointsField))
		if err != nil {
			return src, err
		}
		src = withoutDigit(src, v.Text("which"))
		src.Spec = d.spec(v)
		return src, nil
	}
	return d
}

func digitNames() (names []string) {
	for d := range 10 {
		names = append(names, strconv.Itoa(d))
	}
	return names
}

// whichDigits are the choices of digits to learn: all, without-0, ….
func whichDigits() []string {
	list := []string{"all"}
	for _, name := range digitNames() {
		list = append(list, "without-"+name)
	}
	return list
}

// withoutDigit leaves the images of a digit out but for those that are held back.
func withoutDigit(src model.Source, which string) model.Source {
	at := slices.Index(whichDigits()[1:], which)
	if at < 0 {
		return src
	}
	class := src.Aside[0]
	var rows []int
	for i, v := range class.Values {
		if int(v) != at || src.Parts[i] == model.Hold {
			rows = append(rows, i)
		}
	}
	out := src
	out.Points, out.Parts, class.Values = ad.New(len(rows), src.Points.Cols), make([]model.Part, len(rows)), make([]float64, len(rows))
	for i, row := range rows {
		out.Parts[i], class.Values[i] = src.Parts[row], src.Aside[0].Values[row]
		for j := range src.Points.Cols {
			out.Points.Set(i, j, src.Points.At(row, j))
		}
	}
	out.Aside = []model.Aside{class}
	return out
}

// readDigits reads the first n digits.
func readDigits(n int) (model.Source, error) {
	src := model.Source{Shape: digitsShape, Levels: digitLevels, Carried: true}
	z, err := gzip.NewReader(bytes.NewReader(digitsCSV))
	if err != nil {
		return src, err
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return src, err
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	lines = lines[:min(n, len(lines))]
	src.Points = ad.New(len(lines), digitPixels)
	class := model.Aside{Given: model.Given{Name: "class", Levels: digitNames()}, Values: make([]float64, len(lines))}
	for i, line := range lines {
		cells := strings.Split(line, ",")
		if len(cells) != digitPixels+1 {
			return src, fmt.Errorf("digit %d has %d numbers", i+1, len(cells))
		}
		for j, cell := range cells {
			v, err := strconv.Atoi(strings.TrimSpace(cell))
			if err != nil {
				return src, fmt.Errorf("digit %d: %w", i+1, err)
			}
			if j == digitPixels {
				class.Values[i] = float64(v)
			} else {
				src.Points.Set(i, j, float64(v))
			}
		}
		src.Parts = append(src.Parts, reading.PartByPlace(i))
	}
	src.Aside = []model.Aside{class}
	src.Columns = reading.PixelNames(digitsShape)
	return src, nil
}
