package systems

import (
	"math"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/diagnose"
	"bijou/model/latent"
)

var autoencoders = System{
	Name: "autoencoders", Title: "A flow beside autoencoders and a GAN", Called: "flow, VAE, autoencoder, GAN",
	Summary:   "four models on the same batches with as many parameters: what comes back, what is drawn, and who can tell a likelihood",
	Relatives: "Kingma and Welling 2014; Goodfellow et al. 2014; Burda et al. 2016",
	Recipes:   []string{"autoencoders", "autoencoders-digits"},
	NotBuilt:  []string{"a likelihood of the autoencoder and of the GAN: they have none; what others estimate by kernels is that of the kernels"},
	Measure:   measureAutoencoders,
}

func measureAutoencoders(runs []Trained) ([]model.Figure, error) {
	points, digits := runs[0].Fit.Done().Own(), runs[1].Fit.Done().Own()
	list := points
	f := latent.NewFour(runs[0].Best)
	x := f.Held(energyRows)
	flow, vae, gan := f.Samples(x.Rows)
	for i, made := range []*ad.Mat{flow, vae, gan} {
		list = append(list, model.NewFigure([]string{"flow", "vae", "gan"}[i]+"_energy", "SD", "energy distance of samples to points held out", diagnose.EnergyDistance(x, made)))
	}
	for i, share := range f.Shares() {
		list = append(list, model.NewFigure([]string{"flow", "vae", "ae", "gan"}[i]+"_time", "share", "of the time of a step, which all four make as often", share))
	}
	for _, name := range []string{"flow_log_p", "vae_elbo", "vae_iwae", "flow_gain", "bound_order", "roundtrip", "vae_miss", "ae_miss"} {
		of := named(digits, name)
		of.Name = "digits_" + name
		list = append(list, of)
	}
	if cpu := runs[0].CPU + runs[1].CPU; !math.IsNaN(cpu) {
		list = append(list, model.NewFigure("cpu_seconds", "s", "of processors that both trainings took", cpu).Should(model.AtMost, 120))
	}
	return list, nil
}

// energyRows is how many points samples are compared with.
const energyRows = 500
