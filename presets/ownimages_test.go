package presets

import (
	"bijou/flows"
	"bijou/model"
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

func TestARunOfOnesOwnImagesIsKeptWithThem(t *testing.T) {
	dir := t.TempDir()
	for i := range 20 {
		m := image.NewGray(image.Rect(0, 0, 4, 2))
		for k := range m.Pix {
			m.Pix[k] = uint8(9*i + 3*(k%4)*(k/4))
		}
		var file bytes.Buffer
		if err := png.Encode(&file, m); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, fmt.Sprintf("%03d.png", i)), file.Bytes())
	}
	c, err := ParseRecipe("moons | affine, squeeze, sigmoid | adam, steps=2 | seed=1")
	if err != nil {
		t.Fatal(err)
	}
	if c.Source, err = ParseSource(dir, nil); err != nil {
		t.Fatal(err)
	}
	if c.Base, c.Spec, err = flows.ParseStack("affine, sigmoid"); err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(c)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	f.Step()
	file, err := f.Keep().Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := model.Restore(file, func(_, _ string) (model.Source, error) { return model.Source{}, os.ErrNotExist })
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	f.Step()
	again.Step()
	a, b := f.Snapshot(), again.Snapshot()
	if a.Data.Shape() != b.Data.Shape() || a.Data.Levels != b.Data.Levels || a.Train != b.Train {
		t.Errorf("shape %v, %d levels, loss %g; restored %v, %d, %g", a.Data.Shape(), a.Data.Levels, a.Train, b.Data.Shape(), b.Data.Levels, b.Train)
	}
}
