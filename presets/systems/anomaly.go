package systems

import (
	"fmt"
	"math"
	"slices"

	"bijou/flows/ad"
	"bijou/model"
)

var anomaly = System{
	Name: "anomaly-2d", Title: "Alarms in the plane", Called: "anomaly detection, novelty detection, outliers",
	Summary:   "points are strange where −log p is high: five sets against points from all over a square, beside the exact density",
	Relatives: "Bishop 1994; where it fails: Nalisnick et al. 2019, Kirichenko et al. 2020",
	Recipes:   []string{"splines", "nsf-ar", "naf", "iaf", "realnvp-deep"},
	NotBuilt:  []string{"alarms without a rate of false ones: every threshold here stands for one"},
	Measure:   measureAnomaly,
}

const (
	alarmPoints = 20000
	alarmBlocks = 20 // of them, for standard errors
	alarmHalf   = 5  // half of the square that strange points are drawn from
	alarmRate   = 0.01
)

func measureAnomaly(runs []Trained) ([]model.Figure, error) {
	gap, excess, factor, least := math.Inf(-1), math.Inf(-1), 0.0, 1.0
	for _, r := range runs {
		a, err := watch(r.Best)
		if err != nil {
			return nil, err
		}
		gap, excess = max(gap, a.bayes-a.auroc), max(excess, (a.auroc-a.bayes)/a.se)
		factor, least = max(factor, a.falseAlarms/alarmRate, alarmRate/a.falseAlarms), min(least, a.auroc)
	}
	return []model.Figure{
		model.NewFigure("auroc_gap", "", "below the score of the exact density, the worst of five sets", gap).Against(0).Should(model.AtMost, 0.01),
		model.NewFigure("auroc_excess_z", "se", "above it, which nothing can be", excess).Should(model.AtMost, 4),
		model.NewFigure("false_alarm_factor", "", "by which false alarms differ from the 1 % asked for, the worst", factor).Against(1).Should(model.AtMost, 2),
		model.NewFigure("least_auroc", "", "of the five sets", least).Should(model.AtLeast, 0.8),
	}, nil
}

// An alarm is how well a flow tells data from strange points.
type alarm struct {
	auroc, bayes float64 // by the flow, and by the exact density
	se           float64 // of their difference
	falseAlarms  float64 // share of fresh data above the threshold for 1 % of the part to judge by
}

// watch draws data and strange points and scores both.
func watch(s *model.Snapshot) (a alarm, err error) {
	if s.Data.Truth == nil {
		return a, fmt.Errorf("%s has no exact density", s.Data.Spec)
	}
	rng := model.DrawStream(s.Seed)
	usual, strange := ad.New(alarmPoints, 2), ad.New(alarmPoints, 2)
	s.Data.Truth.Sample(rng, usual)
	for i := range strange.Data {
		strange.Data[i] = alarmHalf * (2*rng.Float64() - 1)
	}
	score := func(x *ad.Mat, logp func([]float64, *ad.Mat)) []float64 {
		scores := make([]float64, x.Rows)
		logp(scores, x)
		for i, v := range scores {
			scores[i] = -v
		}
		return scores
	}
	in, out := score(usual, s.Score), score(strange, s.Score)
	exactIn, exactOut := score(usual, s.Data.Truth.LogProb), score(strange, s.Data.Truth.LogProb)
	a.auroc, a.bayes = auroc(in, out), auroc(exactIn, exactOut)
	a.se = blockError(func(lo, hi int) float64 {
		return auroc(in[lo:hi], out[lo:hi]) - auroc(exactIn[lo:hi], exactOut[lo:hi])
	})
	judged := score(s.Data.Own(s.Data.Val), s.Score)
	slices.Sort(judged)
	limit := judged[int((1-alarmRate)*float64(len(judged)))]
	for _, v := range in {
		if v > limit {
			a.falseAlarms += 1 / float64(len(in))
		}
	}
	return a, nil
}

// blockError is the standard error of a mean over all points, from what it is over
// blocks of them.
func blockError(of func(lo, hi int) float64) float64 {
	mean, square := 0.0, 0.0
	for b := range alarmBlocks {
		v := of(b*alarmPoints/alarmBlocks, (b+1)*alarmPoints/alarmBlocks)
		mean += v / alarmBlocks
		square += v * v / alarmBlocks
	}
	return math.Sqrt(max(square-mean*mean, 1e-16) / (alarmBlocks - 1))
}

// auroc is the probability that a strange point has a higher score than a usual one,
// half where they are equal: the area under the curve of hits over false alarms (Mann
// and Whitney 1947).
func auroc(usual, strange []float64) float64 {
	sorted := slices.Sorted(slices.Values(usual))
	sum := 0.0
	for _, v := range strange {
		below, _ := slices.BinarySearch(sorted, v)
		above, _ := slices.BinarySearchFunc(sorted, v, func(x, v float64) int {
			if x <= v {
				return -1
			}
			return 1
		})
		sum += float64(below+above) / 2
	}
	return sum / float64(len(usual)) / float64(len(strange))
}
