package presets

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"bijou/flows"
	"bijou/model"
	"bijou/presets/reading"
)

// A Recipe is a whole run as one line of text: data | stack | training | seed.
type Recipe struct {
	Name    string
	Summary string
	Line    string
}

// DefaultRecipe is the name of the recipe that runs when none is named.
const DefaultRecipe = "splines"

// Recipes returns the catalogue.
func Recipes() []Recipe { return recipes }

var recipes = []Recipe{
	{"splines", "neural spline couplings on two moons: learns fast, bends sharply",
		"moons(n=0) | actnorm, coupling(rqs, hidden=32x32, relu)*4, linear | adam(lr=0.004), steps=4000, warmup=50, clip=1, average=0.99 | seed=1"},
	{"realnvp", "affine couplings on two moons: the classic",
		"moons | actnorm, coupling*8, linear | adam(lr=0.004), steps=3000, warmup=50, clip=1 | seed=1"},
	{"nice", "additive couplings keep volume: watch every log|det| stay 0",
		"moons | coupling(additive)*6, affine | adam(lr=0.003), steps=3000 | seed=1"},
	{"maf", "masked autoregressive layers on eight Gaussians",
		"8gaussians | actnorm, autoregressive(hidden=32x32)*16 | adam(lr=0.004), steps=3000, warmup=50, clip=1 | seed=1"},
	{"nsf-ar", "autoregressive splines, the strongest here for their size",
		"pinwheel | actnorm, autoregressive(rqs, hidden=32x32)*6 | adam(lr=0.004), steps=3000, warmup=50, clip=1 | seed=1"},
	{"iaf", "the inverse: samples in one pass, a density in D",
		"banana | iaf*4 | adam(lr=0.003), steps=2000 | seed=1"},
	{"naf", "sigmoids summed by a net: any increasing curve, entry by entry",
		"8gaussians | naf*3 | adam(lr=0.003), steps=2000, warmup=50, clip=1 | seed=1"},
	{"ffjord", "a field that samples drift along, solved as they go",
		"moons | cnf | adam(lr=0.005), steps=600, clip=1 | seed=1"},
	{"ffjord-digits", "a field over the logits of 64 pixels of digits, learnt by flow matching",
		"digits | cnf(hidden=256x256), sigmoid | adam(lr=0.002), batch=64, steps=2000, warmup=50, objective=matching, average=0.99 | seed=1"},
	{"matching", "the same field by flow matching: it learns the straight ways from base to data, without being solved",
		"moons(n=0) | cnf(hidden=32x32x32) | adam(lr=0.01), steps=3000, objective=matching | seed=1"},
	{"matching-transport", "flow matching with pairs by optimal transport: straighter ways",
		"moons(n=0) | cnf(hidden=48x48x48) | adam(lr=0.01), steps=3000, objective=matching, pairs=transport | seed=1"},
	{"matching-likelihood", "flow matching, and likelihood for the last 300 steps",
		"moons(n=0) | cnf(hidden=48x48x48) | adam(lr=0.003), steps=3300, schedule=constant, objective=matching, pairs=transport, likelihood=300 | seed=1"},
	{"bandit", "a policy of one step with four goals: reverse KL finds all of them",
		"modes(modes=4, radius=2, sd=0.3) | planar*32 | adam(lr=0.005), batch=512, steps=3000, objective=reverse-kl, anneal=1000 | seed=1"},
	{"bandit-gaussian", "the same policy as one normal distribution: it finds one goal",
		"modes(modes=4, radius=2, sd=0.3) | affine(scale=0.3, shift=1) | adam(lr=0.02), steps=1000, objective=reverse-kl | seed=1"},
	{"npe", "four parameters under what was measured: one flow for every measurement",
		"linear-gaussian | actnorm, autoregressive*4 | adam(lr=0.002), steps=4000 | seed=1"},
	{"gaussian-linear", "ten parameters under one noisy look at each: the posterior is normal",
		"gaussian-linear | actnorm, autoregressive*2 | adam(lr=0.002), steps=4000 | seed=1"},
	{"two-moons", "two thin crescents under every point: exact density beside it, and no sample outside of the prior's square",
		"two-moons | actnorm, coupling(rqs, bins=16)*6 | adam(lr=0.002), steps=6000, warmup=50 | seed=1"},
	{"g-and-k", "a law without a density by four summaries: parameters stay in the prior's box",
		"g-and-k | actnorm, autoregressive(rqs)*3 | adam(lr=0.002), steps=6000 | seed=1"},
	{"lotka-volterra", "rates of prey and predators by forty counts, which a net embeds once",
		"lotka-volterra | encoder(hidden=128x128), actnorm, autoregressive*4 | adam(lr=0.002), steps=4000 | seed=1"},
	{"coin", "NFQ: the law of the return of a coin grows into a box by Bellman's equation",
		"coin | affine, spline(bins=64, bound=3) | adam(lr=0.005), batch=1024, steps=4000, objective=returns, clip=0, copies=64, replay=200000, rate=0.01 | seed=1"},
	{"arms", "NFQ: safe or risky? the law of each arm, not only its mean",
		"arms | autoregressive(rqs, bins=16, hidden=32x32, bound=6) | adam(lr=0.003), steps=2000, objective=returns, clip=0 | seed=1"},
	{"grid", "NFQ: the law of the return of every move in a windy maze, from a walker at random",
		"grid | autoregressive(rqs, hidden=32, relu, bound=4), autoregressive(hidden=128x128, relu), affine(scale=5) | adam(lr=0.01), batch=512, objective=returns, clip=0, copies=128, replay=200000, rate=0.05 | seed=1"},
	{"grid-fitted", "fitted Q iteration, the other NFQ: the mean of what every move pays and no law, for comparison",
		"grid | autoregressive(additive, hidden=128x128, relu), affine(scale=5, frozen) | adam(lr=0.01), batch=512, steps=2000, objective=fitted-q, clip=0, copies=128, replay=200000, rate=0.05 | seed=1"},
	{"lqr-policy", "SNF: a policy that may have any shape finds that the best one is normal",
		"lqr | iaf(rqs, bins=4, hidden=32x32)*2 | adam(lr=0.002), steps=4000, objective=soft-policy, clip=0, alpha=0.01, scale=0.03, rate=0.02, wander=20 | seed=1"},
	{"lqr", "NFAC: a policy and critics find the gain that Riccati knows",
		"lqr | iaf(hidden=32x32) | adam(lr=0.002), steps=4000, objective=soft-policy, clip=0, alpha=0.01, scale=0.03, rate=0.02, wander=20 | seed=1"},
	{"lqr-reinforce", "SNF by REINFORCE: the same gain from whole episodes, without critics",
		"lqr | spline, iaf(hidden=32x32) | adam(lr=0.002), batch=1280, steps=2000, objective=reinforce, clip=0, average=0.99, alpha=0.01, scale=0.03 | seed=1"},
	{"pendulum", "NFAC: a flow of torques swings a pole up",
		"pendulum | iaf(rqs, bins=4), tanh | adam, batch=128, steps=4800, schedule=constant, objective=soft-policy, clip=0, alpha=0.05, copies=4, wander=200 | seed=1"},
	{"pendulum-gaussian", "the same with a normal law of torques, for comparison",
		"pendulum | iaf, tanh | adam, batch=128, steps=4800, schedule=constant, objective=soft-policy, clip=0, alpha=0.05, copies=4, wander=200 | seed=1"},
	{"multigoal", "SNF: a policy with four goals equally far visits all of them",
		"multigoal | iaf*2, tanh | adam, steps=4000, schedule=constant, objective=soft-policy, clip=0, alpha=1, critic=128x128, copies=64, rate=0.02 | seed=1"},
	{"bernoulli", "the posterior of a probability, whose evidence has a formula",
		"bernoulli | affine, spline | adam(lr=0.01), steps=1500, objective=reverse-kl | seed=1"},
	{"bernoulli-normal", "the same by a normal distribution on the line of log-odds",
		"bernoulli | affine | adam(lr=0.01), steps=1000, objective=reverse-kl | seed=1"},
	{"bioassay", "a logistic regression: a skewed posterior of two parameters, and its evidence",
		"bioassay | logistic, spline(bound=8), iaf(hidden=32x32)*3, affine(scale=3) | adam(lr=0.01), batch=512, steps=1500, objective=reverse-kl, average=0.99 | seed=1"},
	{"bioassay-diagonal", "the same by independent normal distributions, the mean field",
		"bioassay | affine, affine(scale=5, frozen) | adam(lr=0.02), steps=1500, objective=reverse-kl | seed=1"},
	{"bioassay-normal", "the same by one normal distribution of full rank",
		"bioassay | linear, affine, affine(scale=5, frozen) | adam(lr=0.02), steps=1500, objective=reverse-kl | seed=1"},
	{"eight-schools", "a hierarchy whose posterior is a funnel in ten dimensions",
		"eight-schools | spline(bins=16), iaf(hidden=32x32, clamp=8), iaf(hidden=32x32, forward, clamp=8), affine(scale=2) | adam(lr=0.01), batch=512, steps=4000, objective=reverse-kl, average=0.99 | seed=1"},
	{"eight-schools-diagonal", "the same by independent normal distributions, the mean field",
		"eight-schools | affine, affine(scale=3, frozen) | adam(lr=0.01), steps=2500, objective=reverse-kl | seed=1"},
	{"eight-schools-normal", "the same by one normal distribution of full rank",
		"eight-schools | linear, affine, affine(scale=3, frozen) | adam(lr=0.01), steps=2500, objective=reverse-kl | seed=1"},
	{"regression", "a polynomial through the geyser: the posterior is normal, and a linear flow is exact",
		"regression | linear, affine | adam(lr=0.01), steps=4000, objective=reverse-kl | seed=1"},
	{"regression-diagonal", "the same by independent normal distributions, the mean field",
		"regression | affine | adam(lr=0.01), steps=2000, objective=reverse-kl | seed=1"},
	{"earthquakes", "a hidden Markov model of 107 years: two rates and how often they switch",
		"earthquakes | iaf(hidden=32x32)*3, affine(shift=1) | adam(lr=0.005), steps=1500, objective=reverse-kl, average=0.99 | seed=1"},
	{"earthquakes-diagonal", "the same by independent normal distributions, the mean field",
		"earthquakes | affine(shift=1) | adam(lr=0.02), steps=1000, objective=reverse-kl | seed=1"},
	{"earthquakes-normal", "the same by one normal distribution of full rank",
		"earthquakes | linear, affine(shift=1) | adam(lr=0.02), steps=1000, objective=reverse-kl | seed=1"},
	{"gp", "length, height and noise of a Gaussian process, and the evidence",
		"gp | iaf(rqs, hidden=32x32)*2, affine | adam(lr=0.01), steps=1500, objective=reverse-kl, average=0.99 | seed=1"},
	{"gp-diagonal", "the same by independent normal distributions, the mean field",
		"gp | affine | adam(lr=0.01), steps=1500, objective=reverse-kl | seed=1"},
	{"gp-normal", "the same by one normal distribution of full rank",
		"gp | linear, affine | adam(lr=0.01), steps=1500, objective=reverse-kl | seed=1"},
	{"bnn", "the weights of a small net: reverse KL keeps one of two equal modes, log 2 nats below the evidence",
		"bnn | coupling(rqs, hidden=32x32)*6, affine(scale=3, shift=1) | adam(lr=0.005), batch=1024, steps=2500, objective=reverse-kl | seed=1"},
	{"bnn-diagonal", "the same by independent normal distributions, the mean field",
		"bnn | affine(shift=1) | adam(lr=0.01), steps=1500, objective=reverse-kl | seed=1"},
	{"bnn-normal", "the same by one normal distribution of full rank",
		"bnn | linear, affine(shift=1) | adam(lr=0.01), steps=1500, objective=reverse-kl | seed=1"},
	{"lattice", "a field of 16 sites by reverse KL: weights repair what the flow has wrong, against the transfer matrix",
		"lattice | coupling*8 | adam(lr=0.003), batch=512, steps=2000, objective=reverse-kl | seed=1"},
	{"muller-brown", "a Boltzmann generator: the free energy between two wells of a toy of chemistry, by both KLs and weights",
		"muller-brown | coupling(rqs, hidden=32x32)*6, linear, affine | adam(lr=0.003), batch=512, steps=3000, warmup=50, objective=boltzmann, clip=1, average=0.99 | seed=1"},
	{"double-well", "the same of a double well in the plane, 4.9 kT apart",
		"double-well | coupling(rqs, hidden=32x32)*4, affine(scale=2) | adam(lr=0.003), batch=512, steps=2000, objective=boltzmann, average=0.99 | seed=1"},
	{"double-well-8", "the same in eight dimensions: springs follow the well that a sample is in",
		"double-well(dim=8) | coupling(rqs, hidden=32x32)*6, linear, affine(scale=2) | adam(lr=0.003), batch=512, steps=2500, objective=boltzmann, average=0.99 | seed=1"},
	{"multigoal-gaussian", "the same with a normal law of steps before the tanh, for comparison",
		"multigoal | iaf, tanh | adam, steps=4000, schedule=constant, objective=soft-policy, clip=0, alpha=1, critic=128x128, copies=64, rate=0.02 | seed=1"},
	{"goals-told", "SNF: one policy for four tasks, of which the goal is the condition",
		"multigoal(told) | iaf*2, tanh | adam, steps=4000, schedule=constant, objective=soft-policy, clip=0, alpha=1, critic=128x128, copies=64, rate=0.02 | seed=1"},
	{"spread", "a density that changes with x, and parts in two",
		"spread | autoregressive(rqs, hidden=32x32)*2 | adam(lr=0.004), steps=3000, warmup=50 | seed=1"},
	{"rings-by-radius", "a ring whose radius is told: . and , turn it under the pictures",
		"rings-by-radius | actnorm, coupling(rqs)*4, linear | adam(lr=0.004), steps=2000, warmup=50 | seed=1"},
	{"classes", "one flow for three shapes, told which one it draws",
		"classes | actnorm, coupling(rqs, bins=16, hidden=32x32, relu)*6, linear | adam(lr=0.004), steps=3000, warmup=50, clip=1 | seed=1"},
	{"rbig", "fifty layers fitted one by one, no gradients: nothing is left to train",
		"moons | rbig*50 | adam, steps=1 | seed=1"},
	{"rbig-many", "sixty layers fitted to sixty times as many points: less than a twentieth of the negentropy is left",
		"moons(n=120000) | rbig*60 | adam, steps=1 | seed=1"},
	{"destructor", "a tree and histograms carry the data to the unit cube, evenly: fitted, nothing is trained",
		"moons(n=150000) | uniform, tree(leaves=2048), histogram(bins=128), cdf | adam, steps=1 | seed=1"},
	{"planar", "thirty-two planar layers, flipped so that the density has a formula",
		"moons | affine, planar(flip)*32 | adam(lr=0.005), steps=6000, clip=1 | seed=1"},
	{"radial", "radial layers push holes into a Gaussian",
		"circles | affine, radial(flip)*16 | adam(lr=0.01), steps=4000 | seed=1"},
	{"nsf", "the strongest: many spline couplings with small nets, here on four thin rings, which no continuous map tears a disc into",
		"rings(n=0) | actnorm, coupling(rqs, bins=16, hidden=32x32)*12, linear | adam(lr=0.004), steps=4000, warmup=50, clip=1 | seed=1"},
	{"realnvp-deep", "affine couplings need depth, not width: two spirals",
		"spirals(n=0) | actnorm, coupling(hidden=32x32)*32, linear | adam(lr=0.004), steps=4000, warmup=50, clip=1 | seed=1"},
	{"order-right", "a crescent is one autoregressive layer in the right order",
		"crescent(n=0) | affine, autoregressive(reverse, clamp=6) | adam(lr=0.004), steps=2000, warmup=50, clip=1 | seed=1"},
	{"order-wrong", "the same layer in the wrong order cannot",
		"crescent(n=0) | affine, autoregressive(clamp=6) | adam(lr=0.004), steps=2000, warmup=50, clip=1 | seed=1"},
	{"old-faithful", "272 eruptions of a geyser; a small net, so that it does not learn them by heart",
		"old-faithful | actnorm, coupling(rqs, bins=6, hidden=16)*2, linear | adam(lr=0.003), batch=64, steps=1500 | seed=1"},
	{"mixture-base", "a base that has eight modes already: nothing is left to tear",
		"8gaussians | mixture(radius=1.4, sd=0.3, trained), affine | adam(lr=0.01), steps=1500 | seed=1"},
	{"u1", "reverse KL: thirty-two planar layers learn two crescents without any data",
		"u1 | affine, planar*32 | adam(lr=0.005), batch=512, steps=6000, objective=reverse-kl, anneal=2000 | seed=1"},
	{"naf-frequency", "the frequency of a sine: three peaks and a half, far apart, none of which is lost",
		"frequency | logistic, naf(hidden=0, spread=2)*3, sigmoid, affine(scale=2, frozen) | adam(lr=0.08), objective=log-variance, anneal=3500, clip=1 | seed=1"},
	{"naf-frequency-affine", "the same by one affine layer, which settles on one of the peaks",
		"frequency | logistic, affine(scale=0.2), sigmoid, affine(scale=2, frozen) | adam(lr=0.02), steps=3000, objective=reverse-kl | seed=1"},
	{"modes-forward", "one Gaussian, two modes, forward KL: it covers both and what lies between",
		"modes | linear, affine(shift=1) | adam(lr=0.02), steps=1000 | seed=1"},
	{"modes-reverse", "the same under reverse KL: it settles on one mode, log 2 nats away, and its weights cannot tell",
		"modes | linear, affine(shift=1) | adam(lr=0.02), steps=1000, objective=reverse-kl | seed=1"},
	{"card-shift", "change of variables, y = z + 2: the density moves",
		"pushed | affine(shift=2, frozen) | adam, steps=1 | seed=1"},
	{"card-scale", "y = 2z: twice as wide, half as high",
		"pushed(scale) | affine(scale=2, frozen) | adam, steps=1 | seed=1"},
	{"card-exp", "y = eᶻ: the log-normal distribution",
		"pushed(exp) | exp | adam, steps=1 | seed=1"},
	{"card-cube", "y = z³: the slope vanishes at 0, so the density has a pole there",
		"pushed(cube) | power | adam, steps=1 | seed=1"},
	{"card-tanh", "y = tanh z: all mass between −1 and 1",
		"pushed(tanh) | tanh | adam, steps=1 | seed=1"},
	{"glow", "images: two levels of Glow on handwritten digits, 2.1 bits a pixel",
		"digits | affine, glow*4, squeeze, split, glow*4, squeeze, sigmoid | adamw(lr=0.004, decay=0.5), batch=64, steps=2400, warmup=50 | seed=1"},
	{"glow-fixed", "the same with channels in reversed order in place of a learnt mixture: what the mixture is worth",
		"digits | affine, glow(reversing)*4, squeeze, split, glow(reversing)*4, squeeze, sigmoid | adamw(lr=0.004, decay=0.5), batch=64, steps=2400, warmup=50 | seed=1"},
	{"glow-class", "the same under the class of a digit: a generator of each, and by Bayes' rule a classifier",
		"digits(given=class) | affine, glow*4, squeeze, split, glow*4, squeeze, sigmoid | adamw(lr=0.004, decay=0.5), batch=64, steps=2400, warmup=50 | seed=1"},
	{"compress", "whole greys without noise: a mixture of logistics for every pixel, and files in as few bytes as that says",
		"digits | logistic, naf(components=5, hidden=256x256, relu), affine(scale=0.2, shift=0.5) | adamw(lr=0.002, decay=1), batch=64, steps=2500, warmup=50, objective=bits | seed=1"},
	{"compress-table", "a table of whole numbers and decimals without noise, and files in as few bytes as that says; with --data your own",
		"old-faithful | logistic, naf(components=5, hidden=32x32, relu), affine | adamw(lr=0.002, decay=1), batch=64, steps=1000, warmup=50, objective=bits | seed=1"},
	{"superres", "what a picture of half the size lacks: details of digits under it",
		"digit-details | actnorm, coupling*8, linear | adamw(decay=2), batch=64, steps=1500, warmup=50 | seed=1"},
	{"superres-blind", "the same without the small picture: what it is worth",
		"digit-details(blind) | actnorm, coupling*8, linear | adamw(decay=2), batch=64, steps=1500, warmup=50 | seed=1"},
	{"waveglow", "16 ms of whispered vowels, given which one: synthesis, conversion and denoising, all against known answers",
		"vowels | waveglow*4, squeeze(group=8) | adam(lr=0.01), batch=16, steps=2500, warmup=50 | seed=1"},
	{"waveglow-bands", "the same given the energies of 8 mel bands in the place of the vowel, as a vocoder is",
		"vowels(bands) | waveglow*4, squeeze(group=8) | adam(lr=0.01), batch=16, steps=2500, warmup=50 | seed=1"},
	{"strings", "plucked strings of three pitches: the sound of one as another",
		"strings | waveglow*4, squeeze(group=8) | adam(lr=0.01), batch=16, steps=2500, warmup=50 | seed=1"},
	{"anomaly-digits", "digits but one: is that one strange to the flow? a 1 is not, as −log p sees it",
		"digits(without-1) | logistic, naf(components=5, hidden=256, relu), affine(scale=0.2, shift=0.5) | adamw(lr=0.003, decay=0.2), batch=64, steps=1000, warmup=50, objective=bits | seed=1"},
	{"vae", "a variational autoencoder of digits in black and white: an inverse autoregressive posterior of two latent variables",
		"binary-digits | encoder(hidden=128x128, relu), iaf*2 | adam, batch=64, steps=4000, schedule=constant, objective=elbo, anneal=1000, average=0.99 | seed=1"},
	{"vae-diagonal", "the same with a posterior of independent normal distributions, for comparison",
		"binary-digits | encoder(hidden=128x128, context=0, relu) | adam, batch=64, steps=4000, schedule=constant, objective=elbo, anneal=1000, average=0.99 | seed=1"},
	{"vae-linear", "an autoencoder whose posterior and evidence are known: an inverse autoregressive flow meets both",
		"factors | encoder(hidden=32), iaf(hidden=32)*2 | adam(lr=0.005), steps=2000, objective=elbo | seed=1"},
	{"vae-linear-diagonal", "the same by independent normal distributions: 1.26 nats below the evidence, as it must be",
		"factors | encoder(hidden=32, context=0) | adam(lr=0.005), steps=2000, objective=elbo | seed=1"},
	{"autoencoders", "a flow beside a VAE, an autoencoder and a GAN: what each draws, gives back and says of likelihood",
		"moons | actnorm, coupling(rqs, hidden=32x32)*4, linear | adam(lr=0.002), steps=3000, objective=autoencoders, anneal=1000, clip=0, average=0.99 | seed=1"},
	{"autoencoders-digits", "the same on handwritten digits, with eight latent variables",
		"digits | affine, glow*4, squeeze, split, glow*4, squeeze, sigmoid | adam(lr=0.002), batch=64, steps=1500, warmup=50, objective=autoencoders, anneal=500, clip=0, average=0.99, latent=8, bottleneck=8 | seed=1"},
	{"iris", "four lengths of 150 flowers",
		"iris | actnorm, autoregressive(hidden=16)*2, linear | adam(lr=0.003), batch=32, steps=800 | seed=1"},
}

