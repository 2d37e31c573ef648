package presets

import (
	"bytes"
	"slices"
	"testing"

	"bijou/model"
)

// Recipes of everything that learns in a way of its own: posteriors of models and of
// simulators, free energies, latent variables, models beside a flow, images.
var ofTheirOwn = []string{
	"two-moons", "gaussian-linear", "g-and-k", "lotka-volterra", "npe", "muller-brown", "double-well", "double-well-8",
	"vae", "vae-linear", "autoencoders", "bernoulli", "bioassay", "eight-schools", "regression", "earthquakes", "gp", "bnn", "lattice",
	"ffjord-digits", "glow-class", "superres", "naf-frequency", "matching",
}

// A run goes on with the same bits after it was kept, comes back to what it was by undo,
// and shows and goes back to an earlier step.
func TestEveryRunIsKeptUndoneAndRemembered(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	const few = 2
	for _, name := range ofTheirOwn {
		t.Run(name, func(t *testing.T) {
			recipe, _ := LookupRecipe(name)
			cfg, err := ParseRecipe(recipe.Line)
			if err != nil {
				t.Fatal(err)
			}
			f, err := model.NewFit(cfg)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			f.Remember(1 << 24)
			again, err := model.Restore(keptAfter(t, f, few), catalogued)
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close()
			shown := slices.Clone(f.Snapshot().Theta)
			if !bytes.Equal(keptAfter(t, f, few), keptAfter(t, again, few)) {
				t.Error("what was kept goes on in another way")
			}
			past, err := f.Past(few)
			if err != nil || !slices.Equal(past.Theta, shown) {
				t.Errorf("step %d is shown as it was not, error %v", few, err)
			}
			now := slices.Clone(f.Snapshot().Theta)
			if err := f.Set("clip", "7"); err != nil {
				t.Fatal(err)
			}
			keptAfter(t, f, few)
			if err := f.Undo(); err != nil || !slices.Equal(f.Snapshot().Theta, now) {
				t.Errorf("undo does not bring back what was, error %v", err)
			}
			if err := f.Return(few); err != nil || !slices.Equal(f.Snapshot().Theta, shown) {
				t.Errorf("the way back to step %d does not lead there, error %v", few, err)
			}
		})
	}
}
