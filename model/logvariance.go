package model

import (
	"math"

	"bijou/flows"
	"bijou/flows/ad"
)

var logVarianceKind = ObjectiveKind{
	Name: "log-variance", Title: "Log-variance towards a target", Summary: "log q − log p̃ becomes the same everywhere, with samples of the flow held where they are",
	Paper:   "Richter et al. 2020",
	Words:   Words{Short: "log variance", Loss: "−ELBO", Floor: "−log Z", Data: "target"},
	Reverse: true,
	Build:   newLogVariance,
}

// logVariance is half the variance of log q(x) − log p̃(x) over samples of the flow,
// which are held where they are (Richter et al. 2020, equation 7). Its gradient is in
// the mean that of reverse KL, by scores instead of paths (their proposition 1): no
// derivative of log p̃ is asked for, masses move between modes over any distance, and
// where the flow is the target the gradient has no noise at all.
//
// While it anneals, log p̃ counts by a power that grows by the same factor every step.
type logVariance struct{ *reverseKL }

func newLogVariance(run Run) (Objective, error) {
	o, err := newReverseKL(run)
	if err != nil {
		return nil, err
	}
	return logVariance{o.(*reverseKL)}, nil
}

func (l logVariance) Prepare(step int) bool {
	l.weight = 1
	if step < l.anneal {
		l.weight = math.Pow(firstWeight, 1-float64(step)/float64(l.anneal))
	}
	return false // a variance is no bound of anything
}

func (l logVariance) Loss(flow flows.Flow, part Batch, n int) *ad.Mat {
	x, logw := l.held(flow, part.X)
	gap := ad.Sub(flow.LogProb(x, nil), ad.Scale(logw, l.weight))
	rows := float64(gap.Rows)
	centred := ad.Sub(gap, ad.Fill(ad.Scale(ad.Sum(gap), 1/rows), gap.Rows))
	return ad.Scale(ad.Sum(ad.Square(centred)), rows/(2*(rows-1)*float64(n)))
}

// held returns samples of the flow as constants, and log p̃ of them.
func (l logVariance) held(flow flows.Flow, z *ad.Mat) (x, logw *ad.Mat) {
	t := z.Tape()
	x, logw = t.Value(z.Rows, z.Cols, false), t.Value(z.Rows, 1, false)
	mark := t.Pause()
	sample, _ := flow.Sample(z, nil)
	copy(x.Data, sample.Data)
	t.Resume(mark)
	l.target.LogWeight(logw.Data, x)
	return x, logw
}
