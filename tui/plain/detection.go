package plain

import (
	"fmt"
	"io"
	"math"

	"bijou/model/diagnose"
)

// A Label says which rows of a table are the ones to be found: those with a value in a
// column.
type Label struct {
	Column, Value string
	FalseAlarm    float64 // the wanted share of the other rows that is taken for them
}

// tellDetection writes a detection for people.
func tellDetection(out io.Writer, d diagnose.Detection) error {
	if d.Found == 0 || d.Other == 0 {
		_, err := fmt.Fprintf(out, "%s: %s with it and %d without have a score; both are needed\n", d.Label, rowsOf(d.Found), d.Other)
		return err
	}
	_, err := fmt.Fprintf(out, "%s: %s of %d; AUROC %.4f ± %.4f, average precision %.4f (%.4f by chance)\n",
		d.Label, rowsOf(d.Found), d.Found+d.Other, float64(d.AUROC), float64(d.SE), float64(d.AP), float64(d.Chance))
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

// labelled gathers the scores of rows with a label and of the others, with what they
// weigh.
type labelled struct {
	Label
	at         int // the column
	with, rest []float64
	weights    [2][]float64 // of both
}

func (l *labelled) add(cells []string, logp, weight float64) {
	switch {
	case math.IsNaN(logp) || weight == 0:
	case cells[l.at] == l.Value:
		l.with, l.weights[0] = append(l.with, logp), append(l.weights[0], weight)
	default:
		l.rest, l.weights[1] = append(l.rest, logp), append(l.weights[1], weight)
	}
}
