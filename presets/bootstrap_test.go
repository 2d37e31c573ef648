package presets

import (
	"bijou/model"
	"bijou/presets/reading"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// A table of draws with replacement has most of its rows many times: judged by copies of
// what it learnt, a flow would look better than any can be.
func TestABootstrapIsJudgedByRowsThatWereNotLearnt(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	draw := func() string { return fmt.Sprintf("%.6f,%.6f\n", rng.NormFloat64(), rng.NormFloat64()) }
	own := make([]string, 300)
	for i := range own {
		own[i] = draw()
	}
	text, fresh := "a,b\n", "a,b\n"
	for range 2000 {
		text, fresh = text+own[rng.IntN(300)], fresh+draw()
	}
	src, _, err := reading.ReadCSV(strings.NewReader(text), "boot.csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	src2, _, err := reading.ReadCSV(strings.NewReader(fresh), "fresh.csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	const truth = 2.838
	cfg, err := ParseRecipe("moons | actnorm, coupling(rqs)*4, linear | adam(lr=0.003), steps=600 | seed=1")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Source = src
	fit, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer fit.Close()
	for range 600 {
		fit.Step()
	}
	r := fit.Done()
	s := fit.BestSnapshot()
	logp := make([]float64, src2.Points.Rows)
	s.Score(logp, src2.Points)
	nll := 0.0
	for _, v := range logp {
		nll -= v / float64(len(logp))
	}
	if float64(r.TestNLLRaw) < truth-0.15 || nll > truth+0.4 || !strings.Contains(strings.Join(r.Notes, "\n"), "rows are copies of others") {
		t.Errorf("test NLL %.3f, on fresh points %.3f of %.3f; %q", float64(r.TestNLLRaw), nll, truth, r.Notes)
	}
}
