package model

import (
	"fmt"

	"bijou/flows"
	"bijou/flows/ad"
)

var reverseKind = ObjectiveKind{
	Name: reverseName, Title: "Reverse KL towards a target", Summary: "samples of the flow move to where the target is high, without data",
	Paper:   "Rezende and Mohamed 2015",
	Words:   Words{Short: "reverse KL", Loss: "−ELBO", Floor: "−log Z", Data: "target"},
	Reverse: true,
	Build:   newReverseKL,
}

// reverseKL is KL(flow‖p) up to the constant log Z, which is minus the evidence
// lower bound: E[log q(x) − log p̃(x)] over x = f(z) from the flow itself
// (Rezende and Mohamed 2015, equation 15). While it anneals, log p̃ counts less
// at first, so that the flow spreads before it is drawn in (their equation 20).
type reverseKL struct {
	data   *Data
	seed   uint64
	target Target
	base   flows.Base
	anneal int     // steps until log p̃ counts in full
	weight float64 // of log p̃ at the present step

	z    *ad.Mat // fixed base samples to judge by
	x    *ad.Mat
	logq []float64
	logw []float64
}

// firstWeight is what log p̃ counts at step 0 of an annealed run.
const firstWeight = 0.01

// newReverseKL refuses data and a base that is learnt.
func newReverseKL(run Run) (Objective, error) {
	switch {
	case run.Data.Target == nil:
		return nil, fmt.Errorf("reverse-kl draws a flow towards a target, and %s is data; take a target, or objective=likelihood", run.Data.Spec)
	case flows.Trained(run.Base):
		return nil, fmt.Errorf("reverse-kl learns from samples of the base, so %s cannot be learnt with it; take a base that is not trained, or objective=likelihood", run.Base.Name())
	}
	target, base, anneal := run.Data.Target, run.Base, run.Settings.Int("anneal")
	d := target.Dim()
	r := &reverseKL{data: run.Data, seed: run.Seed, target: target, base: base, anneal: anneal, weight: 1, z: ad.New(judgeRows, d), x: ad.New(judgeRows, d),
		logq: make([]float64, judgeRows), logw: make([]float64, judgeRows)}
	base.Draw(newStream(splitSeed, streamJudge), r.z)
	return r, nil
}

func (r *reverseKL) Batches(size int) Batches { return newDraws(r.base, r.data, r.seed, size) }

func (r *reverseKL) Prepare(step int) bool {
	r.weight = 1
	if step < r.anneal {
		r.weight = firstWeight + (1-firstWeight)*float64(step)/float64(r.anneal)
	}
	return step >= r.anneal
}

func (r *reverseKL) Loss(flow flows.Flow, part Batch, n int) *ad.Mat {
	x, logq := flow.Sample(part.X, nil)
	gain := ad.Scale(logWeight(r.target, x), r.weight)
	return ad.Scale(ad.Sum(ad.Sub(logq, gain)), 1/float64(n))
}

func (r *reverseKL) Judge(e *flows.Evaluator) float64 {
	e.SampleLogProb(r.x, r.logq, r.z)
	r.target.LogWeight(r.logw, r.x)
	return mean(r.logq) - mean(r.logw)
}

func (r *reverseKL) Floor() float64 { return -r.target.LogZ() }

// logWeight puts log p̃ of every sample on the tape, n×1, by the target's own
// derivative.
func logWeight(target Target, x *ad.Mat) *ad.Mat {
	t := x.Tape()
	out, score := t.Value(x.Rows, 1, x.Grad != nil), t.Value(x.Rows, x.Cols, false)
	target.LogWeight(out.Data, x)
	if x.Grad != nil {
		target.Score(score, x)
		ad.Custom(scored{}, ad.Call{In: [5]*ad.Mat{x}, Out: [2]*ad.Mat{out}, Saved: [2]*ad.Mat{score}})
	}
	return out
}

// scored is the derivative of logWeight.
type scored struct{}

func (scored) Backward(c *ad.Call) {
	x, out, score := c.In[0], c.Out[0], c.Saved[0]
	for j := range x.Cols {
		g, s := x.Grad[j*x.Rows:(j+1)*x.Rows], score.Col(j)
		for i, pull := range out.Grad {
			g[i] += pull * s[i]
		}
	}
}
