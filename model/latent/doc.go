// Package latent learns latent-variable models by their evidence lower bound: the flow is
// the posterior q(z|x) of latent variables z under what is observed, x, which is its
// condition, and beside it stands p(x|z), known or a decoder that is learnt (Kingma and
// Welling 2014; Rezende and Mohamed 2015; Kingma et al. 2016).
package latent
