package systems

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/model"
)

// A synthesis is what samples are worth to who has no data: a classifier that learns from
// them and is tried on real images, the reverse, and whether all classes are drawn
// (Esteban et al. 2017, train on synthetic, test on real).
type synthesis struct {
	trainOnSamples, testOnSamples float64 // accuracies
	imbalance                     float64 // of the samples of a flow that is not told the class
}

// perClass is how many samples of a class are drawn: about as many as there are to learn
// from.
const perClass = 120

// judgeSynthesis draws from a flow under classes, and from one without.
func judgeSynthesis(under, free *model.Snapshot, d *digits, real *softmax) (synthesis, error) {
	classes, rng := under.Data.GivenDim(), model.DrawStream(under.Seed)
	given, drawn := ad.New(classes*perClass, classes), make([]float64, classes*perClass)
	for i := range drawn {
		drawn[i] = float64(i / perClass)
		given.Set(i, i/perClass, 1)
	}
	samples := levelsDrawn(under.Under(under.Data.StandardGiven(given)), rng, len(drawn))
	learner, err := fitSoftmax(samples, drawn, classes, probeStrength)
	if err != nil {
		return synthesis{}, err
	}
	return synthesis{
		trainOnSamples: learner.accuracy(d.held, d.heldClass),
		testOnSamples:  real.accuracy(samples, drawn),
		imbalance:      imbalance(real, levelsDrawn(free, rng, len(drawn)), d.trainClass, classes),
	}, nil
}

// levelsDrawn are samples as whole levels.
func levelsDrawn(s *model.Snapshot, rng *rand.Rand, n int) *ad.Mat {
	return s.Data.ToLevels(s.Data.Standard(s.Draw(rng, n)))
}

// imbalance is how far the shares of classes among samples, as a classifier tells them,
// are from those of data: half the sum of their differences, the total variation.
func imbalance(of *softmax, samples *ad.Mat, classOf []float64, classes int) float64 {
	gap := make([]float64, classes)
	for i := range samples.Rows {
		gap[of.class(samples.Row(nil, i))] += 1 / float64(samples.Rows)
	}
	for _, c := range classOf {
		gap[int(c)] -= 1 / float64(len(classOf))
	}
	sum := 0.0
	for _, g := range gap {
		sum += math.Abs(g) / 2
	}
	return sum
}
