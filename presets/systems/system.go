package systems

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
)

// A System is an entry of the table.
type System struct {
	Name, Title string
	Summary     string   // half a sentence
	Called      string   // what introductions call it
	Relatives   string   // the papers that it goes back to, or is nearest to
	Recipes     []string // by their names in the catalogue: the system itself, then its rivals
	NotBuilt    []string // what is claimed elsewhere and not built here, and why: a sentence each
	// Measure returns what the trained runs, in the order of the recipes, come to.
	Measure func(runs []Trained) ([]model.Figure, error)
}

// A Trained run has made all its steps.
type Trained struct {
	Fit     *model.Fit
	Best    *model.Snapshot
	Seconds float64
	CPU     float64 // seconds of processors, however many; NaN where nobody knows
}

// All returns the table.
func All() []System {
	return []System{
		matching, ffjord, ffjordDigits, naf, bandit, npe, gaussianLinear, twoMoons, gAndK, lotkaVolterra, bernoulli, bioassay, eightSchools, regression, earthquakes, process, bnn, lattice, freeEnergy,
		vae, autoencoders, glow, superres, waveglow, compress, anomaly, strangers, rbig, destructor,
		coin, arms, grid, multigoal, goalsTold, lqrPolicy, lqr, pendulum,
	}
}

// Lookup returns a system by its name. The error lists what there is.
func Lookup(name string) (System, error) {
	names := ""
	for _, s := range All() {
		if s.Name == name {
			return s, nil
		}
		names += ", " + s.Name
	}
	return System{}, fmt.Errorf("no system is called %q; there are %s", reading.Clean(name), names[2:])
}

// A Result is a figure of a system over some seeds.
type Result struct {
	System       string       `json:"system"`
	model.Figure              // of the worst seed
	Met          bool         `json:"met"`
	Seed         uint64       `json:"seed"`    // the worst
	Time         model.Number `json:"seconds"` // of the slowest training
}

// Evaluate trains a system on the seeds 1 to n and returns its figures, of each the
// worst.
func (s System) Evaluate(ctx context.Context, seeds int) ([]Result, error) {
	var worst []Result
	for seed := range uint64(seeds) {
		figures, seconds, err := s.once(ctx, seed+1)
		if err != nil {
			return nil, err
		}
		for i, f := range figures {
			if i == len(worst) {
				worst = append(worst, Result{System: s.Name, Figure: f, Seed: seed + 1})
			} else if worse(f, worst[i].Figure) {
				worst[i].Figure, worst[i].Seed = f, seed+1
			}
			worst[i].Met = worst[i].Figure.Met()
			worst[i].Time = max(worst[i].Time, model.Number(seconds))
		}
	}
	return worst, nil
}

// worse tells whether a is further on the wrong side of the bar than b.
func worse(a, b model.Figure) bool {
	switch {
	case math.IsNaN(float64(a.Value)):
		return true
	case a.Sense == model.AtLeast:
		return a.Value < b.Value
	}
	return a.Value > b.Value
}

// once trains all recipes from one seed and measures them.
func (s System) once(ctx context.Context, seed uint64) ([]model.Figure, float64, error) {
	var runs []Trained
	defer func() {
		for _, r := range runs {
			r.Fit.Close()
		}
	}()
	seconds := 0.0
	for _, name := range s.Recipes {
		run, err := train(ctx, name, seed)
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", s.Name, err)
		}
		runs = append(runs, run)
		seconds = max(seconds, run.Seconds)
	}
	figures, err := s.Measure(runs)
	return figures, seconds, err
}

// train makes all steps of a recipe.
func train(ctx context.Context, recipe string, seed uint64) (Trained, error) {
	return trainSteps(ctx, recipe, seed, 0)
}

// trainSteps makes so many steps of a recipe; 0 for all.
func trainSteps(ctx context.Context, recipe string, seed uint64, steps int) (Trained, error) {
	r, err := presets.LookupRecipe(recipe)
	if err != nil {
		return Trained{}, err
	}
	parts, err := presets.SplitRecipe(r.Line)
	if err != nil {
		return Trained{}, err
	}
	parts.Seed = strconv.FormatUint(seed, 10)
	cfg, err := parts.Config(nil)
	if err != nil {
		return Trained{}, err
	}
	if steps > 0 {
		if cfg.Settings, err = cfg.Settings.With("steps", strconv.Itoa(steps)); err != nil {
			return Trained{}, err
		}
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		return Trained{}, err
	}
	start, used := time.Now(), cpuSeconds()
	for ctx.Err() == nil {
		if ended, _ := f.Ended(); ended != model.Paused {
			break
		}
		f.Step()
	}
	return Trained{f, f.BestSnapshot(), time.Since(start).Seconds(), cpuSeconds() - used}, context.Cause(ctx)
}
