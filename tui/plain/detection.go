package plain

import (
	"fmt"
	"io"
	"math"
	"slices"

	"bijou/model"
)

// A Label says which rows of a table are the ones to be found: those with a value in a
// column.
type Label struct {
	Column, Value string
	FalseAlarm    float64 // the wanted share of the other rows that is taken for them
}

// A detection is how well low log p tells labelled rows from the others.
type detection struct {
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

// detect measures how log p tells labelled rows from others. Both are sorted by it.
func detect(l Label, labelled, others []float64) detection {
	slices.Sort(labelled)
	slices.Sort(others)
	none := model.Number(math.NaN())
	d := detection{Label: l.Column + "=" + l.Value, Found: len(labelled), Other: len(others), AUROC: none, SE: none, AP: none, Want: l.FalseAlarm,
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
		shares[i] = (n - (float64(low)+float64(atMost(y, v)))/2) / n
	}
	return shares
}

// averagePrecision is the mean of the precision over the labelled rows, at the threshold
// of each (the area under precision by recall without interpolation). Both are sorted.
func averagePrecision(labelled, others []float64) float64 {
	sum := 0.0
	for _, v := range labelled {
		hits, alarms := atMost(labelled, v), atMost(others, v)
		sum += float64(hits) / float64(hits+alarms) / float64(len(labelled))
	}
	return sum
}

// threshold sets the largest threshold at which no more than the wanted share of the
// others is taken for labelled, and what it gives.
func (d *detection) threshold(labelled, others []float64) {
	m, n := float64(len(labelled)), float64(len(others))
	at := math.Inf(-1)
	for _, v := range slices.Concat(labelled, others) {
		if v > at && float64(atMost(others, v)) <= d.Want*n {
			at = v
		}
	}
	hits, alarms := atMost(labelled, at), atMost(others, at)
	if hits+alarms == 0 || float64(alarms) > d.Want*n {
		return
	}
	share := float64(hits) / m
	d.At, d.Alarm, d.Hits = model.Number(at), model.Number(float64(alarms)/n), model.Number(share)
	d.HitSE, d.Right = model.Number(math.Sqrt(share*(1-share)/m)), model.Number(float64(hits)/float64(hits+alarms))
}

// tell writes the detection for people.
func (d detection) tell(out io.Writer) error {
	if d.Found == 0 || d.Other == 0 {
		_, err := fmt.Fprintf(out, "%s: %s with it and %d without have a score; both are needed\n", d.Label, rowsOf(d.Found), d.Other)
		return err
	}
	_, err := fmt.Fprintf(out, "%s: %s of %d; AUROC %.4f ± %.4f, average precision %.4f (%.4f by chance)\n",
		d.Label, rowsOf(d.Found), d.Found+d.Other, float64(d.AUROC), float64(d.SE), float64(d.AP), float64(d.Found)/float64(d.Found+d.Other))
	if err != nil {
		return err
	}
	if math.IsNaN(float64(d.At)) {
		_, err = fmt.Fprintf(out, "no threshold has false alarms in at most %.4g of the other rows\n", d.Want)
		return err
	}
	_, err = fmt.Fprintf(out, "log p at most %.4f: false alarms in %.4f of the others (at most %.4g wanted), finds %.4f ± %.4f of %s, %.4f of what it finds is right\n",
		float64(d.At), float64(d.Alarm), d.Want, float64(d.Hits), float64(d.HitSE), d.Label, float64(d.Right))
	return err
}

// labelled gathers the scores of rows with a label and of the others.
type labelled struct {
	Label
	at         int // the column
	with, rest []float64
}

func (l *labelled) add(cells []string, logp float64) {
	switch {
	case math.IsNaN(logp):
	case cells[l.at] == l.Value:
		l.with = append(l.with, logp)
	default:
		l.rest = append(l.rest, logp)
	}
}
