package model

import (
	"bijou/flows"
	"bijou/flows/ad"
)

var likelihoodKind = ObjectiveKind{
	Name: likelihoodName, Title: "Maximum likelihood", Summary: "the flow's density becomes high where the data are",
	Words: Words{Short: "max likelihood", Loss: "NLL", Floor: "entropy", Data: "data"},
	Build: newMaximumLikelihood,
}

// maximumLikelihood is the mean negative log-likelihood in nats: the loss that
// makes the flow's density high where the data are.
type maximumLikelihood struct {
	data *Data
	seed uint64
	test Batch // of the validation part
	logp []float64
	own  float64 // what the way into the data's own units, and words, add over the validation part
}

// judgeRows is how many points a flow is judged by while it trains, at most.
const judgeRows = 2048

// Judged is how many points of the validation part a flow is judged by while it trains:
// where batches are fresh no step is too many, so that only chance can choose a wrong
// one, and more points leave less of that.
func (d *Data) Judged() int {
	if d.Train == nil {
		return min(d.Val.Rows, freshTest)
	}
	return min(d.Val.Rows, judgeRows)
}

// NewLikelihood returns the objective of maximum likelihood, for others to judge by.
func NewLikelihood(r Run) (Objective, error) { return newMaximumLikelihood(r) }

func newMaximumLikelihood(r Run) (Objective, error) {
	data := r.Data
	m := &maximumLikelihood{data: data, seed: r.Seed, test: data.ValBatch()}
	m.test = m.test.Rows(0, data.Judged())
	m.logp, m.own = make([]float64, m.test.X.Rows), data.meanUnits(m.test.X, m.test.Weight)+data.classNLL(m.test)
	return m, nil
}

func (m *maximumLikelihood) Batches(size int) Batches { return newBatches(m.data, m.seed, size) }

func (*maximumLikelihood) Prepare(int) bool { return true }

func (*maximumLikelihood) Loss(flow flows.Flow, part Batch, n int) *ad.Mat {
	return ad.Scale(ad.Sum(flow.LogProb(part.X, part.Given)), -1/float64(n))
}

func (m *maximumLikelihood) Judge(e *flows.Evaluator) float64 {
	e.Under(m.test.Given).LogProb(m.logp, m.test.X)
	return m.own - weightedMean(m.logp, m.test.Weight)
}

func (m *maximumLikelihood) Floor() float64 { return m.data.Entropy() }

// Expected is the NLL of the truth on the points of Judge.
func (m *maximumLikelihood) Expected() float64 { return m.data.TruthNLL(m.test) }

// Figures are the bits of a set with levels, of the part that nothing was chosen by.
func (m *maximumLikelihood) Figures(s *Snapshot) []Figure {
	if m.data.Levels == 0 || m.data.Test.X == nil {
		return nil
	}
	bits, se := s.HeldBits()
	return []Figure{NewFigure("bits", "bits a column", "points held back, with uniform noise", bits).Within(se)}
}
