package latent

import (
	"math/rand/v2"
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// judgeRows is how many draws the bound is judged by while it is learnt, at least where
// few are observed.
const judgeRows = 2400

// A judging is what validates, each row as often as it takes, with base samples.
type judging struct {
	given, own, z, x *ad.Mat
	logq, logp       []float64
}

func newJudging(r model.Run) *judging {
	val := r.Data.ValBatch()
	n := min(val.X.Rows, judgeRows)
	copies := max(1, judgeRows/n)
	j := &judging{given: repeated(val.Rows(0, n).Given, copies), logq: make([]float64, n*copies), logp: make([]float64, n*copies)}
	j.own, j.z, j.x = ad.New(n*copies, j.given.Cols), ad.New(n*copies, r.Data.Dim()), ad.New(n*copies, r.Data.Dim())
	own(r.Data, j.own, j.given)
	r.Base.Draw(rand.New(rand.NewPCG(0, streamJudge)), j.z)
	return j
}

// repeated returns so many copies of rows, one behind the other.
func repeated(m *ad.Mat, copies int) *ad.Mat {
	out := ad.New(m.Rows*copies, m.Cols)
	for j := range m.Cols {
		copy(out.Col(j), slices.Repeat(m.Col(j), copies))
	}
	return out
}

func (j *judging) loss(e *flows.Evaluator, like likelihood) float64 {
	e.Under(j.given).SampleLogProb(j.x, j.logq, j.z)
	logJoint(j.logp, ad.NewTape(e.Theta(), nil), like, j.x, j.own)
	sum := 0.0
	for i, q := range j.logq {
		sum += q - j.logp[i]
	}
	return sum / float64(len(j.logq))
}

func (j *judging) evidence(k Known) float64 {
	k.LogEvidence(j.logp, j.own)
	sum := 0.0
	for _, p := range j.logp {
		sum += p
	}
	return sum / float64(len(j.logp))
}
