package model

import (
	"math"
	"testing"

	"bijou/flows/ad"
)

// What a report says of the test part is the mean of the scores of its points.
func TestScoresAreInTheDatasOwnUnits(t *testing.T) {
	f := fit(t, points(500, 2), every, "lr=0.01, batch=64, steps=100")
	steps(f, 100)
	s := f.BestSnapshot()
	own := s.Data.Own(s.Data.Test.X)
	logp := make([]float64, own.Rows)
	s.Score(logp, own)
	closeTo(t, "mean", -mean(logp), float64(f.Done().TestNLLRaw), 1e-12)
}

// A flow that is the identity over a blob without slope is the normal
// distribution of the blob's own mean and deviation.
func TestTheScoreOfAnIdentityIsANormalDensity(t *testing.T) {
	f := fit(t, points(500, 2), "affine", "adam, steps=10")
	s := f.Snapshot()
	x := ad.New(1, 2)
	want := 0.0
	for j, v := range []float64{3, -1} {
		x.Set(0, j, v)
		z := (v - s.Data.Mean[j]) / s.Data.SD[j]
		want -= z*z/2 + math.Log(s.Data.SD[j]*math.Sqrt(2*math.Pi))
	}
	got := make([]float64, 1)
	s.Score(got, x)
	closeTo(t, "log p", got[0], want, 1e-12)
}

func TestWhereNoZLeadsThereIsNoDensity(t *testing.T) {
	f := fit(t, points(500, 2), "exp, affine(shift=-6, frozen)", "adam, steps=10")
	s := f.Snapshot()
	x := ad.New(2, 2)
	x.Set(0, 0, -1e6)
	got := make([]float64, 2)
	s.Score(got, x)
	if !math.IsInf(got[0], -1) || !isFinite(got[1]) {
		t.Errorf("log p = %v", got)
	}
}

// Draws have the mean and the deviation of the data that a flow without anything
// learnt is standardised by.
func TestDrawsAreInTheDatasOwnUnits(t *testing.T) {
	const n, seed = 20000, 3
	f := fit(t, points(500, 2), "affine", "adam, steps=10")
	s := f.Snapshot()
	x := s.Draw(DrawStream(seed), n)
	for j := range x.Cols {
		m, sd := meanSD(x.Col(j))
		closeTo(t, "mean", m, s.Data.Mean[j], 4*s.Data.SD[j]/math.Sqrt(n))
		closeTo(t, "deviation", sd, s.Data.SD[j], 4*s.Data.SD[j]/math.Sqrt(2*n))
	}
}
