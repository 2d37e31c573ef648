package bench

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/diagnose"
	"bijou/presets"
)

// A Cell is one entry of the quality table: a ready-made recipe on a target, and
// the KL divergence in nats that it must reach.
type Cell struct {
	Data   string
	Family string // of flows, for a person
	Recipe string
	Share  float64 // of the training time that a cell is given; what is fitted takes none
	Bar    float64
	Misses bool // the flow cannot reach the bar, and the cell holds when it does not
}

// Quality returns the table: bars for half a minute a cell on two cores.
func Quality() []Cell {
	var cells []Cell
	for _, t := range []struct {
		data               string
		nsf, realnvp, rbig float64
	}{
		{"moons", 0.03, 0.05, 0.10},
		{"circles", 0.04, 0.10, 0.10},
		{"pinwheel", 0.06, 0.15, 0},
		{"8gaussians", 0.06, 0.20, 0.15},
		{"checkerboard", 0.15, 0.30, 0.30},
		{"spirals", 0.15, 0.35, 0},
		{"rings", 0.12, 0.60, 0},
	} {
		cells = append(cells, Cell{Data: t.data, Family: "nsf", Recipe: "nsf", Share: 1, Bar: t.nsf},
			Cell{Data: t.data, Family: "realnvp", Recipe: "realnvp-deep", Share: 1, Bar: t.realnvp})
		if t.rbig > 0 {
			cells = append(cells, Cell{Data: t.data, Family: "rbig", Recipe: "rbig", Bar: t.rbig})
		}
	}
	return append(cells, slices.Concat(exact(), reverse(), defaults())...)
}

// byDefault is the recipe of who names none: the run chooses, and ends by itself.
const byDefault = ""

// defaults are the sets of the plane as somebody learns them who chooses nothing.
func defaults() []Cell {
	var cells []Cell
	for _, t := range []struct {
		data string
		bar  float64
	}{
		{"moons", 0.01}, {"circles", 0.01}, {"pinwheel", 0.01}, {"8gaussians", 0.01}, {"swissroll", 0.01}, {"sine", 0.01},
		{"scurve", 0.005}, {"crescent", 0.005}, {"abs", 0.005}, {"checkerboard", 0.03}, {"spirals", 0.03}, {"rings", 0.07}, {"25gaussians", 0.08},
	} {
		cells = append(cells, Cell{Data: t.data, Family: "default", Recipe: byDefault, Share: 1, Bar: t.bar})
	}
	return cells
}

// exact are the sets that one autoregressive layer solves in the order in which
// they were made, and in no other. The recipes are named for the crescent; the
// other sets were made in the other order.
func exact() []Cell {
	var cells []Cell
	for _, t := range []struct{ data, right, wrong string }{
		{"crescent", "order-right", "order-wrong"}, {"sine", "order-wrong", "order-right"}, {"abs", "order-wrong", "order-right"}, {"banana", "order-wrong", "order-right"},
	} {
		cells = append(cells, Cell{Data: t.data, Family: "right order", Recipe: t.right, Share: 1. / 3, Bar: 0.02},
			Cell{Data: t.data, Family: "wrong order", Recipe: t.wrong, Share: 1. / 3, Bar: 0.02, Misses: true})
	}
	return cells
}

// reverse are the energies, learnt without data: the bars are for KL(flow‖target).
func reverse() []Cell {
	var cells []Cell
	for _, t := range []struct {
		target string
		bar    float64
	}{{"u1", 0.08}, {"u2", 0.08}, {"u3", 0.30}, {"u4", 0.40}} {
		cells = append(cells, Cell{Data: t.target, Family: "planar*32", Recipe: "u1", Share: 1. / 3, Bar: t.bar})
	}
	return cells
}

// A Result is what a cell reached over its seeds.
type Result struct {
	Cell
	Params   int
	Seconds  float64
	ToBar    float64 // seconds of training until KL was at most the bar, of the slowest seed; NaN where one never came there
	KL, KLSE float64 // of the middle seed
	Worst    float64 // of the worst seed
	Entropy  float64
	Gaussian float64 // KL of the best single Gaussian
	Met      bool
}

// Evaluate trains a cell for some seconds on each of some seeds.
func (c Cell) Evaluate(ctx context.Context, seconds float64, seeds int) (Result, error) {
	return c.evaluate(ctx, seeds, func(f *model.Fit) int { return stepsIn(f, c.Share*seconds) })
}

