package latent

import (
	"fmt"
	"math"

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
	noise   *noise
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
	o := &objective{run: r, weight: 1, noise: newNoise(r.Seed, r.Base), hidden: r.Settings.Widths("decoder")}
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

// At returns what a step observes, with base samples.
func (o *objective) At(step int) model.Batch {
	o.batch.Given = o.points.At(step).Given
	o.noise.fill(step, o.batch.X)
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
