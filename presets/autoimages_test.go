package presets

import (
	"strings"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// Every size of image gets a flow that can be built, and a sentence that says which.
func TestImagesGetAGlowOfTheirShape(t *testing.T) {
	for _, c := range []struct {
		shape flows.Shape
		about string
	}{
		{flows.Shape{Channels: 1, Height: 8, Width: 8}, "Auto, for images of 8×8×1: a Glow of 2 levels."},
		{flows.Shape{Channels: 3, Height: 32, Width: 32}, "Auto, for images of 32×32×3: a Glow of 3 levels."},
		{flows.Shape{Channels: 1, Height: 28, Width: 28}, "Auto, for images of 28×28×1: a Glow of 2 levels."},
		{flows.Shape{Channels: 1, Height: 4, Width: 6}, "Auto, for images of 4×6×1: a Glow of one level."},
		{flows.Shape{Channels: 1, Height: 7, Width: 7}, "under chequerboards."},
		{flows.Shape{Channels: 3, Height: 5, Width: 8}, "under chequerboards."},
		{flows.Shape{Channels: 3, Height: 1, Width: 2}, "under chequerboards."},
	} {
		src := model.Source{Spec: "images", Shape: c.shape, Levels: 4, Columns: make([]string, c.shape.Size()), Points: ad.New(30, c.shape.Size())}
		for i := range src.Points.Data {
			src.Points.Data[i] = float64(i % 4)
		}
		cfg, err := Auto(model.Config{Source: src, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		if note := cfg.Source.Notes[len(cfg.Source.Notes)-1]; !strings.HasSuffix(note, c.about) {
			t.Errorf("%s: %q", c.shape, note)
		}
		f, err := model.NewFit(cfg)
		if err != nil {
			t.Errorf("%s: %v", c.shape, err)
			continue
		}
		f.Close()
	}
}
