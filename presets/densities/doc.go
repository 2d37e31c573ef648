// Package densities has the densities that the catalogue's sets and targets are drawn from, each
// exactly: log p, draws, entropy, and where a flow learns it without draws log p̃, its derivative
// and its normaliser. They know nothing of the catalogue: what they are called, explained and set
// by stands in package presets.
//
// A density is a type of its own by family: normal, mixture, rings, curve, pinwheel,
// checkerboard, conditional, funnel; p(x | c) is in families.go; surfaces.go has the energies of
// the papers, which are known up to a constant.
package densities
