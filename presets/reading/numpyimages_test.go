package reading

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"bijou/flows"
	"bijou/model"
)

// writeArrays writes a file for a test.
func writeArrays(t *testing.T, name, content string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// greys are n bytes that count up to a bound and begin again.
func greys(n, bound int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i % bound)
	}
	return b
}

func TestArraysOfImagesAreData(t *testing.T) {
	le := binary.LittleEndian
	for _, c := range []struct {
		name, shape string
		fortran     bool
		want        flows.Shape
		second      float64 // the second pixel of the first image, of its first channel
	}{
		{"grey", "(24, 2, 3)", false, flows.Shape{Channels: 1, Height: 2, Width: 3}, 1},
		{"grey by columns", "(24, 2, 3)", true, flows.Shape{Channels: 1, Height: 2, Width: 3}, 48 % 256},
		{"colour", "(24, 4, 5, 3)", false, flows.Shape{Channels: 3, Height: 4, Width: 5}, 3},
		{"colour, channels first", "(24, 3, 4, 5)", false, flows.Shape{Channels: 3, Height: 4, Width: 5}, 1},
		{"one channel told", "(24, 4, 5, 1)", false, flows.Shape{Channels: 1, Height: 4, Width: 5}, 1},
	} {
		n := 24 * c.want.Size()
		src, err := parse(writeArrays(t, "images.npy", npy("'|u1'", c.shape, c.fortran, greys(n, 200), le)), nil)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if src.Shape != c.want || src.Levels != 256 && n > 200 || src.Points.Rows != 24 || src.Points.At(0, 1) != c.second || len(src.Columns) != c.want.Size() {
			t.Errorf("%s: shape %v, %d levels, second pixel %g", c.name, src.Shape, src.Levels, src.Points.At(0, 1))
		}
	}
}

func TestSharesAreLevelsAndAnotherArrayHasTheClasses(t *testing.T) {
	le := binary.LittleEndian
	shares := make([]float32, 30*2*2)
	classes := make([]int64, 30)
	for i := range shares {
		shares[i] = float32(i%3) / 2
	}
	for i := range classes {
		classes[i] = int64(5 + 2*(i%2))
	}
	path := writeArrays(t, "images.npz", npz(t, "x", npy("'<f4'", "(30, 2, 2)", false, shares, le), "y", npy("'<i8'", "(30,)", false, classes, le)))
	src, err := parse(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if src.Levels != 256 || src.Points.At(0, 1) != 128 || src.Aside[0].Levels[1] != "7" || src.Aside[0].Values[1] != 1 || src.Parts[0] != model.Hold {
		t.Errorf("%d levels, pixel %g, classes %+v", src.Levels, src.Points.At(0, 1), src.Aside)
	}
	under, err := parse(path+"(given=class)", nil)
	if err != nil || len(under.Given) != 1 || under.Given[0].Width() != 2 {
		t.Errorf("under the class: %+v, %v", under.Given, err)
	}
}

func TestArraysThatAreNoImagesAreRefused(t *testing.T) {
	le := binary.LittleEndian
	for says, array := range map[string]string{
		"holds images of 40×40":               npy("'|u1'", "(20, 40, 40)", false, greys(20*1600, 9), le),
		"holds only 5 images":                 npy("'|u1'", "(5, 4, 4)", false, greys(80, 9), le),
		"neither of one channel nor of three": npy("'|u1'", "(20, 4, 4, 2)", false, greys(640, 9), le),
		"sizes that do not fit its numbers":   npy("'|u1'", "(20, 4, 5)", false, greys(320, 9), le),
		"holds -1":                            npy("'|i1'", "(20, 4, 4)", false, append([]byte{255}, greys(319, 9)...), le),
	} {
		_, err := parse(writeArrays(t, "images.npy", array), nil)
		fileCase{refused: says}.check(t, err)
	}
}

// Whatever the bytes are, they are images, a table or a proper refusal.
func FuzzNumPyImages(f *testing.F) {
	le := binary.LittleEndian
	grey := npy("'|u1'", "(24, 2, 3)", false, greys(144, 9), le)
	f.Add([]byte(grey))
	f.Add([]byte(npz(f, "x", npy("'<f4'", "(20, 2, 2, 3)", false, make([]float32, 240), le), "y", npy("'<i2'", "(20,)", false, make([]int16, 20), le))))
	f.Fuzz(func(t *testing.T, data []byte) { imagesOrRefusal(t, data) })
}

// imagesOrRefusal reads what may be images.
func imagesOrRefusal(t *testing.T, data []byte) {
	src, is, err := numpyImages(data, leastImages)
	switch {
	case !is && err != nil:
		t.Fatal("an error of what are no images")
	case err != nil:
		if _, ok := errors.AsType[*BadFileError](err); !ok {
			t.Fatalf("not a proper refusal: %#v", err)
		}
	case is:
		if _, err := model.Prepare(src); err != nil {
			if _, ok := errors.AsType[*model.DataError](err); !ok {
				t.Fatalf("not a proper refusal: %#v", err)
			}
		}
	}
}
