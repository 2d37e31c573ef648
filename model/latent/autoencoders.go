package latent

import (
	"fmt"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/flows/nn"
	"bijou/model"
)

// AutoencodersName is the name of the objective that trains a flow beside its rivals.
const AutoencodersName = "autoencoders"

var autoencodersKind = model.ObjectiveKind{
	Name: AutoencodersName, Title: "Likelihood beside a VAE, an autoencoder and a GAN", Summary: "the flow by likelihood, and three other models on the same batches with as many parameters",
	Paper: "Kingma and Welling 2014; Goodfellow et al. 2014",
	Fields: []flows.Field{
		{Name: "latent", Help: "latent variables of the VAE and of the GAN", Type: flows.Int, Default: "2", Min: 1, Max: 64, Step: 1},
		{Name: "bottleneck", Help: "numbers between the halves of the autoencoder", Type: flows.Int, Default: "1", Min: 1, Max: 64, Step: 1},
	},
	Words: model.Words{Short: "four models", Loss: "NLL", Floor: "entropy", Data: "data"},
	Build: buildAutoencoders,
}

func init() { model.Register(&autoencodersKind) }

// autoencoders is the sum of four losses that touch parameters of their own, so that one
// optimiser trains all four on the same batches.
type autoencoders struct {
	model.Objective // likelihood: the loss of the flow, which it is judged by
	rivals
	run    model.Run
	weight float64 // of the VAE's KL divergence at the present step
	points model.Batches
	noise  *noise
	batch  model.Batch
}

// rivals are the models beside a flow.
type rivals struct {
	vae *vae
	ae  *autoencoder
	gan *gan
}

// The parts of a batch beside points: base samples of the VAE and of the GAN.
const (
	ofVAE = iota
	ofGAN
)

func buildAutoencoders(r model.Run) (model.Objective, error) {
	if r.Data.GivenDim() > 0 {
		return nil, fmt.Errorf("autoencoders compares models of points without conditions, and %s has some; take objective=likelihood", r.Data.Spec)
	}
	if r.Data.Target != nil && r.Data.Truth == nil {
		return nil, fmt.Errorf("autoencoders learns from samples, and %s has none; take data, or objective=reverse-kl", r.Data.Spec)
	}
	likelihood, err := model.NewLikelihood(r)
	if err != nil {
		return nil, err
	}
	return &autoencoders{Objective: likelihood, run: r, noise: newNoise(r.Seed, flows.Normal{})}, nil
}

// Nets adds the rivals, each with about as many parameters as the layers of the flow.
func (o *autoencoders) Nets(p *nn.Params) {
	o.rivals = newRivals(p, o.run.Settings, o.run.Data.Dim(), layerParameters(o.run.Stack))
}

func newRivals(p *nn.Params, s model.Settings, d, parameters int) rivals {
	latent, bottleneck := s.Int("latent"), s.Int("bottleneck")
	return rivals{
		vae: newVAE(p, d, latent, widthFor(parameters, func(p *nn.Params, w int) { newVAE(p, d, latent, w) })),
		ae:  newAutoencoder(p, d, bottleneck, widthFor(parameters, func(p *nn.Params, w int) { newAutoencoder(p, d, bottleneck, w) })),
		gan: newGAN(p, d, latent, widthFor(parameters, func(p *nn.Params, w int) { newGAN(p, d, latent, w) })),
	}
}

// Batches hand out points with base samples.
func (o *autoencoders) Batches(size int) model.Batches {
	o.points = o.Objective.Batches(size)
	o.batch = o.points.Shape()
	n, latent := o.batch.X.Rows, o.run.Settings.Int("latent")
	o.batch.More[ofVAE], o.batch.More[ofGAN] = ad.New(n, latent), ad.New(n, latent)
	return o
}

// Shape returns a batch of the shape that all have.
func (o *autoencoders) Shape() model.Batch { return o.batch }

// At returns the points of a step, with base samples.
func (o *autoencoders) At(step int) model.Batch {
	b := o.points.At(step)
	o.batch.X, o.batch.Given = b.X, b.Given
	o.noise.fill(step, o.batch.More[ofVAE], o.batch.More[ofGAN])
	return o.batch
}

// Prepare sets what the VAE's KL divergence counts, and tells that the loss is no NLL: it is
// that of four models.
func (o *autoencoders) Prepare(step int) bool {
	o.weight = annealed(step, o.run.Settings)
	return false
}

// Loss is the sum of the four.
func (o *autoencoders) Loss(flow flows.Flow, part model.Batch, rows int) *ad.Mat {
	own := o.Objective.Loss(flow, part, rows)
	others := ad.Sub(o.ae.loss(part.X), ad.Sum(o.vae.bound(part.X, part.More[ofVAE], o.weight)))
	return ad.AddScaled(own, 1/float64(rows), ad.Add(others, o.gan.loss(part.X, part.More[ofGAN])))
}

// Expected is the NLL of the truth on the points of Judge.
func (o *autoencoders) Expected() float64 {
	if p, ok := o.Objective.(model.Paired); ok {
		return p.Expected()
	}
	return o.Floor()
}
