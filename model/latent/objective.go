package latent

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/flows/nn"
	"bijou/model"
)

// Name is the name of the objective.
const Name = "elbo"

// Kind is the entry of the catalogue.
var Kind = model.ObjectiveKind{
	Name: Name, Title: "Evidence lower bound", Summary: "the flow becomes the posterior of latent variables, beside a decoder that is learnt with it",
	Paper: "Kingma and Welling 2014; Kingma et al. 2016",
	Fields: []flows.Field{
		{Name: "decoder", Help: "widths of the hidden layers of the decoder", Type: flows.Widths, Default: "128x128", Min: 1, Max: 512},
	},
	Words:  model.Words{Short: "ELBO", Loss: "−ELBO", Floor: "−log p(x)", Data: "prior"},
	Latent: true,
	Build:  build,
}

func init() { model.Register(&Kind) }

// An objective is minus the evidence lower bound of what is observed, x,
//
//	E_q [log q(z|x) − log p(z) − log p(x|z)],  z = f(ε; x)
//
// by reparametrisation (Kingma and Welling 2014, equation 10): the flow draws z under x.
// While it anneals, the KL divergence from the prior, which are the first two terms, counts
// less, so that the decoder learns to listen to z first (Bowman et al. 2016).
type objective struct {
	run     model.Run
	like    likelihood
	hidden  []int
	weight  float64       // of the KL divergence at the present step
	points  model.Batches // what is observed
	base    flows.Base
	pcg     rand.PCG
	rng     *rand.Rand
	batch   model.Batch
	judging *judging
}

// seen is the part of a batch beside base samples and conditions that holds what is
// observed in its own units.
const seen = 0

func build(r model.Run) (model.Objective, error) {
	if !r.Data.Latent {
		return nil, fmt.Errorf("elbo learns latent variables of what is given, and %s has none; take factors or binary-digits, or objective=likelihood", r.Data.Spec)
	}
	if flows.Trained(r.Base) {
		return nil, fmt.Errorf("elbo learns through samples of the base, so %s cannot be learnt with it; take a base that is not trained", r.Base.Name())
	}
	o := &objective{run: r, weight: 1, base: r.Base, hidden: r.Settings.Widths("decoder")}
	o.rng = rand.New(&o.pcg)
	if k, ok := r.Data.Family.(Known); ok {
		o.like = known{k}
	}
	likelihood, err := model.NewLikelihood(r)
	if err != nil {
		return nil, err
	}
	o.points = likelihood.Batches(r.Settings.Int("batch"))
	return o, nil
}

// Nets adds the decoder, where p(x|z) is not known.
func (o *objective) Nets(p *nn.Params) {
	if o.like == nil {
		o.like = newDecoder(p, o.run.Data.Dim(), o.hidden, o.run.Data.GivenDim())
	}
}

// Batches hand out what is observed, with base samples.
func (o *objective) Batches(int) model.Batches {
	like := o.points.Shape()
	o.batch = model.Batch{X: ad.New(like.X.Rows, like.X.Cols), Given: like.Given}
	o.batch.More[seen] = ad.New(like.Given.Rows, like.Given.Cols)
	return o
}

// Shape returns a batch of the shape that all have.
func (o *objective) Shape() model.Batch { return o.batch }

// streamNoise is the randomness of base samples, apart from that of what is observed.
const (
	streamNoise  = 0x6c6174656e7401
	streamJudge  = 0x6c6174656e7402
	streamFigure = 0x6c6174656e7403
)

// At returns what a step observes, with base samples.
func (o *objective) At(step int) model.Batch {
	o.batch.Given = o.points.At(step).Given
	o.pcg.Seed(o.run.Seed, streamNoise+uint64(step))
	o.base.Draw(o.rng, o.batch.X)
	own(o.run.Data, o.batch.More[seen], o.batch.Given)
	return o.batch
}

// own writes conditions, as a flow hears them, in their own units.
func own(data *model.Data, dst, given *ad.Mat) {
	for j := range given.Cols {
		mean, sd, to := data.GivenMean[j], data.GivenSD[j], dst.Col(j)
		for i, v := range given.Col(j) {
			to[i] = mean + sd*v
		}
	}
}

// Prepare sets what the KL divergence counts.
func (o *objective) Prepare(step int) bool {
	o.weight = annealed(step, o.run.Settings)
	return step >= o.run.Settings.Int("anneal")
}

// annealed is what the KL divergence counts at a step.
func annealed(step int, s model.Settings) float64 {
	if n := s.Int("anneal"); step < n {
		return float64(step) / float64(n)
	}
	return 1
}

// Loss is minus the bound, with what the KL divergence counts.
func (o *objective) Loss(flow flows.Flow, part model.Batch, rows int) *ad.Mat {
	z, logq := flow.Sample(part.X, part.Given)
	kl := ad.Sub(logq, logPrior(z))
	miss := ad.AddScaled(ad.Scale(kl, o.weight), -1, o.like.at(z, part.More[seen]))
	return ad.Scale(ad.Sum(miss), 1/float64(rows))
}

// Judge is minus the bound of what validates, by draws that are always the same.
func (o *objective) Judge(e *flows.Evaluator) float64 {
	if o.judging == nil {
		o.judging = newJudging(o.run)
	}
	return o.judging.loss(e, o.like)
}

// Floor is −E log p(x), NaN where p is learnt itself.
func (o *objective) Floor() float64 {
	if k, ok := o.like.(known); ok {
		return -k.Evidence()
	}
	return math.NaN()
}

// Expected is −log p(x) of what Judge looks at.
func (o *objective) Expected() float64 {
	k, ok := o.like.(known)
	if !ok {
		return math.NaN()
	}
	if o.judging == nil {
		o.judging = newJudging(o.run)
	}
	return -o.judging.evidence(k)
}

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

// jointRows is how many samples pass a likelihood at a time.
const jointRows = 512

// logJoint writes log p(x, z) of every sample.
func logJoint(dst []float64, t *ad.Tape, like likelihood, z, x *ad.Mat) {
	for lo := 0; lo < z.Rows; lo += jointRows {
		hi := min(lo+jointRows, z.Rows)
		t.Reset()
		some := t.Const(rowsOf(z, lo, hi))
		copy(dst[lo:hi], ad.AddScaled(logPrior(some), 1, like.at(some, t.Const(rowsOf(x, lo, hi)))).Data)
	}
}

func rowsOf(m *ad.Mat, lo, hi int) *ad.Mat {
	part := ad.New(hi-lo, m.Cols)
	part.CopyRows(m, lo, hi)
	return part
}