// LookupRecipe finds a recipe by its name. The error lists what there is.
func LookupRecipe(name string) (Recipe, error) {
	var list []string
	for _, r := range recipes {
		if r.Name == name {
			return r, nil
		}
		list = append(list, r.Name)
	}
	return Recipe{}, fmt.Errorf("no recipe is called %q; there are %s", reading.Clean(name), strings.Join(list, ", "))
}

// Parts are the four parts of a recipe line, as text.
type Parts struct{ Data, Stack, Training, Seed string }

// SplitRecipe cuts a recipe line into its parts. Only the data are required;
// what is missing is that of the default recipe.
func SplitRecipe(line string) (Parts, error) {
	parts := strings.Split(line, "|")
	if len(parts) > 4 {
		return Parts{}, errors.New("a recipe has at most four parts: data | stack | training | seed=7")
	}
	if def, err := LookupRecipe(DefaultRecipe); err == nil && len(parts) < 4 {
		parts = append(parts, strings.Split(def.Line, "|")[len(parts):]...)
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return Parts{parts[0], parts[1], parts[2], parts[3]}, nil
}

// Config reads the parts; cols chooses columns of a file, given the columns that
// are conditions. A text that is wrong
// is a *flows.ParseError behind the name of its part, a file that cannot be
// used a *BadFileError.
func (p Parts) Config(cols []string, given ...string) (model.Config, error) {
	return p.config(func(text string) (model.Source, error) { return ParseSource(text, cols, given...) })
}

// CatalogueConfig reads the parts of a run that may use the data of the
// catalogue only, see [ParseCatalogue], and keeps to limits.
func (p Parts) CatalogueConfig(limits model.Limits) (model.Config, error) {
	c, err := p.config(func(text string) (model.Source, error) { return ParseCatalogue(text, limits.Points) })
	c.Limits = limits
	return c, err
}

func (p Parts) config(source func(text string) (model.Source, error)) (c model.Config, err error) {
	if c.Base, c.Spec, err = flows.ParseStack(p.Stack); err != nil {
		return c, fmt.Errorf("stack: %w", err)
	}
	if c.Settings, err = model.ParseSettings(p.Training); err != nil {
		return c, fmt.Errorf("training: %w", err)
	}
	if c.Seed, err = ParseSeed(p.Seed); err != nil {
		return c, err
	}
	c.Source, err = source(p.Data)
	if _, parse := errors.AsType[*flows.ParseError](err); parse {
		return c, fmt.Errorf("data: %w", err)
	}
	if err == nil && c.Settings.Objective().Name == reading.BitsObjective {
		c.Source, err = reading.OnLines(c.Source)
	}
	return c, err
}

// ParseRecipe reads a whole recipe line.
func ParseRecipe(line string) (model.Config, error) {
	parts, err := SplitRecipe(line)
	if err != nil {
		return model.Config{}, err
	}
	return parts.Config(nil)
}

// ParseSeed reads the last part of a recipe line, with seed= before it or not.
func ParseSeed(text string) (uint64, error) {
	text = strings.TrimPrefix(strings.TrimSpace(text), "seed=")
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("seed: seed=7 with a whole number from 0, not %q", reading.Clean(text))
	}
	return seed, nil
}

// FormatRecipe prints a config as a recipe line; ParseRecipe reads it back.
func FormatRecipe(c model.Config) string {
	return fmt.Sprintf("%s | %s | %s | seed=%d", c.Source.Spec, flows.FormatStack(c.Base, c.Spec), c.Settings, c.Seed)
}
