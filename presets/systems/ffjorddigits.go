package systems

import (
	"math"

	"bijou/flows/ad"
	"bijou/model"
)

var ffjordDigits = System{
	Name: "ffjord-digits", Title: "FFJORD on digits", Called: "FFJORD on images, continuous flows of images",
	Summary:   "the field of a cnf over 64 logits of greys, learnt by flow matching; its log p by the exact divergence and by Hutchinson's estimate",
	Relatives: "Grathwohl et al. 2019; Lipman et al. 2023; Hutchinson 1989",
	Recipes:   []string{"ffjord-digits"},
	NotBuilt:  []string{"convolutions in the field: the net is dense, and no image of thousands of pixels fits it"},
	Measure:   measureFFJORDDigits,
}

func measureFFJORDDigits(runs []Trained) ([]model.Figure, error) {
	s := runs[0].Best
	bits, se := s.HeldBits()
	d := newDigits(s)
	probe, err := d.probe()
	if err != nil {
		return nil, err
	}
	samples := levelsDrawn(s, d.rng, 500)
	return []model.Figure{
		model.NewFigure("bits_per_dim", "bits", "a pixel of 300 images held back, uniform noise; known by an autoregressive model of whole greys", bits).
			Within(se).Against(discreteBits).Should(model.AtMost, ffjordBits),
		model.NewFigure("roundtrip", "greys", "largest error of an image that went to z and back, by the solver", d.roundTrip()).Against(0).Should(model.AtMost, 0.01),
		model.NewFigure("hutchinson_z", "se", "mean of 4,096 estimated traces less the exact one", hutchinsonZ(s)).Should(model.AtMost, 4),
		model.NewFigure("hutchinson_nats", "nats", "deviation of log p of an image by one probe for the whole solve: what an estimate costs", hutchinsonNats(s)),
		model.NewFigure("imbalance", "", "total variation between the shares of digits in samples and in data", imbalance(probe, samples, d.trainClass, 10)).Against(0).Should(model.AtMost, 0.15),
		model.NewFigure("neighbour_ratio", "", "distance of samples to the nearest training image, over that of images held back", d.neighbourRatio()).Should(model.AtLeast, 0.9),
	}, nil
}

// ffjordBits is what a pixel may take.
const ffjordBits = 2.30

// hutchinsonNats is the standard deviation of log p of an image where its divergence is
// estimated with one probe, the same for the whole way (FFJORD, section 3.1), about log p
// with the exact one: both along the ways of a fixed number of steps.
func hutchinsonNats(s *model.Snapshot) float64 {
	const images, steps = 64, 40
	layer := continuousOf(s)
	x := s.Data.Test.X
	at := ad.New(images, x.Cols)
	at.CopyRows(x, 0, images)
	rng := model.DrawStream(s.Seed)
	probe := ad.New(images, x.Cols)
	for i := range probe.Data {
		probe.Data[i] = float64(2*rng.IntN(2) - 1)
	}
	t := ad.NewTape(s.Theta, nil)
	v := t.Const(at)
	for k := len(s.Stack.Layers) - 1; s.Stack.Layers[k].Map != layer; k-- {
		v, _ = s.Stack.Layers[k].Map.Inverse(v, nil)
	}
	off, time, now := make([]float64, images), ad.New(images, 1), v.Clone()
	for k := range steps { // back from t = 1, by the rule of the midpoint
		t.Reset()
		back := func(share float64, from, by *ad.Mat) *ad.Mat {
			out := from.Clone()
			for i, d := range by.Data {
				out.Data[i] -= share / steps * d
			}
			return out
		}
		setTime(time, 1-float64(k)/steps)
		middle := back(0.5, now, layer.Velocity(t.Const(now), nil, t.Const(time)))
		setTime(time, 1-(float64(k)+0.5)/steps)
		exact := layer.Divergence(t.Const(middle), nil, t.Const(time), nil)
		guess := layer.Divergence(t.Const(middle), nil, t.Const(time), t.Const(probe))
		for i := range off {
			off[i] += (guess.Data[i] - exact.Data[i]) / steps
		}
		now = back(1, now, layer.Velocity(t.Const(middle), nil, t.Const(time)))
	}
	square := 0.0
	for _, v := range off {
		square += v * v / images
	}
	return math.Sqrt(square)
}

func setTime(time *ad.Mat, t float64) {
	for i := range time.Data {
		time.Data[i] = t
	}
}
