package flows

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"bijou/flows/ad"
)

func TestThePiecesOfADriftAddUpToTheWhole(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	for text, tolerance := range map[string]float64{
		"cnf(hidden=8, tol=1e-10)": 1e-8, "cnf(hidden=8, tol=1e-10, flip)": 1e-8, "cnf(hidden=8, tol=0, steps=64)": 1e-5, "cnf(hidden=9x7x5, tol=1e-9, flip)": 1e-7,
	} {
		for _, n := range []int{1, 3, 16} {
			t.Run(fmt.Sprintf("%s in %d", text, n), func(t *testing.T) {
				s := swirl(t, text)
				pieces := s.layer.pieces(n)
				z := s.batch(100, 1)
				x, ladj := s.run(s.layer.Map.Forward, z)
				at, total := z, make([]float64, z.Rows)
				for _, p := range pieces {
					var part *ad.Mat
					at, part = s.run(p.Map.Forward, at)
					for i, v := range part.Data {
						total[i] += v
					}
				}
				if off := max(distance(at, x), distance(&ad.Mat{Data: total}, ladj)); off > tolerance {
					t.Errorf("the last piece ends %.2g from the whole", off)
				}
				for _, p := range slices.Backward(pieces) {
					at, _ = s.run(p.Map.Inverse, at)
				}
				if off := distance(at, z); off > tolerance {
					t.Errorf("the way back ends %.2g from the start", off)
				}
			})
		}
	}
}

// The flow of a linear field is known at every time: x(t) = eᴬᵗ z, log|det| = t tr A
// (see TestALinearFieldIsASpiral).
func TestBetweenPiecesSamplesAreOnTheirWay(t *testing.T) {
	const a, w, n = 0.3, 2.0, 8
	for text, sign := range map[string]float64{"cnf(hidden=0, tol=1e-11)": 1, "cnf(hidden=0, tol=1e-11, flip)": -1, "cnf(hidden=0, tol=0, steps=80)": 1} {
		s := newSubject(t, parsed(t, text)[0], 2, 0)
		copy(s.theta, []float64{a, -w, 0, w, a, 0})
		stack := &Stack{Dim: 2, Layers: []Layer{s.layer}}
		cut, _ := stack.InPieces(n)
		z := s.batch(10, 1)
		path := cut.Evaluator(Normal{}, s.theta).Forward(z)
		for k, at := range path.At {
			time := sign * float64(k) / n
			sin, cos := math.Sincos(w * time)
			for i := range z.Rows {
				z1, z2 := z.At(i, 0), z.At(i, 1)
				want := []float64{math.Exp(a*time) * (cos*z1 - sin*z2), math.Exp(a*time) * (sin*z1 + cos*z2)}
				if !near(at.At(i, 0), want[0], 1e-7) || !near(at.At(i, 1), want[1], 1e-7) {
					t.Errorf("%s: after %d of %d pieces %v is at %v, want %v", text, k, n, z.Row(nil, i), at.Row(nil, i), want)
				}
				if k > 0 && !near(path.Ladj[k-1].Data[i], sign*2*a/n, 1e-9) {
					t.Errorf("%s: piece %d has log|det| %g, want %g", text, k, path.Ladj[k-1].Data[i], sign*2*a/n)
				}
			}
		}
	}
}

func TestOnlyWhatDriftsIsCut(t *testing.T) {
	stack, err := NewStack(parsed(t, "actnorm, cnf(hidden=4), cnf(hidden=4, off), cnf(hidden=4, flip), affine"), 2, 0)
	if err != nil {
		t.Fatal(err)
	}
	cut, stops := stack.InPieces(5)
	if want := []int{0, 1, 6, 7, 12, 13}; !slices.Equal(stops, want) || len(cut.Layers) != 13 || len(stack.Layers) != 5 {
		t.Fatalf("%d layers became %d, with stops at %v, want 13 and %v", len(stack.Layers), len(cut.Layers), stops, want)
	}
	theta := make([]float64, stack.Len)
	stack.Start(theta, 1)
	for i := range theta {
		theta[i] += 0.3 * math.Sin(float64(i))
	}
	z := ad.FromRows([][]float64{{0.5, -1}, {2, 0.1}, {-0.7, -0.2}})
	whole, parts := stack.Evaluator(Normal{}, theta).Forward(z), cut.Evaluator(Normal{}, theta).Forward(z)
	for k, at := range whole.At {
		if off := distance(parts.At[stops[k]], at); off > 1e-4 {
			t.Errorf("behind layer %d the pieces are %.2g off", k, off)
		}
	}
}
