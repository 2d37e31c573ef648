package reading

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bijou/flows"
)

// pngFolder writes n images of a size.
func pngFolder(t *testing.T, n, w, h int, at func(i, x, y int) color.Color) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		m := image.NewNRGBA(image.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				m.Set(x, y, at(i, x, y))
			}
		}
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("%03d.png", i)))
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, m); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	return dir
}

func TestAFolderOfImagesIsData(t *testing.T) {
	dir := pngFolder(t, 20, 3, 2, func(i, x, y int) color.Color { return color.NRGBA{uint8(i), uint8(10 * x), uint8(100 * y), 255} })
	src, err := parse(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := (flows.Shape{Channels: 3, Height: 2, Width: 3}); src.Shape != want || src.Levels != 256 || src.Points.Rows != 20 {
		t.Fatalf("shape %v, %d levels, %d rows; want %v, 256, 20", src.Shape, src.Levels, src.Points.Rows, want)
	}
	for j, want := range []float64{7, 7, 7, 7, 7, 7, 0, 10, 20, 0, 10, 20, 0, 0, 0, 100, 100, 100} {
		if got := src.Points.At(7, j); got != want {
			t.Errorf("%s of the eighth image is %g, want %g", src.Columns[j], got, want)
		}
	}
}

func TestGreyImagesHaveOneChannel(t *testing.T) {
	dir := pngFolder(t, 20, 4, 4, func(i, x, y int) color.Color { return color.Gray{uint8(i * x)} })
	src, err := parse(dir, nil)
	if err != nil || src.Shape.Channels != 1 || src.Columns[5] != "y1x1" {
		t.Errorf("shape %v, columns %v, error %v", src.Shape, src.Columns, err)
	}
}

func TestFoldersThatAreNoImagesSayWhy(t *testing.T) {
	black := func(_, _, _ int) color.Color { return color.Black }
	few, large, mixed, torn := pngFolder(t, 3, 4, 4, black), pngFolder(t, 20, 33, 4, black), pngFolder(t, 20, 4, 4, black), pngFolder(t, 20, 4, 4, black)
	other := pngFolder(t, 1, 5, 4, black)
	if err := os.Rename(filepath.Join(other, "000.png"), filepath.Join(mixed, "099.png")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(torn, "004.png"), []byte("\x89PNG\r\n\x1a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for dir, says := range map[string]string{few: "holds 3 PNG files; give", large: "000.png: is 33×4; give", mixed: "099.png: is 5×4 and the first image 4×4; give", torn: "004.png: is no PNG image, or a damaged one; take"} {
		if _, err := parse(dir, nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v does not say %q", err, says)
		}
	}
}

// Images are scored as the rows that they are, few or many, with their classes.
func TestImagesAreRowsOfATable(t *testing.T) {
	dir := pngFolder(t, 2, 3, 2, func(i, x, y int) color.Color { return color.Gray{uint8(100*i + 10*y + x)} })
	rows, err := OpenRows(dir, Reading{}, Reading{})
	if err != nil {
		t.Fatal(err)
	}
	grey := flows.Shape{Channels: 1, Height: 2, Width: 3}
	if err := rows.Choose(imageColumns(grey), nil, nil); err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		if _, point, err := rows.Next(); err != nil || point[5] != float64(100*i+12) {
			t.Errorf("image %d is %v, %v", i, point, err)
		}
	}
	err = rows.Choose(imageColumns(flows.Shape{Channels: 3, Height: 2, Width: 3}), nil, nil)
	if want := dir + ": holds grey images of 2×3, and the run learnt others; give images as it learnt them"; err == nil || err.Error() != want {
		t.Errorf("%v; want %q", err, want)
	}
	if _, err := OpenRows(t.TempDir(), Reading{}, Reading{}); err == nil || !strings.Contains(err.Error(), "holds 0 PNG files; give a folder of 1 to") {
		t.Errorf("an empty folder: %v", err)
	}
}
