package model

import (
	"fmt"
	"math"

	"bijou/flows"
	"bijou/flows/ad"
)

// An objective says what a flow learns from and what it is to make small.
type objective interface {
	// batches returns what every step sees.
	batches(data *Data, seed uint64, size int) *batches
	// prepare is told of the step before its loss is computed. It tells whether
	// that loss is the objective itself and not one on the way to it, which
	// nothing can be compared with.
	prepare(step int) (settled bool)
	// loss returns a part's share of the loss, 1×1 on the part's tape; n is the
	// size of the whole batch.
	loss(flow flows.Flow, part Batch, n int) *ad.Mat
	// judge returns the loss on fixed samples that training does not see, in
	// the data's own units.
	judge(e *flows.Evaluator) float64
	// floor is what the loss cannot go below, NaN where it is not known.
	floor() float64
}

// The names of the objectives in settings.
const (
	likelihoodName = "likelihood"
	reverseName    = "reverse-kl"
)

// newObjective returns the objective that the settings name for the data. The
// error says why the data have none of that kind.
func newObjective(s Settings, data *Data, base flows.Base) (objective, error) {
	switch {
	case s.Value("objective") != reverseName:
		return newMaximumLikelihood(data), nil
	case data.Target == nil:
		return nil, fmt.Errorf("reverse-kl draws a flow towards a target, and %s is data; take a target, or objective=likelihood", data.Spec)
	case flows.Trained(base):
		return nil, fmt.Errorf("reverse-kl learns from samples of the base, so %s cannot be learnt with it; take a base that is not trained, or objective=likelihood", base.Name())
	}
	return newReverseKL(data.Target, base, s.Int("anneal")), nil
}

// maximumLikelihood is the mean negative log-likelihood in nats: the loss that
// makes the flow's density high where the data are.
type maximumLikelihood struct {
	data *Data
	test Batch // a part of the test part
	logp []float64
}

// judgeRows is how many points a flow is judged by while it trains, at most.
const judgeRows = 2048

func newMaximumLikelihood(data *Data) *maximumLikelihood {
	m := &maximumLikelihood{data: data, test: data.TestBatch()}
	if data.Test.Rows > judgeRows {
		m.test = m.test.Rows(0, judgeRows)
	}
	m.logp = make([]float64, m.test.X.Rows)
	return m
}

func (*maximumLikelihood) batches(data *Data, seed uint64, size int) *batches {
	return newBatches(data, seed, size)
}

func (*maximumLikelihood) prepare(int) bool { return true }

func (*maximumLikelihood) loss(flow flows.Flow, part Batch, n int) *ad.Mat {
	return ad.Scale(ad.Sum(flow.LogProb(part.X, part.Given)), -1/float64(n))
}

func (m *maximumLikelihood) judge(e *flows.Evaluator) float64 {
	e.Under(m.test.Given).LogProb(m.logp, m.test.X)
	return m.data.Units - mean(m.logp)
}

func (m *maximumLikelihood) floor() float64 { return m.data.Entropy() }

// reverseKL is KL(flow‖p) up to the constant log Z, which is minus the evidence
// lower bound: E[log q(x) − log p̃(x)] over x = f(z) from the flow itself
// (Rezende and Mohamed 2015, equation 15). While it anneals, log p̃ counts less
// at first, so that the flow spreads before it is drawn in (their equation 20).
type reverseKL struct {
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

func newReverseKL(target Target, base flows.Base, anneal int) *reverseKL {
	d := target.Dim()
	r := &reverseKL{target: target, base: base, anneal: anneal, weight: 1, z: ad.New(judgeRows, d), x: ad.New(judgeRows, d),
		logq: make([]float64, judgeRows), logw: make([]float64, judgeRows)}
	base.Draw(newStream(splitSeed, streamJudge), r.z)
	return r
}

func (r *reverseKL) batches(data *Data, seed uint64, size int) *batches {
	return newDraws(r.base, data, seed, size)
}

func (r *reverseKL) prepare(step int) bool {
	r.weight = 1
	if step < r.anneal {
		r.weight = firstWeight + (1-firstWeight)*float64(step)/float64(r.anneal)
	}
	return step >= r.anneal
}

func (r *reverseKL) loss(flow flows.Flow, part Batch, n int) *ad.Mat {
	x, logq := flow.Sample(part.X, nil)
	gain := ad.Scale(logWeight(r.target, x), r.weight)
	return ad.Scale(ad.Sum(ad.Sub(logq, gain)), 1/float64(n))
}

func (r *reverseKL) judge(e *flows.Evaluator) float64 {
	e.SampleLogProb(r.x, r.logq, r.z)
	r.target.LogWeight(r.logw, r.x)
	return mean(r.logq) - mean(r.logw)
}

func (r *reverseKL) floor() float64 { return -r.target.LogZ() }

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

// Weights are the log-importance weights log p̃(x) − log q(x) of samples from a
// flow: what they say of the target and of the flow.
type Weights struct {
	ELBO   float64 // their mean: a lower bound of log Z
	LogZ   float64 // the estimate log mean exp
	LogZSE float64 // its standard error, by the delta method
	ESS    float64 // effective share of the samples, (Σw)²/(n·Σw²)
	Pareto float64 // tail index k̂: above 0.7 the estimate is not to be trusted
	KL     float64 // KL(flow‖target) from the known log Z, NaN without
	KLSE   float64
}

// weigh summarises log weights against a known log Z, or NaN.
func weigh(logw []float64, logZ float64) Weights {
	n := float64(len(logw))
	elbo, sd := meanSD(logw)
	top := math.Inf(-1)
	for _, v := range logw {
		top = max(top, v)
	}
	sum, squares := 0.0, 0.0
	for _, v := range logw {
		w := math.Exp(v - top)
		sum += w
		squares += w * w
	}
	ess := sum * sum / (n * squares)
	return Weights{
		ELBO: elbo, LogZ: top + math.Log(sum/n), LogZSE: math.Sqrt((1/ess - 1) / n),
		ESS: ess, Pareto: paretoIndex(logw), KL: logZ - elbo, KLSE: sd / math.Sqrt(n),
	}
}
