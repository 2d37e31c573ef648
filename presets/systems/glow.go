package systems

import (
	"math"

	"bijou/flows/ad"
	"bijou/model"
)

var glow = System{
	Name: "glow", Title: "Glow", Called: "Glow, multi-scale RealNVP, invertible 1×1 convolutions",
	Summary:   "two levels of convolutional couplings on handwritten digits of 8×8 pixels and 17 greys",
	Relatives: "Dinh et al. 2017 (RealNVP); Kingma and Dhariwal 2018 (Glow)",
	Recipes:   []string{"glow", "glow-fixed", "glow-class"},
	NotBuilt: []string{
		"faces of 256×256 pixels: that takes weeks of many graphics processors",
		"variational dequantisation (Ho et al. 2019): uniform noise meets the bar",
	},
	Measure: measureGlow,
}

// discreteBits is what an autoregressive model of the greys themselves reaches on the
// same split: the best that is known, and no bound.
const discreteBits = 1.98

func measureGlow(runs []Trained) ([]model.Figure, error) {
	s, fixed, class := runs[0].Best, runs[1].Best, runs[2].Best
	bits, se := s.HeldBits()
	others, _ := fixed.HeldBits()
	d := newDigits(s)
	probe, err := d.probe()
	if err != nil {
		return nil, err
	}
	accuracy, accuracySE := classify(class)
	made, err := judgeSynthesis(class, s, d, probe)
	if err != nil {
		return nil, err
	}
	gain, gainSE := d.pathGain()
	return []model.Figure{
		model.NewFigure("bits_per_dim", "bits", "a pixel of 300 images held back, uniform noise; known by an autoregressive model of whole greys", bits).
			Within(se).Against(discreteBits).Should(model.AtMost, 2.15),
		model.NewFigure("permutation_gain", "bits", "less than with channels in a fixed order", others-bits).Should(model.AtLeast, -0.02),
		model.NewFigure("roundtrip", "greys", "largest error of an image that went to z and back", d.roundTrip()).Against(0).Should(model.AtMost, 1e-9),
		model.NewFigure("edit_flips", "share", "of images that a linear probe takes for the digit they were moved to, mean of 8 pairs", d.editFlips(probe)).Should(model.AtLeast, 0.80),
		model.NewFigure("thickness_moves", "share", "of images held back whose strokes are wider with more of it in z than with less", d.moves("thickness", model.Thickness)).Should(model.AtLeast, 0.90),
		model.NewFigure("slant_moves", "share", "of them that lean further to the right with more of it than with less", d.moves("slant", model.Slant)).Should(model.AtLeast, 0.90),
		model.NewFigure("path_gain", "nats", "by which the middle of a path in z is likelier than a cross-fade of pixels", gain).Within(gainSE).Should(model.AtLeast, 10),
		model.NewFigure("neighbour_ratio", "", "distance of samples to the nearest training image, over that of images held back", d.neighbourRatio()).Should(model.AtLeast, 0.9),
		model.NewFigure("class_accuracy", "share", "of images held back whose digit has the highest p(x | digit); known by logistic regression", accuracy).
			Within(accuracySE).Against(probe.accuracy(d.held, d.heldClass)).Should(model.AtLeast, 0.97),
		model.NewFigure("train_on_samples", "share", "of images held back that a logistic regression tells which saw samples alone; known by one that saw data", made.trainOnSamples).
			Against(probe.accuracy(d.held, d.heldClass)).Should(model.AtLeast, 0.90),
		model.NewFigure("test_on_samples", "share", "of samples that one which saw data takes for the digit asked for", made.testOnSamples).Should(model.AtLeast, 0.80),
		model.NewFigure("imbalance", "", "total variation between the shares of digits in samples and in data", made.imbalance).Against(0).Should(model.AtMost, 0.15),
	}, nil
}

// classify is the share of images held back whose class is the one under which a
// conditional flow gives them the highest density: Bayes' rule for classes that are
// equally common.
func classify(s *model.Snapshot) (share, se float64) {
	_, aside := s.Data.LevelsOf(model.Hold)
	classes, held := s.Data.GivenDim(), s.Data.Test
	n := held.X.Rows / s.Data.Copies
	best, likeliest := make([]float64, n), make([]int, n)
	for c := range classes {
		given := ad.New(1, classes)
		given.Set(0, c, 1)
		logp := make([]float64, held.X.Rows)
		s.Under(given).LogProb(logp, held.X)
		for i := range n {
			sum := 0.0
			for copy := range s.Data.Copies {
				sum += logp[copy*n+i]
			}
			if c == 0 || sum > best[i] {
				best[i], likeliest[i] = sum, c
			}
		}
	}
	for i, class := range aside[0] {
		if likeliest[i] == int(class) {
			share += 1 / float64(n)
		}
	}
	return share, math.Sqrt(share * (1 - share) / float64(n))
}
