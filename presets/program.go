package presets

import (
	"errors"
	"strings"

	"bijou/model"
	"bijou/presets/reading"
	"bijou/presets/worlds"
)

// The runs of a person's own world, where nothing else is asked for: a policy of
// numbers, or the law of the returns of choices.
const (
	programPolicy  = "world | iaf(rqs, bins=4), tanh | adam, batch=128, schedule=constant, objective=soft-policy, clip=0, alpha=0.05 | seed=1"
	programReturns = "world | autoregressive(rqs, hidden=64x64), affine(scale=5) | adam(lr=0.002), objective=returns, clip=0, explore=0.1 | seed=1"
)

// OpenWorld starts a person's own world, a program given as words apart by spaces (see
// [worlds.Program]), and returns it with a recipe line for it. Whoever calls it has the
// right to run programs here: no recipe, file or stranger can name one. The program
// runs until Close.
func OpenWorld(command string) (*worlds.Program, string, error) {
	p, err := worlds.Open(strings.Fields(command))
	if err != nil {
		return nil, "", err
	}
	if len(p.Shape().Choices) > 0 {
		return p, programReturns, nil
	}
	return p, programPolicy, nil
}

// ConfigIn reads the parts of a run in a world that is open already: their data are
// that world, whatever they say.
func (p Parts) ConfigIn(w *worlds.Program, command string) (model.Config, error) {
	return p.config(func(string) (model.Source, error) {
		src := w.Source()
		src.Spec = reading.Clean(command)
		if src.Spec == "" {
			return src, errors.New("a world has a name")
		}
		return src, nil
	})
}
