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
	d := Detect("kind=bad", 0.25, []float64{-1, -5, -3}, []float64{0, -4, -1, -2})
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
		d := Detect("", 0, with, rest)
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
	d := Detect("", 0.1, with, rest)
	area, list := 0.0, Operate(with, rest)
	for k, p := range list[1:] {
		area += (p.Alarm - list[k].Alarm) * (p.Hits + list[k].Hits) / 2
	}
	if last := list[len(list)-1]; !closeTo(area, float64(d.AUROC)) || last.Alarm != 1 || last.Hits != 1 {
		t.Errorf("area %v of an AUROC of %v, at the end %+v", area, d.AUROC, last)
	}
}
