package diagnose

import (
	"math"
	"slices"

	"bijou/model"
)

// A Detection is how well low log p tells labelled rows from the others.
type Detection struct {
	Label string       `json:"label"`
	Found int          `json:"labelled"` // rows with the label and a score
	Other int          `json:"others"`
	AUROC model.Number `json:"auroc"`
	SE    model.Number `json:"auroc_se"`
	AP    model.Number `json:"average_precision"`
	Want  float64      `json:"false_alarm_wanted"`
	At    model.Number `json:"threshold"`    // log p up to which a row is taken for labelled
	Alarm model.Number `json:"false_alarm"`  // share of the others up to it
	Hits  model.Number `json:"hits"`         // share of the labelled up to it
	HitSE model.Number `json:"hits_se"`      // of it, binomial
	Right model.Number `json:"precision_at"` // share of the labelled among all up to it
}

// Detect measures how log p tells rows with a label from others, with the threshold at
// which no more than the wanted share of the others is taken for them. Both are sorted
// by it.
func Detect(label string, want float64, labelled, others []float64) Detection {
	slices.Sort(labelled)
	slices.Sort(others)
	none := model.Number(math.NaN())
	d := Detection{Label: label, Found: len(labelled), Other: len(others), AUROC: none, SE: none, AP: none, Want: want,
		At: none, Alarm: none, Hits: none, HitSE: none, Right: none}
	if len(labelled) == 0 || len(others) == 0 {
		return d
	}
	auroc, se := auroc(labelled, others)
	d.AUROC, d.SE, d.AP = model.Number(auroc), model.Number(se), model.Number(averagePrecision(labelled, others))
	d.threshold(labelled, others)
	return d
}

// auroc is the chance that a labelled row has a lower log p than another, ties counting
// half (Mann and Whitney 1947), with the standard error of DeLong, DeLong and
// Clarke-Pearson (1988). Both are sorted.
func auroc(labelled, others []float64) (area, se float64) {
	above := placements(labelled, others) // of each labelled row, the share of others above it
	below := placements(others, labelled)
	m, n := float64(len(labelled)), float64(len(others))
	for _, v := range above {
		area += v / m
	}
	variance := 0.0
	if m > 1 && n > 1 {
		for _, v := range above {
			variance += (v - area) * (v - area) / (m - 1) / m
		}
		for _, v := range below { // the share of labelled above: 1 less that below
			variance += (v - (1 - area)) * (v - (1 - area)) / (n - 1) / n
		}
		return area, math.Sqrt(variance)
	}
	return area, math.NaN()
}

// placements returns of each x the share of y above it, equal ones counting half. Both
// are sorted.
func placements(x, y []float64) []float64 {
	shares := make([]float64, len(x))
	n := float64(len(y))
	for i, v := range x {
		low, _ := slices.BinarySearch(y, v)
		shares[i] = (n - (float64(low)+float64(AtMost(y, v)))/2) / n
	}
	return shares
}

// averagePrecision is the mean of the precision over the labelled rows, at the threshold
// of each (the area under precision by recall without interpolation). Both are sorted.
func averagePrecision(labelled, others []float64) float64 {
	sum := 0.0
	for _, v := range labelled {
		hits, alarms := AtMost(labelled, v), AtMost(others, v)
		sum += float64(hits) / float64(hits+alarms) / float64(len(labelled))
	}
	return sum
}

// threshold sets the largest threshold at which no more than the wanted share of the
// others is taken for labelled, and what it gives.
func (d *Detection) threshold(labelled, others []float64) {
	m, n := float64(len(labelled)), float64(len(others))
	at := math.Inf(-1)
	for _, v := range slices.Concat(labelled, others) {
		if v > at && float64(AtMost(others, v)) <= d.Want*n {
			at = v
		}
	}
	hits, alarms := AtMost(labelled, at), AtMost(others, at)
	if hits+alarms == 0 || float64(alarms) > d.Want*n {
		return
	}
	share := float64(hits) / m
	d.At, d.Alarm, d.Hits = model.Number(at), model.Number(float64(alarms)/n), model.Number(share)
	d.HitSE, d.Right = model.Number(math.Sqrt(share*(1-share)/m)), model.Number(float64(hits)/float64(hits+alarms))
}

// AtMost counts the sorted values up to v.
func AtMost(sorted []float64, v float64) int {
	at, _ := slices.BinarySearchFunc(sorted, v, func(x, v float64) int {
		if x <= v {
			return -1
		}
		return 1
	})
	return at
}

// An Operating point of a detection is a threshold by what it gives.
type Operating struct {
	At    float64 // log p up to which a row is taken for labelled
	Alarm float64 // share of the others up to it
	Hits  float64 // share of the labelled up to it
}

// Operate lists what every threshold gives, from none taken to all: the receiver
// operating characteristic (ROC). Both are sorted.
func Operate(labelled, others []float64) []Operating {
	at := slices.Concat(labelled, others)
	slices.Sort(at)
	list := []Operating{{math.Inf(-1), 0, 0}}
	for _, v := range slices.Compact(at) {
		list = append(list, Operating{v, float64(AtMost(others, v)) / float64(len(others)), float64(AtMost(labelled, v)) / float64(len(labelled))})
	}
	return list
}
