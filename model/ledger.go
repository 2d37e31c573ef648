package model

import (
	"math"

	"bijou/flows/ad"
)

// A Ledger accounts for the NLL of a batch, layer by layer: it is the base term
// plus the mean log|det dx/dz| of every layer plus what the standardisation
// adds. All are in nats, averaged over the batch.
type Ledger struct {
	BaseTerm  float64 // −log p of the base at z = inverse(x)
	Layers    []LayerStats
	Sum       float64 // of the layers
	Units     float64 // log|det| of the way into the data's own units: Σ log SD of the columns, and the slopes of their supports; and −log P of words
	NLL       float64 // in the data's own units
	Residual  float64 // |NLL found by carrying z back to the data − the terms above|
	RoundTrip float64 // largest |x − forward(inverse(x))|, standardised
}

// LayerStats are the log|det dx/dz| of one layer over the batch.
type LayerStats struct {
	ID                 int
	Mean, SD, Min, Max float64
	RoundTrip          float64 // largest |forward(inverse(x)) − x| of this layer alone
	Tails              float64 // share of entries outside of its splines; NaN where it has none
	Evaluations        int     // of the field of a continuous layer, to carry the batch to the base; 0 for others
}

// Ledger accounts for a standardised batch x, n×D. It goes from data to base
// for the terms, and checks their sum by the way back.
func (s *Snapshot) Ledger(x *ad.Mat) Ledger { return s.ledger(x, nil) }

// LedgerOf accounts for rows of a part of the data, by their weights. What is latent nobody
// observed: there the rows are draws of the flow under their conditions.
func (s *Snapshot) LedgerOf(b Batch) Ledger {
	if s.Data.Latent {
		z := ad.New(b.X.Rows, b.X.Cols)
		s.Base.Draw(newStream(s.Seed, streamDraw), z)
		path := s.Under(b.Given).Forward(z)
		b.X = path[len(path)-1]
	}
	l, words := s.Under(b.Given).ledger(b.X, b.Weight), s.Data.classNLL(b)
	l.Units += words
	l.NLL += words
	return l
}

func (s *Snapshot) ledger(x *ad.Mat, weights []float64) Ledger {
	e := s.evaluator()
	path := e.Inverse(x)
	back := e.Forward(path.At[0])
	l := Ledger{BaseTerm: -s.meanBase(path.At[0], weights), Units: s.Data.meanUnits(x, weights)}
	check := l.BaseTerm + l.Units
	for k, layer := range s.Stack.Layers {
		stats := describe(path.Ladj[k].Data, weights)
		stats.ID, stats.Tails = layer.ID, math.NaN()
		stats.RoundTrip = s.layerRoundTrip(k, path.At[k], path.At[k+1])
		if share, ok := layer.Tails(path.At[k], path.At[k+1]); ok {
			stats.Tails = share
		}
		if !layer.Off {
			stats.Evaluations, _ = layer.Evaluations(s.Theta, path.At[k], path.At[k+1], s.condition(ad.NewTape(nil, nil), x.Rows))
		}
		l.Layers = append(l.Layers, stats)
		l.Sum += stats.Mean
		check += weightedMean(back.Ladj[k].Data, weights)
	}
	l.NLL = l.BaseTerm + l.Sum + l.Units
	l.Residual = math.Abs(check - l.NLL)
	l.RoundTrip = furthest(x, back.At[len(s.Stack.Layers)])
	return l
}

// describe turns log|det dz/dx| around into statistics of log|det dx/dz|.
func describe(ladj, weights []float64) LayerStats {
	m, sd := weightedMeanSD(ladj, weights)
	// 0 − v and not −v: no minus sign on a layer that keeps volume.
	l := LayerStats{Mean: 0 - m, SD: sd, Min: math.Inf(1), Max: math.Inf(-1)}
	for _, v := range ladj {
		l.Min, l.Max = min(l.Min, 0-v), max(l.Max, 0-v)
	}
	return l
}

func (s *Snapshot) meanBase(z *ad.Mat, weights []float64) float64 {
	t := ad.NewTape(nil, nil)
	return weightedMean(s.Base.LogProb(t.Const(z)).Data, weights)
}

// layerRoundTrip carries z, which is inverse(x), forward through one layer.
func (s *Snapshot) layerRoundTrip(k int, z, x *ad.Mat) float64 {
	layer := s.Stack.Layers[k]
	if layer.Off {
		return 0
	}
	t := ad.NewTape(s.Theta, nil)
	again, _ := layer.Map.Forward(t.Const(z), s.condition(t, z.Rows))
	return furthest(x, again)
}

func furthest(a, b *ad.Mat) float64 {
	d := 0.0
	for i, v := range a.Data {
		d = max(d, math.Abs(v-b.Data[i])) // max keeps NaN
	}
	return d
}
