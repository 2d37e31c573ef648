package systems

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/stat"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/code"
	"bijou/presets/bench"
)

// Strangers are rows that a flow was not shown beside usual ones that were held back, and
// scores that tell them: the higher, the stranger.
type Strangers struct {
	Name   string  // what is strange
	Rows   *ad.Mat // usual rows, then strange ones, as they are
	Usual  int     // how many of them are usual
	Scores []Score // −log p first

	Rate           float64 // of false alarms that is wanted
	Limit          float64 // −log p above which there is one, by rows that nobody learnt from and that are not these
	Alarms, Caught float64 // the shares of usual and of strange rows above it
}

// A Score is one way to tell strangers.
type Score struct {
	Name           string
	Usual, Strange []float64
	AUROC          float64 // the probability that it ranks a strange row above a usual one
}

// add adds a score of all rows.
func (t *Strangers) add(name string, values []float64) {
	usual, strange := values[:t.Usual], values[t.Usual:]
	t.Scores = append(t.Scores, Score{name, usual, strange, auroc(usual, strange)})
}

// alarm sets the limit by −log p of other rows that are usual, and counts what is above.
func (t *Strangers) alarm(rate float64, others []float64) {
	slices.Sort(others)
	t.Rate, t.Limit = rate, others[int((1-rate)*float64(len(others)))]
	above := func(values []float64) (share float64) {
		for _, v := range values {
			if v > t.Limit {
				share += 1 / float64(len(values))
			}
		}
		return share
	}
	t.Alarms, t.Caught = above(t.Scores[0].Usual), above(t.Scores[0].Strange)
}

var leftOut = regexp.MustCompile(`^digits\(.*without-([0-9])\b`)

// HasStrangers says why a run has nothing that is strange to it; it is empty if there is.
func HasStrangers(s *model.Snapshot) string {
	d := s.Data
	switch {
	case leftOut.MatchString(d.Spec) && d.GivenDim() == 0:
		return ""
	case d.Truth != nil && s.Stack.Dim == 2 && d.GivenDim() == 0:
		return ""
	}
	return "it is of sets in the plane whose density is known, and of digits without one of them"
}

// StrangersOf scores the images of the digit that was left out, or points from all over a
// square about a set in the plane.
func StrangersOf(s *model.Snapshot) (*Strangers, error) {
	if m := leftOut.FindStringSubmatch(s.Data.Spec); m != nil {
		digit, err := strconv.Atoi(m[1])
		if err != nil {
			return nil, err
		}
		return strangeDigits(s, digit)
	}
	return strangePoints(s)
}

// strangeDigits scores images held back by −log P, by how far that is from what is typical
// (Nalisnick et al. 2019, "typicality", for one image), by its ratio to histograms of
// pixels (Ren et al. 2019), and by a mixture of normal distributions.
func strangeDigits(s *model.Snapshot, digit int) (*Strangers, error) {
	held, aside := s.Data.LevelsOf(model.Hold)
	learnt, _ := s.Data.LevelsOf(model.Learn)
	own, err := surprise(s, held)
	if err != nil {
		return nil, err
	}
	seen, err := surprise(s, learnt)
	if err != nil {
		return nil, err
	}
	grids, err := s.Data.Grids()
	if err != nil {
		return nil, err
	}
	plain := histogramNats(learnt, held, grids)
	rng := model.DrawStream(s.Seed)
	normals := mixtureNats(s.Data, s.Data.FromLevels(rng, learnt), s.Data.FromLevels(rng, held))
	typical, ratio := make([]float64, len(own)), make([]float64, len(own))
	for i, v := range own {
		typical[i], ratio[i] = math.Abs(v-stat.Mean(seen, nil)), v-plain[i]
	}
	t := &Strangers{Name: fmt.Sprintf("digit %d", digit)}
	var order []int
	for _, strange := range []bool{false, true} {
		for i, class := range aside[0] {
			if (int(class) == digit) == strange {
				order = append(order, i)
			}
		}
		if !strange {
			t.Usual = len(order)
		}
	}
	t.Rows = held.PickRows(order)
	for _, score := range []struct {
		name   string
		values []float64
	}{{"−log p", own}, {"typicality", typical}, {"ratio", ratio}, {"mixture", normals}} {
		t.add(score.name, ad.PickItems(score.values, order))
	}
	others, _ := s.Data.LevelsOf(model.Choose)
	judged, err := surprise(s, others)
	if err != nil {
		return nil, err
	}
	t.alarm(digitRate, judged)
	return t, nil
}

// surprise is −log P of whole greys, or of a flow that has no such −log p of them with
// noise.
func surprise(s *model.Snapshot, levels *ad.Mat) ([]float64, error) {
	if code.Check(s) == nil {
		return strangeness(s, levels)
	}
	scores := make([]float64, levels.Rows)
	s.LogProb(scores, s.Data.FromLevels(model.DrawStream(s.Seed), levels))
	for i, v := range scores {
		scores[i] = -v
	}
	return scores, nil
}

// mixtureNats is −log p of rows by ten normal distributions with full covariances that EM
// fits to others of the same data; both are as flows see them.
func mixtureNats(of *model.Data, others, rows *ad.Mat) []float64 {
	base := fittedMixture.get(of, func() flows.Base { return bench.FittedMixture(others, mixtureComponents, mixtureShrink) })
	nats := slices.Clone(base.LogProb(ad.NewTape(nil, nil).Const(rows)).Data)
	for i, v := range nats {
		nats[i] = -v
	}
	return nats
}

var fittedMixture lasting[flows.Base]

const (
	mixtureComponents = 10
	mixtureShrink     = 0.5
	digitRate         = 0.05 // of 270 images that are usual, and as many set the limit
)

// mostPoints is how many points of either kind are scored in the plane.
const mostPoints = 2000

func firstRows(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// strangePoints scores fresh points of a set and points of a square about it, also by the
// exact density, above which nothing can be (Neyman and Pearson 1933).
func strangePoints(s *model.Snapshot) (*Strangers, error) {
	rng := model.DrawStream(s.Seed)
	rows := ad.New(2*mostPoints, 2)
	usual := ad.New(mostPoints, 2)
	s.Data.Truth.Sample(rng, usual)
	for j := range 2 {
		copy(rows.Col(j), usual.Col(j))
		for i := mostPoints; i < rows.Rows; i++ {
			rows.Set(i, j, alarmHalf*(2*rng.Float64()-1))
		}
	}
	own, exact, typical := make([]float64, rows.Rows), make([]float64, rows.Rows), make([]float64, rows.Rows)
	s.Score(own, rows)
	s.Data.Truth.LogProb(exact, rows)
	mean := stat.Mean(own[:mostPoints], nil)
	for i, v := range own {
		own[i], exact[i], typical[i] = -v, -exact[i], math.Abs(v-mean)
	}
	learnt := s.Data.Train
	if learnt == nil {
		learnt = s.Data.Standard(usual)
	}
	normals := mixtureNats(s.Data, learnt.PickRows(firstRows(min(learnt.Rows, mostPoints))), s.Data.Standard(rows))
	t := &Strangers{Name: fmt.Sprintf("[-%d, %d]²", alarmHalf, alarmHalf), Rows: rows, Usual: mostPoints}
	t.add("−log p", own)
	t.add("typicality", typical)
	t.add("mixture", normals)
	t.add("exact", exact)
	s.Data.Truth.Sample(rng, usual)
	others := make([]float64, mostPoints)
	s.Score(others, usual)
	for i, v := range others {
		others[i] = -v
	}
	t.alarm(alarmRate, others)
	return t, nil
}
