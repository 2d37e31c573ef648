package diagnose

import (
	"math"
	"math/rand/v2"
	"testing"
)

func closeTo(a, b float64) bool { return math.Abs(a-b) < 1e-12 }

// By hand: labelled −5, −3, −1 and others −4, −2, −1, 0. Pairs with the labelled lower:
// 4 + 3 + (1 + ½), of 12.
func TestDetectionByHand(t *testing.T) {
	d := Detect("kind=bad", 0.25, NewScores([]float64{-1, -5, -3}, nil), NewScores([]float64{0, -4, -1, -2}, nil))
	if !closeTo(float64(d.AUROC), 8.5/12) {
		t.Errorf("AUROC %v", d.AUROC)
	}
	// Precision at −5, −3 and −1: 1/1, 2/3, 3/6.
	if !closeTo(float64(d.AP), (1+2.0/3+0.5)/3) {
		t.Errorf("average precision %v", d.AP)
	}
	// One of four others may be taken: up to −3, which finds two of three.
	if d.At != -3 || d.Alarm != 0.25 || !closeTo(float64(d.Hits), 2.0/3) || !closeTo(float64(d.Right), 2.0/3) {
		t.Errorf("%+v", d)
	}
	// Placements of the labelled 1, 3/4, 3/8; of the others 2/3, 1/3, 1/6, 0 above them.
	x, y, a := []float64{1, 0.75, 0.375}, []float64{2.0 / 3, 1.0 / 3, 1.0 / 6, 0}, 8.5/12
	variance := 0.0
	for _, v := range x {
		variance += (v - a) * (v - a) / 2 / 3
	}
	for _, v := range y {
		variance += (v - 1 + a) * (v - 1 + a) / 3 / 4
	}
	if !closeTo(float64(d.SE), math.Sqrt(variance)) {
		t.Errorf("standard error %v, want %v", d.SE, math.Sqrt(variance))
	}
}

// Two normals one apart have an area of Φ(1/√2) = 0.7602, and its error is what it says.
func TestTheAreaOfTwoNormalsIsKnown(t *testing.T) {
	const truth = 0.7602499389
	rng := rand.New(rand.NewPCG(1, 2))
	within, runs, sum := 0, 300, 0.0
	for range runs {
		with, rest := make([]float64, 60), make([]float64, 200)
		for i := range with {
			with[i] = rng.NormFloat64() - 1
		}
		for i := range rest {
			rest[i] = rng.NormFloat64()
		}
		d := Detect("", 0, NewScores(with, nil), NewScores(rest, nil))
		sum += float64(d.AUROC) / float64(runs)
		if math.Abs(float64(d.AUROC)-truth) < 1.96*float64(d.SE) {
			within++
		}
	}
	if math.Abs(sum-truth) > 0.01 || within < 270 || within > 298 {
		t.Errorf("mean area %.4f, %d of %d within 1.96 standard errors", sum, within, runs)
	}
}

// The area under the thresholds, by trapezoids, is the AUROC.
func TestTheAreaUnderTheThresholdsIsTheAUROC(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	with, rest := make([]float64, 40), make([]float64, 70)
	for i := range with {
		with[i] = math.Round(4 * (rng.NormFloat64() - 1)) // with ties
	}
	for i := range rest {
		rest[i] = math.Round(4 * rng.NormFloat64())
	}
	labelled, others := NewScores(with, nil), NewScores(rest, nil)
	d := Detect("", 0.1, labelled, others)
	area, list := 0.0, Operate(labelled, others)
	for k, p := range list[1:] {
		area += (p.Alarm - list[k].Alarm) * (p.Hits + list[k].Hits) / 2
	}
	if last := list[len(list)-1]; !closeTo(area, float64(d.AUROC)) || last.Alarm != 1 || last.Hits != 1 {
		t.Errorf("area %v of an AUROC of %v, at the end %+v", area, d.AUROC, last)
	}
}

// A row that weighs k counts as k rows of the same score.
func TestAWeightedDetectionIsThatOfRepeatedRows(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	both := func(n int, middle float64) (once, again Scores) {
		var logp, weights, all []float64
		for range n {
			v, times := math.Round(8*(rng.NormFloat64()+middle)), 1+rng.IntN(4)
			logp, weights = append(logp, v), append(weights, float64(times)/4)
			for range times {
				all = append(all, v)
			}
		}
		return NewScores(logp, weights), NewScores(all, nil)
	}
	with, withAgain := both(40, -1)
	rest, restAgain := both(90, 0)
	d, want := Detect("", 0.1, with, rest), Detect("", 0.1, withAgain, restAgain)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"AUROC", float64(d.AUROC), float64(want.AUROC)}, {"average precision", float64(d.AP), float64(want.AP)},
		{"by chance", float64(d.Chance), float64(want.Chance)}, {"threshold", float64(d.At), float64(want.At)},
		{"false alarms", float64(d.Alarm), float64(want.Alarm)}, {"hits", float64(d.Hits), float64(want.Hits)},
		{"precision at it", float64(d.Right), float64(want.Right)},
	} {
		if !closeTo(c.got, c.want) {
			t.Errorf("%s %v, want %v", c.name, c.got, c.want)
		}
	}
	if d.SE <= want.SE || d.HitSE <= want.HitSE {
		t.Errorf("errors %v and %v are not above those of so many rows, %v and %v", d.SE, d.HitSE, want.SE, want.HitSE)
	}
}

// The error of a weighted area is what it says.
func TestTheErrorOfAWeightedAreaIsRight(t *testing.T) {
	const truth = 0.7602499389
	rng := rand.New(rand.NewPCG(7, 8))
	draw := func(n int, middle float64) Scores {
		logp, weights := make([]float64, n), make([]float64, n)
		for i := range logp {
			logp[i], weights[i] = rng.NormFloat64()+middle, rng.ExpFloat64()
		}
		return NewScores(logp, weights)
	}
	within, runs := 0, 400
	for range runs {
		d := Detect("", 0, draw(120, -1), draw(300, 0))
		if math.Abs(float64(d.AUROC)-truth) < 1.96*float64(d.SE) {
			within++
		}
	}
	if share := float64(within) / float64(runs); share < 0.91 || share > 0.98 {
		t.Errorf("%.3f of the areas are within 1.96 standard errors", share)
	}
}
