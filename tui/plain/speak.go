package plain

import (
	"errors"
	"math"
	"os"
	"slices"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/sound"
	"bijou/presets"
	"bijou/presets/reading"
)

// SpeakOptions say what sound is written.
type SpeakOptions struct {
	Given, As      string  // the condition, and that of a recording
	From           string  // a recording; empty for a draw
	Noise          float64 // that it has; 0 converts it
	Seconds, Sigma float64
	Seed           uint64
}

// Speak writes what a flow of waves says as a WAV file.
func Speak(s *model.Snapshot, path string, o SpeakOptions) error {
	if !s.Stack.Shape.IsWave() {
		return errors.New("the run has learnt no waves; bijou --recipe waveglow does")
	}
	given, err := conditionOf(s, o.Given)
	if err != nil {
		return err
	}
	var x []float64
	if o.From == "" {
		x, err = sound.Long(s.Under(given), model.DrawStream(o.Seed), int(o.Seconds*sound.Rate), o.Sigma)
	} else {
		x, err = respoken(s, given, o)
	}
	if err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(sound.Write(f, x), f.Close())
}

// conditionOf reads a condition as the flow hears it; nil for a flow without. Where
// nothing is said it is the first of those held back.
func conditionOf(s *model.Snapshot, text string) (*ad.Mat, error) {
	if s.Data.GivenDim() == 0 {
		return nil, nil
	}
	if text == "" {
		return s.Conditions(1), nil
	}
	own, err := presets.ParseConditions(text, s.Data.Given, reading.Reading{})
	if err != nil {
		return nil, err
	}
	return s.Data.StandardGiven(own), nil
}

// respoken cuts a recording into windows, as loud as those that the flow has learnt, and
// converts them, or takes the noise off.
func respoken(s *model.Snapshot, given *ad.Mat, o SpeakOptions) ([]float64, error) {
	x, err := presets.ReadSound(o.From)
	if err != nil {
		return nil, err
	}
	size, square := s.Stack.Dim, 0.0
	for _, v := range x {
		square += v * v / float64(len(x))
	}
	if len(x) < size || square == 0 {
		return nil, errors.New("the recording is silent, or shorter than a window")
	}
	as, err := conditionOf(s, o.As)
	if err != nil {
		return nil, err
	}
	windows := ad.New(len(x)/size, size)
	for i := range windows.Rows {
		for t, v := range x[i*size : (i+1)*size] {
			windows.Set(i, t, v/math.Sqrt(square))
		}
	}
	windows = s.Data.Standard(windows)
	if o.Noise > 0 {
		const iterations = 80
		windows = sound.Denoise(s.Under(given), windows, o.Noise/s.Data.SD[0], iterations)
	} else {
		windows = sound.Convert(s, windows, as, given)
	}
	own := s.Data.Own(windows)
	out, row := make([]float64, 0, len(x)), make([]float64, size)
	for i := range own.Rows {
		out = append(out, own.Row(row, i)...)
	}
	return slices.Clip(out), nil
}