func (c Cell) evaluate(ctx context.Context, seeds int, budget func(*model.Fit) int) (Result, error) {
	r := Result{Cell: c, Gaussian: math.NaN()}
	type run struct{ kl, se float64 }
	var runs []run
	for seed := range seeds {
		start := time.Now()
		f, err := c.fit(uint64(seed + 1))
		if err != nil {
			return r, err
		}
		reached, err := c.train(ctx, f, budget)
		report := f.Done()
		f.Close()
		if err != nil {
			return r, err
		}
		r.Params, r.Entropy = report.Params, float64(report.Entropy)
		r.Seconds = max(r.Seconds, time.Since(start).Seconds())
		if c.Share == 0 && float64(report.KL) <= c.Bar { // fitted as it started
			reached = time.Since(start).Seconds()
		}
		r.ToBar = max(r.ToBar, reached) // NaN stays
		runs = append(runs, run{float64(report.KL), float64(report.KLSE)})
	}
	slices.SortFunc(runs, func(a, b run) int { return int(math.Copysign(1, a.kl-b.kl)) })
	r.KL, r.KLSE, r.Worst = runs[len(runs)/2].kl, runs[len(runs)/2].se, runs[len(runs)-1].kl
	r.Gaussian = c.gaussian()
	r.Met = (r.Worst <= c.Bar) != c.Misses
	return r, nil
}

// fit puts the recipe on the cell's target. Batches are drawn fresh where the
// flow is trained, so that it has nothing to learn by heart.
func (c Cell) fit(seed uint64) (*model.Fit, error) {
	if c.Recipe == byDefault {
		return c.fitDefault(seed)
	}
	recipe, err := presets.LookupRecipe(c.Recipe)
	if err != nil {
		return nil, err
	}
	parts, err := presets.SplitRecipe(recipe.Line)
	if err != nil {
		return nil, err
	}
	parts.Data, parts.Seed = c.Data+"(n=0)", strconv.FormatUint(seed, 10)
	if c.Share == 0 || slices.ContainsFunc(presets.Targets(), func(t presets.Dataset) bool { return t.Name == c.Data }) {
		parts.Data = c.Data
	}
	cfg, err := parts.Config(nil)
	if err != nil {
		return nil, err
	}
	return model.NewFit(cfg)
}

// fitDefault is the run of somebody who names the data alone.
func (c Cell) fitDefault(seed uint64) (*model.Fit, error) {
	src, err := presets.ParseSource(c.Data, nil)
	if err != nil {
		return nil, err
	}
	cfg, err := presets.Auto(model.Config{Source: src, Settings: model.DefaultSettings(), Seed: seed})
	if err != nil {
		return nil, err
	}
	return model.NewFit(cfg)
}

// stepsIn finds out how many steps fit into a time.
func stepsIn(f *model.Fit, seconds float64) int {
	const trial = 40
	start := time.Now()
	for range trial {
		f.Learn()
	}
	return max(200, int(trial*seconds/time.Since(start).Seconds()))
}

// checks is how often in a training its KL is held against the bar, checkDraws on how many
// points.
const checks, checkDraws = 50, 5000

// train makes the steps of the budget from the start, with a learning rate that
// falls to zero at the last; a default run makes its own. It returns after how many seconds of training, without the
// checks, the parameters that did best so far came to the bar; NaN if they did not.
func (c Cell) train(ctx context.Context, f *model.Fit, budget func(*model.Fit) int) (reached float64, err error) {
	reached = math.NaN()
	if c.Share == 0 {
		return reached, nil
	}
	steps := f.Config().Settings.Int("steps")
	if c.Recipe != byDefault {
		steps = budget(f)
		if err := f.Rewind(); err != nil {
			return reached, err
		}
		if err := f.Set("steps", strconv.Itoa(steps)); err != nil {
			return reached, err
		}
	}
	trained, every := time.Duration(0), max(1, steps/checks)
	for step := 1; ctx.Err() == nil; step++ {
		if ended, _ := f.Ended(); ended != model.Paused {
			return reached, nil
		}
		start := time.Now()
		f.Step()
		trained += time.Since(start)
		if step%every == 0 && math.IsNaN(reached) && kl(f.BestSnapshot()) <= c.Bar {
			reached = trained.Seconds()
		}
	}
	return reached, context.Cause(ctx)
}

// kl is about what a report says of KL, on fewer points.
func kl(s *model.Snapshot) float64 {
	if s.Objective.Reverse {
		return s.Weigh(checkDraws).KL
	}
	kl, _ := s.KL(checkDraws)
	return kl
}

// gaussian is how far the best single Gaussian is from the data, in nats: the
// entropy that its covariance has beyond the data's own.
func (c Cell) gaussian() float64 {
	src, err := presets.ParseSource(c.Data, nil)
	if err != nil || src.Truth == nil {
		return math.NaN()
	}
	const n = 200000
	x := ad.New(n, src.Truth.Dim())
	src.Truth.Sample(rand.New(rand.NewPCG(1, 1)), x)
	return diagnose.GaussianEntropy(x) - src.Truth.Entropy()
}
