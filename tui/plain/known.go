package plain

import (
	"fmt"
	"math"
	"slices"

	"bijou/model"
	"bijou/model/diagnose"
)

// known is what a run knows of its own rows, for new ones to be held against.
type known struct {
	train, test []float64 // log p of rows, ascending
	widest      []float64 // the largest distance of a training row from the mean, a number of SDs for each column
	data        *model.Data
}

// knownRows bounds how many rows of the run are scored to hold others against.
const knownRows = 20000

// newKnown scores the rows that a run learnt from and was judged by; of many the
// first, which are in no order.
func newKnown(s *model.Snapshot) *known {
	k := &known{data: s.Data}
	held := s.Data.Test // which neither training nor the choice of its step saw
	if held.X == nil {
		held = s.Data.ValBatch()
	}
	if held.X != nil {
		k.test = k.scored(s, held, s.Data.Copies)
	}
	look := held.X
	if s.Data.Train != nil {
		look = s.Data.Train
		k.train = k.scored(s, s.Data.TrainBatch(), 1)
	}
	if look != nil {
		k.widest = make([]float64, look.Cols)
		for j := range look.Cols {
			for _, v := range look.Col(j) {
				k.widest[j] = max(k.widest[j], math.Abs(v))
			}
		}
	}
	return k
}

// scored is log p of a part whose points stand there so many times, with other noise.
func (k *known) scored(s *model.Snapshot, b model.Batch, copies int) []float64 {
	b = b.Rows(0, min(knownRows, b.X.Rows/copies))
	logp := make([]float64, b.X.Rows)
	s.ScoreBatch(logp, b)
	for i, v := range logp {
		if math.IsNaN(v) {
			logp[i] = math.Inf(-1)
		}
	}
	slices.Sort(logp)
	return logp
}

// A standing is what log p of a row is worth beside those of the run.
type standing struct {
	// Rank is the share of training rows with log p at most that of the row, NaN for a
	// run whose batches are drawn fresh.
	Rank model.Number `json:"rank"`
	// PValue is (1 + k)/(1 + n), where k of n test rows have log p at most that of the
	// row: how often a row of the same source is as unlikely (a conformal p-value,
	// Vovk, Gammerman and Shafer 2005, for rows that are exchangeable).
	PValue model.Number `json:"p_value"`
}

// standing is nil for a row without log p.
func (k *known) standing(logp float64) *standing {
	if math.IsNaN(logp) {
		return nil
	}
	s := &standing{Rank: model.Number(math.NaN()), PValue: model.Number(math.NaN())}
	if n := len(k.train); n > 0 {
		s.Rank = model.Number(float64(diagnose.AtMost(k.train, logp)) / float64(n))
	}
	if n := len(k.test); n > 0 {
		s.PValue = model.Number(float64(1+diagnose.AtMost(k.test, logp)) / float64(1+n))
	}
	return s
}

// farRows counts the rows that are far from all that was learnt.
type farRows struct {
	n   int
	row int     // the first of them, from 1
	at  int     // its column that is furthest
	sd  float64 // how far from the mean
}

// How far is far: so many standard deviations, and so many times as far as any row
// that was learnt.
const (
	farSD    = 10
	farTimes = 3
)

func (f *farRows) add(k *known, row int, point []float64) {
	at, most := -1, 0.0
	for j, widest := range k.widest {
		if sd := math.Abs(k.data.StandardOf(j, point[j])); sd > max(farSD, farTimes*widest) && sd > most {
			at, most = j, sd
		}
	}
	if at < 0 {
		return
	}
	if f.n++; f.n == 1 {
		f.row, f.at, f.sd = row, at, most
	}
}

func (f *farRows) notes(k *known) []string {
	if f.n == 0 {
		return nil
	}
	is := "is"
	if f.n > 1 {
		is = "are"
	}
	return []string{fmt.Sprintf("%s %s far from all that was learnt, where log p means little: row %d is %.3g SD from the mean of %s.",
		rowsOf(f.n), is, f.row, f.sd, k.data.Columns[f.at])}
}
