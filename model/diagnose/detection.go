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

	Chance model.Number `json:"average_precision_by_chance"` // the share of the labelled
}

// Detect measures how log p tells rows with a label from others, with the threshold at
// which no more than the wanted share of the others is taken for them. Rows count by what
// they weigh.
func Detect(label string, want float64, labelled, others Scores) Detection {
	none := model.Number(math.NaN())
	d := Detection{Label: label, Found: labelled.Len(), Other: others.Len(), AUROC: none, SE: none, AP: none, Want: want,
		At: none, Alarm: none, Hits: none, HitSE: none, Right: none, Chance: none}
	if d.Found == 0 || d.Other == 0 {
		return d
	}
	auroc, se := auroc(labelled, others)
	d.AUROC, d.SE, d.AP = model.Number(auroc), model.Number(se), model.Number(averagePrecision(labelled, others))
	d.Chance = model.Number(labelled.Total() / (labelled.Total() + others.Total()))
	d.threshold(labelled, others)
	return d
}

// auroc is the chance that a labelled row has a lower log p than another, ties counting
// half (Mann and Whitney 1947), with the standard error of DeLong, DeLong and
// Clarke-Pearson (1988), where rows have weights that of two ratios.
func auroc(labelled, others Scores) (area, se float64) {
	above := placements(labelled, others) // of each labelled row, the share of others above it
	below := placements(others, labelled)
	for i, v := range above {
		area += v * labelled.weight[i] / labelled.Total()
	}
	if labelled.Len() < 2 || others.Len() < 2 {
		return area, math.NaN()
	}
	// The share of labelled above is 1 less that below.
	return area, math.Sqrt(varianceOfMean(above, labelled, area) + varianceOfMean(below, others, 1-area))
}

// varianceOfMean is that of the weighted mean of values, one of each row:
// Σw²(v − mean)²/(Σw)² · n/(n−1).
func varianceOfMean(values []float64, of Scores, mean float64) float64 {
	n, sum := float64(of.Len()), 0.0
	for i, v := range values {
		off := (v - mean) * of.weight[i] / of.Total()
		sum += off * off
	}
	return sum * n / (n - 1)
}

// placements returns of each x the share of y above it, equal ones counting half.
func placements(x, y Scores) []float64 {
	shares := make([]float64, x.Len())
	for i, v := range x.LogP {
		shares[i] = (y.Total() - (y.below(v)+y.AtMost(v))/2) / y.Total()
	}
	return shares
}

// averagePrecision is the mean of the precision over the labelled rows, at the threshold
// of each (the area under precision by recall without interpolation).
func averagePrecision(labelled, others Scores) float64 {
	sum := 0.0
	for i, v := range labelled.LogP {
		hits, alarms := labelled.AtMost(v), others.AtMost(v)
		sum += hits / (hits + alarms) * labelled.weight[i] / labelled.Total()
	}
	return sum
}

// rounding is what sums of weights may be off by, in shares.
const rounding = 1e-12

// threshold sets the largest threshold at which no more than the wanted share of the
// others is taken for labelled, and what it gives.
func (d *Detection) threshold(labelled, others Scores) {
	most := d.Want*others.Total() + rounding*others.Total()
	at := math.Inf(-1)
	for _, v := range slices.Concat(labelled.LogP, others.LogP) {
		if v > at && others.AtMost(v) <= most {
			at = v
		}
	}
	hits, alarms := labelled.AtMost(at), others.AtMost(at)
	if hits+alarms == 0 || alarms > most {
		return
	}
	share, square := hits/labelled.Total(), 0.0
	for i, v := range labelled.LogP {
		off := -share
		if v <= at {
			off = 1 - share
		}
		square += off * off * labelled.weight[i] * labelled.weight[i]
	}
	d.At, d.Alarm, d.Hits = model.Number(at), model.Number(alarms/others.Total()), model.Number(share)
	d.HitSE, d.Right = model.Number(math.Sqrt(square)/labelled.Total()), model.Number(hits/(hits+alarms))
}

// An Operating point of a detection is a threshold by what it gives.
type Operating struct {
	At    float64 // log p up to which a row is taken for labelled
	Alarm float64 // share of the others up to it
	Hits  float64 // share of the labelled up to it
}

// Operate lists what every threshold gives, from none taken to all: the receiver
// operating characteristic (ROC).
func Operate(labelled, others Scores) []Operating {
	at := slices.Concat(labelled.LogP, others.LogP)
	slices.Sort(at)
	list := []Operating{{math.Inf(-1), 0, 0}}
	for _, v := range slices.Compact(at) {
		list = append(list, Operating{v, others.AtMost(v) / others.Total(), labelled.AtMost(v) / labelled.Total()})
	}
	return list
}
