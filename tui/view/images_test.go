package view

import (
	"slices"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// A pixel stays where it is on the screen, though four of them are channels of one
// position behind a squeeze.
func TestWhatComesOfAPixelIsDrawnWhereItIs(t *testing.T) {
	s := snapshotOf(t, "digits(n=60) | squeeze, sigmoid | adam, steps=1 | seed=1")
	m := MakeImages(s, ImageLook{Heat: Cool})
	for k := range m.Data {
		for i := range m.Data[k].Rows {
			pixels := m.pixels(m.Data[k], k, i)
			data := m.Data[2].Row(nil, i)
			for j, v := range pixels {
				for l, w := range pixels {
					if (v < w) != (data[j] < data[l]) { // sigmoid keeps the order
						t.Fatalf("behind layer %d pixels %d and %d of image %d are in another order than in the data", k, j, l, i)
					}
				}
			}
		}
	}
}

func TestTheNearestImageIsOneToLearnFrom(t *testing.T) {
	s := snapshotOf(t, "digits(n=60) | sigmoid | adam, steps=1 | seed=1")
	x := s.Data.Train.Clone()
	if got := nearestRows(x, s.Data.Train); !slices.Equal(got.Data, x.Data) {
		t.Error("a training image is not the nearest to itself")
	}
	moved := &ad.Mat{Rows: 1, Cols: x.Cols, Data: x.Row(nil, 5)}
	moved.Data[3] += 0.01
	if got := nearestRows(moved, s.Data.Train); !slices.Equal(got.Data, x.Row(nil, 5)) {
		t.Error("an image that was moved a little has another nearest one")
	}
}

// Over all conditions a sample is under that of the image of the data below it; under
// one all are, and the data are those that have it.
func TestSamplesAreUnderTheConditionsOfTheirNeighbours(t *testing.T) {
	s := snapshotOf(t, "digits(n=120, given=class) | affine, glow(hidden=4), squeeze, sigmoid | adam, steps=1 | seed=1")
	for i := range s.Theta { // away from the start, where conditions are not heard
		s.Theta[i] += 0.1 * float64(i%7-3)
	}
	s = s.Under(DataSample(s.Data, CloudPoints).Given)
	m := MakeImages(s, ImageLook{Heat: Cool})
	k := len(m.Samples) - 1
	want := s.Under(s.Data.Test.Rows(0, m.Hot.Rows).Given).Forward(m.Samples[0])[k]
	if !slices.Equal(m.Samples[k].Data, want.Data) {
		t.Error("the samples are under other conditions than their neighbours")
	}
	three := ad.New(1, 10)
	three.Set(0, 3, 1)
	one := MakeImages(s.Under(three), ImageLook{Heat: Cool})
	want = s.Under(three).Forward(one.Samples[0])[k]
	if !slices.Equal(one.Samples[k].Data, want.Data) || slices.Equal(one.Samples[k].Data, m.Samples[k].Data) {
		t.Error("the samples are not under the one condition")
	}
	for i := range one.Data[k].Rows {
		_, aside := s.Data.LevelsOf(model.Hold)
		if class := nearestClass(one.Data[k].Row(nil, i), s, aside[0]); class != 3 {
			t.Errorf("image %d of those under 3 is a %d", i, class)
		}
	}
}

// nearestClass is the class of the image held back that a standardised image is.
func nearestClass(image []float64, s *model.Snapshot, classes []float64) int {
	held := s.Data.Test.X
	for i, class := range classes {
		if slices.Equal(held.Row(nil, i), image) {
			return int(class)
		}
	}
	return -1
}

func TestTheWayBetweenTwoImagesBeginsAndEndsAtThem(t *testing.T) {
	m := MakeImages(snapshotOf(t, "digits(n=60) | affine, glow(hidden=4), squeeze, sigmoid | adam, steps=1 | seed=1"), ImageLook{Heat: Cool})
	data := m.Data[len(m.Data)-1]
	for end, row := range []int{0, m.Way.Rows - 1} {
		for j := range data.Cols {
			if d := m.Way.At(row, j) - data.At(end, j); d > 1e-9 || d < -1e-9 {
				t.Fatalf("the way is %g off image %d in entry %d", d, end+1, j)
			}
		}
	}
}

// z that moved along an attribute comes back as images that have more of it, and z that
// did not as the data.
func TestAnAttributeChangesImagesTheWayItSays(t *testing.T) {
	s := snapshotOf(t, "digits(n=300) | affine, glow(hidden=4), squeeze, sigmoid | adam, steps=1 | seed=1")
	plain := MakeImages(s, ImageLook{Heat: Cool})
	if plain.Off > 1e-9 {
		t.Errorf("images come back %g off", plain.Off)
	}
	for trait, name := range plain.Traits[:2] {
		measure := map[string]func([]float64, flows.Shape) float64{"thickness": model.Thickness, "slant": model.Slant}[name]
		mean := func(by float64) (sum float64) {
			m := MakeImages(s, ImageLook{Cool, Edit{trait, by}})
			own := s.Data.Own(m.Edited)
			for i := range own.Rows {
				sum += measure(own.Row(nil, i), m.Shape) / float64(own.Rows)
			}
			return sum
		}
		if less, same, more := mean(-1), mean(0), mean(1); !(less < same && same < more) {
			t.Errorf("%s of images with less, as they are and with more: %g, %g, %g", name, less, same, more)
		}
	}
}
