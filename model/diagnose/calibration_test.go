package diagnose

import (
	"math/rand/v2"
	"testing"
)

func TestEvenRanksPassAndOthersDoNot(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	even, narrow := Calibration{Draws: 199, Ranks: make([][]int, 2)}, Calibration{Draws: 199, Ranks: make([][]int, 2)}
	for j := range even.Ranks {
		for range 2000 {
			even.Ranks[j] = append(even.Ranks[j], rng.IntN(200))
			narrow.Ranks[j] = append(narrow.Ranks[j], (rng.IntN(200)+rng.IntN(200))/2) // draws that are too wide
		}
	}
	if p := even.FamilyP(); p < 0.01 {
		t.Errorf("even ranks have p = %g", p)
	}
	if share, z := even.Coverage(0.9); z > 3.5 || share < 0.87 || share > 0.93 {
		t.Errorf("even ranks cover %g, %g standard errors from 0.9", share, z)
	}
	if p := narrow.FamilyP(); p > 1e-6 {
		t.Errorf("ranks that heap in the middle have p = %g", p)
	}
	if share, z := narrow.Coverage(0.9); z < 5 || share < 0.95 {
		t.Errorf("ranks that heap in the middle cover %g, %g standard errors from 0.9", share, z)
	}
}
