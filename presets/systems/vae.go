package systems

import (
	"math"

	"bijou/model"
	"bijou/model/latent"
)

var vae = System{
	Name: "vae", Title: "Variational autoencoder", Called: "IAF, VAE with an inverse autoregressive posterior",
	Summary:   "a flow as the posterior of latent variables, against what is known of a linear model; then digits, where it beats independent normal distributions",
	Relatives: "Kingma and Welling 2014; Rezende and Mohamed 2015; Kingma et al. 2016; Burda et al. 2016; Hoffman and Johnson 2016",
	Recipes:   []string{"vae", "vae-diagonal", "vae-linear", "vae-linear-diagonal"},
	NotBuilt:  []string{"decoders that draw pixel after pixel: with one of those latent variables have little left to say"},
	Measure:   withinCPU(120, measureVAE),
}

func measureVAE(runs []Trained) ([]model.Figure, error) {
	var own [4][]model.Figure
	for i := range own {
		own[i] = runs[i].Fit.Done().Own()
	}
	digits, normal, linear, product := own[0], own[1], own[2], own[3]
	best := bestProduct(runs[3].Best)
	known := named(linear, "elbo")
	off := named(product, "elbo")
	gain, gainSE := latent.Gain(latent.NewLook(runs[0].Best), latent.NewLook(runs[1].Best))
	list := []model.Figure{
		known.Should(model.AtLeast, -3.45),
		model.NewFigure("diagonal_error", "nats", "of the ELBO of independent normal distributions, from the best that there is", math.Abs(float64(off.Value)-best)).
			Within(float64(off.SE)).Against(0).Should(model.AtMost, 0.02),
		model.NewFigure("digits_gain", "nats", "of the ELBO by the flow, over independent normal distributions, on the same images", gain).Within(gainSE).
			Should(model.AtLeast, 0.3),
		model.NewFigure("digits_iwae_gain", "nats", "the same of the bound by 100 draws", float64(named(digits, "iwae").Value-named(normal, "iwae").Value)),
		model.NewFigure("bound_order", "", "1 where ELBO ≤ bound by 100 draws ≤ log p(x) in all four runs", inOrder(own[:]...)).Should(model.AtLeast, 1),
	}
	list[0].Name = "iaf"
	for _, name := range []string{"elbo", "iwae", "log_p", "kl_prior", "kl_z1", "kl_z2", "reconstruction", "active_units", "mutual_information"} {
		for _, of := range []struct {
			prefix string
			list   []model.Figure
		}{{"digits_", digits}, {"digits_diagonal_", normal}} {
			f := named(of.list, name)
			f.Name = of.prefix + name
			list = append(list, f)
		}
	}
	return list, nil
}

// bestProduct is the highest ELBO of products of normal distributions, by formula: their
// KL divergence from the posterior is what their entropy lacks of its.
func bestProduct(s *model.Snapshot) float64 {
	k := latent.NewLook(s).Known()
	_, sd := k.MeanField(make([]float64, k.GivenDim()))
	entropy := 0.0
	for _, v := range sd {
		entropy += (1+math.Log(2*math.Pi))/2 + math.Log(v)
	}
	return k.Evidence() - (k.Entropy() - entropy)
}

// inOrder is 1 where the bounds of all runs lie as they must, within four standard errors.
func inOrder(runs ...[]model.Figure) float64 {
	const errors = 4
	for _, own := range runs {
		elbo, iwae, exact := named(own, "elbo"), named(own, "iwae"), named(own, "log_p")
		slack := errors * float64(iwae.SE)
		if !(float64(elbo.Value) <= float64(iwae.Value)+slack) || !(float64(iwae.Value) <= float64(exact.Value)+slack) {
			return 0
		}
	}
	return 1
}
