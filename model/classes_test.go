package model

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bijou/flows/ad"
)

// worded are points under two categorical columns that hang together: of "ab" and "xyz",
// where b never comes with z. The number is normal about 2 under b.
func worded(n int) Source {
	rng := rand.New(rand.NewPCG(5, 6))
	src := Source{
		Spec: "words.csv", Columns: []string{"v"}, Points: ad.New(n, 6),
		Given: []Given{{Name: "kind", Levels: []string{"a", "b"}, Learnt: true}, {Name: "mark", Levels: []string{"x", "y", "z"}, Learnt: true, At: 1}},
	}
	for i := range n {
		kind, mark := 0, rng.IntN(3)
		if rng.Float64() < .4 {
			kind, mark = 1, rng.IntN(2)
		}
		src.Points.Set(i, 0, 2*float64(kind)+rng.NormFloat64())
		src.Points.Set(i, 1+kind, 1)
		src.Points.Set(i, 3+mark, 1)
	}
	return src
}

func TestTheFrequenciesOfCategoriesSumToOne(t *testing.T) {
	for _, weights := range [][]float64{nil, slices.Repeat([]float64{.5, 1.5}, 3000)} {
		src := worded(6000)
		given := src.cut(src.Points).Given
		c := newClasses(src.Given, given, weights)
		total := 0.0
		for kind := range byte(2) {
			for mark := range byte(3) {
				total += c.prob(string([]byte{kind, mark}))
			}
		}
		if math.Abs(total-1) > 1e-12 {
			t.Errorf("P sums to %v", total)
		}
		together, never := c.prob(string([]byte{1, 0})), c.prob(string([]byte{1, 2}))
		if math.Abs(together-.2) > .03 || !(never > 0 && never < .02) {
			t.Errorf("P of b and x is %.3f, of b and z %.3f; they are .2 and 0", together, never)
		}
		alone := newClasses(src.Given[:1], given, weights)
		logp := make([]float64, 6000)
		alone.logProb(logp, given)
		if p := math.Exp(logp[slices.Index(given.Col(1), 1)]); math.Abs(p-.4) > .04 {
			t.Errorf("P of b is %.3f, .4 in truth", p)
		}
	}
}

func TestDrawsHaveTheFrequenciesOfTheirCategories(t *testing.T) {
	for _, columns := range []int{1, 2} {
		src := worded(300)
		c := newClasses(src.Given[:columns], src.cut(src.Points).Given, nil)
		const n = 20000
		drawn := ad.New(n, 5)
		c.draw(rand.New(rand.NewPCG(1, 2)), drawn)
		seen := map[string]float64{}
		for i := range n {
			seen[c.key(drawn, i)] += 1. / n
		}
		for key, share := range seen {
			p := c.prob(key)
			if columns == 1 {
				p = c.apart(key)
			}
			if math.Abs(share-p) > 5*math.Sqrt(p*(1-p)/n) {
				t.Errorf("%v is drawn %.4f of the time, its P is %.4f", []byte(key), share, p)
			}
		}
	}
}

// log P(kind, mark) + log p(v | kind): the entropy of the source is known.
func TestTheNLLOfCategoriesAndNumbersIsThatOfBoth(t *testing.T) {
	f := trainedOn(t, worded(3000), "affine, autoregressive(hidden=8)", "adam(lr=0.01), steps=400")
	for range 400 {
		f.Step()
	}
	entropy := -.6*math.Log(.6/3) - .4*math.Log(.4/2) + .5*math.Log(2*math.Pi*math.E)
	r := f.Done()
	for name, nll := range map[string]Number{"test": r.TestNLLRaw, "validation": r.ValNLL + r.TestNLLRaw - r.TestNLL, "training": r.TrainNLL + r.TestNLLRaw - r.TestNLL, "judged": Number(f.best.nll)} {
		if math.Abs(float64(nll)-entropy) > .08 {
			t.Errorf("%s NLL %.4f, the entropy is %.4f", name, nll, entropy)
		}
	}
	s := f.BestSnapshot()
	held := s.Data.Test
	points := ad.New(held.X.Rows, 6)
	copy(points.Data, slices.Concat(s.Data.Own(held.X).Data, s.Data.OwnGiven(held.Given).Data))
	logp := make([]float64, points.Rows)
	s.Score(logp, points)
	if math.Abs(mean(logp)+float64(r.TestNLLRaw)) > 1e-9 {
		t.Errorf("score has %.6f, the report %.6f", -mean(logp), r.TestNLLRaw)
	}
	points.Set(0, 1, 0)
	points.Set(0, 2, 0) // a word that nobody saw
	if s.Score(logp, points); !math.IsInf(logp[0], -1) {
		t.Errorf("log p of an unknown category is %v", logp[0])
	}
	if l := s.LedgerOf(held); math.Abs(l.NLL-float64(r.TestNLLRaw)) > 1e-9 {
		t.Errorf("the layers come to %.6f", l.NLL)
	}
	again := restored(t, encoded(t, f))
	if nll, _ := again.BestSnapshot().TestNLL(); nll != float64(r.TestNLLRaw) || !slices.EqualFunc(again.data.Given, f.data.Given, sameGiven) {
		t.Errorf("a run that was kept has %v, not %v", nll, r.TestNLLRaw)
	}
}

func TestACategoricalColumnHasSentencesOfItsOwn(t *testing.T) {
	g := Given{Name: "kind", Levels: []string{"a", "b"}}
	numbers := []float64{1, 1}
	if err := g.Put(numbers, "c"); err == nil || !strings.Contains(err.Error(), "training never saw") {
		t.Errorf("a condition that is unknown: %v", err)
	}
	g.Learnt = true
	if err := g.Put(numbers, "c"); err != nil || numbers[0] != 0 || numbers[1] != 0 {
		t.Errorf("a category that is unknown: %v, %v", numbers, err)
	}
}
