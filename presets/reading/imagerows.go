package reading

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"strings"

	"bijou/model"
)

// imagesAt reads the images of a folder, or of a file of NumPy, so many at least, and tells
// whether that is what it holds.
func imagesAt(path string, told Reading, least int) (src model.Source, is bool, err error) {
	if isFolder(path) {
		src, err = openImages(path, least)
		return src, true, err
	}
	if !isNumPy(path) || told != (Reading{}) {
		return src, false, nil
	}
	return openNumPyImages(path, least)
}

func isFolder(path string) bool {
	s, err := os.Stat(path)
	return err == nil && s.IsDir()
}

// imageRows writes images as the table that their numbers are, the class of each behind
// them, if it is known, and reads that.
func imageRows(src model.Source, learnt Reading) (*Rows, error) {
	var text bytes.Buffer
	names := slices.Clone(src.Columns)
	for _, a := range src.Aside {
		names = append(names, a.Name)
	}
	text.WriteString(strings.Join(names, ",") + "\n")
	cell := make([]byte, 0, len("255,"))
	for i := range src.Points.Rows {
		for j := range src.Points.Cols {
			cell = strconv.AppendFloat(cell[:0], src.Points.At(i, j), 'f', -1, 64)
			if j > 0 {
				text.WriteByte(',')
			}
			text.Write(cell)
		}
		for _, a := range src.Aside {
			text.WriteString("," + a.Levels[int(a.Values[i])])
		}
		text.WriteByte('\n')
	}
	rows, err := ReadRows(&text, src.Spec, Reading{}, learnt)
	if err == nil {
		rows.images = src.Shape
	}
	return rows, err
}

// otherImages refuses images of another size, or of other channels, than those that want
// names.
func (t *Rows) otherImages(want []string) error {
	size := t.images.Size()
	if size == 0 || len(want) >= size && slices.Equal(want[:size], imageColumns(t.images)) {
		return nil
	}
	colours := "grey"
	if t.images.Channels > 1 {
		colours = "coloured"
	}
	return Bad("give images as it learnt them", "holds %s images of %d×%d, and the run learnt others", colours, t.images.Height, t.images.Width)
}
