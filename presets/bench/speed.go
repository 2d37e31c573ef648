package bench

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"time"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
	"bijou/model"
	"bijou/presets"
)

// A Case is one configuration whose speed is measured. Each has the nets that the
// Python libraries are given, and where it integrates, their accuracy.
//
// zuko's continuous flow, Dormand–Prince with the tolerances 1e-6 and 1e-5 for the
// whole batch, is off in log p by 3.5e-7 nats (root mean square over 2,000 points)
// after 20 training steps, the age at which the libraries are timed, with 21
// evaluations of the field. Our 2 steps of the same method, 12 evaluations, are off
// by 2.4e-7: in high order few large steps cost less than the looks at the error.
// After 300 steps, when the field has grown steeper, it takes zuko 77 evaluations
// and us 8 steps, 48 evaluations, to come as close as 2.2e-6; 2 steps are off by
// 1e-2 by then.
type Case struct {
	Model string
	Stack string
	Dim   int
	Batch int
	Data  string // empty for draws of a known density

	Precision string // of nets that have a choice; empty is that of the catalogue
}

// Cases returns the standard table: the models that the Python libraries are
// timed on, with the same nets. Those of 6, 21 and 43 columns have the shapes of POWER,
// HEPMASS and MINIBOONE.
func Cases() []Case {
	const realnvp, maf = "coupling(relu)*8", "autoregressive(relu, hidden=128x128)*5"
	const nsf, nsfAR = "coupling(rqs, hidden=128x128)*4", "autoregressive(rqs, hidden=128x128)*3"
	return []Case{
		{"realnvp", realnvp, 2, 256, "", ""},
		{"realnvp", realnvp, 2, 1024, "", ""},
		{"nsf_coupling", "coupling(rqs, relu)*4", 2, 256, "", ""},
		{"nsf_ar", "autoregressive(rqs, relu)*3", 2, 256, "", ""},
		{"maf", "autoregressive(relu)*5", 2, 256, "", ""},
		{"planar16", "planar(flip)*16", 2, 256, "", ""},
		{"planar32", "planar(flip)*32", 2, 256, "", ""},
		{"radial16", "radial(flip)*16", 2, 256, "", ""},
		{"cnf", "cnf(hidden=64x64, steps=2)", 2, 256, "", ""},
		{"realnvp64", "coupling(relu, hidden=128x128)*8", 64, 256, "", ""},
		{"nsf_silu", "coupling(rqs)*4", 2, 256, "", ""},
		{"nsf_coupling6", nsf, 6, 512, "", ""},
		{"nsf_coupling21", nsf, 21, 512, "", ""},
		{"nsf_coupling43", nsf, 43, 512, "", ""},
		{"nsf_ar6", nsfAR, 6, 512, "", ""},
		{"nsf_ar21", nsfAR, 21, 512, "", ""},
		{"nsf_ar43", nsfAR, 43, 512, "", ""},
		{"maf21", maf, 21, 256, "", ""},
		{"maf63", maf, 63, 256, "", ""},
		{"glow", "affine, glow*4, squeeze, split, glow*4, squeeze, sigmoid", 64, 64, "digits", ""},
	}
}

// A Speed is what a case reached: steps per second of training, median, best and
// spread over several windows, and milliseconds to evaluate.
type Speed struct {
	Model        string       `json:"model"`
	Batch        int          `json:"batch"`
	Dim          int          `json:"dim"`
	Params       int          `json:"params"`
	Workers      int          `json:"workers"`
	Precision    string       `json:"precision"` // of the nets, where one of them is single
	Kernel       string       `json:"kernel"`
	StepsPerS    float64      `json:"steps_per_s"`
	StepsPerSMax float64      `json:"steps_per_s_best"`
	Spread       float64      `json:"spread"`      // (best − worst)/median of the windows
	GFLOPS       float64      `json:"gflops"`      // of the matrix products that a dense net takes, at the best window
	PeakGFLOPS   float64      `json:"peak_gflops"` // of that precision
	PeakShare    float64      `json:"peak_share"`  // above 1 where most of them are not needed: see kernel.Hinges
	GridMS       float64      `json:"grid_ms"`     // log p of 10,000 points
	SampleMS     model.Number `json:"sample_ms"`   // 10,000 samples
}

const (
	windows    = 9
	window     = 200 * time.Millisecond
	warmUp     = 300 * time.Millisecond
	evalAge    = 20 // training steps before
	evalPoints = 10000
	evalTimes  = 5
)

// Measure times a case on as many workers as there are processors in use.
func Measure(c Case) (Speed, error) {
	fit, err := c.fit()
	if err != nil {
		return Speed{}, err
	}
	defer fit.Close()
	rates := c.train(fit)
	precision := precisionOf(fit)
	s := Speed{
		Model: c.Model, Batch: c.Batch, Dim: c.Dim, Params: fit.Snapshot().Free(), Workers: runtime.GOMAXPROCS(0), Kernel: kernel.Name(), Precision: precision,
		StepsPerS: rates[len(rates)/2], StepsPerSMax: rates[len(rates)-1], PeakGFLOPS: peak(precision) * float64(runtime.GOMAXPROCS(0)),
	}
	s.Spread = (rates[len(rates)-1] - rates[0]) / s.StepsPerS
	s.GFLOPS = c.flops(fit.Snapshot().Stack) * s.StepsPerSMax / 1e9
	s.PeakShare = s.GFLOPS / s.PeakGFLOPS
	s.GridMS, s.SampleMS, err = c.evaluateYoung()
	return s, err
}

// evaluateYoung evaluates after as many steps as the libraries' benchmark makes:
// what an adaptive solver takes depends on what was learnt.
func (c Case) evaluateYoung() (grid float64, sample model.Number, err error) {
	fit, err := c.fit()
	if err != nil {
		return 0, 0, err
	}
	defer fit.Close()
	for range evalAge {
		fit.Learn()
	}
	grid, sample = c.evaluate(fit.Snapshot())
	return grid, sample, nil
}

func (c Case) fit() (*model.Fit, error) {
	spec, err := flows.ParseSpec(c.Stack)
	if err != nil {
		return nil, err
	}
	for i, item := range spec {
		if _, has := item.Values["precision"]; has && c.Precision != "" && item.Values["net"] != "wave" {
			if spec[i], err = item.With("precision", c.Precision); err != nil {
				return nil, err
			}
		}
	}
	settings, err := model.ParseSettings("adam, schedule=constant, steps=0, clip=0")
	if err != nil {
		return nil, err
	}
	if settings, err = settings.With("batch", flows.FormatFloat(float64(c.Batch))); err != nil {
		return nil, err
	}
	src, err := c.source()
	if err != nil {
		return nil, err
	}
	return model.NewFit(model.Config{Source: src, Spec: spec, Settings: settings, Seed: 1})
}

// source draws every batch fresh, as the libraries' benchmark does.
func (c Case) source() (model.Source, error) {
	if c.Data != "" {
		return presets.ParseSource(c.Data, nil)
	}
	if c.Dim == 2 {
		return presets.ParseSource("moons(n=0, noise=0.05)", nil)
	}
	return model.Source{Spec: "noise", Columns: make([]string, c.Dim), Truth: noise(c.Dim)}, nil
}

// train returns the steps per second of every window, in rising order.
func (c Case) train(fit *model.Fit) []float64 {
	run(fit, warmUp)
	rates := make([]float64, windows)
	for i := range rates {
		rates[i] = run(fit, window)
	}
	slices.Sort(rates)
	return rates
}

// run learns for a while and returns steps per second.
func run(fit *model.Fit, d time.Duration) float64 {
	start := time.Now()
	for n := 1; ; n++ {
		fit.Learn()
		if passed := time.Since(start); passed >= d {
			return float64(n) / passed.Seconds()
		}
	}
}

// flops counts the multiplications and additions of the matrix products of a
// step as a dense net takes them: forward, gradient of the weights and gradient of
// the input. A convolution does so at every position.
func (c Case) flops(s *flows.Stack) float64 {
	weights := 0
	for _, l := range s.Layers {
		positions := flows.Flow{Map: l.Map}.Positions()
		for _, b := range l.Blocks {
			if strings.HasSuffix(b.Name, ".weight") {
				weights += positions * b.Len()
			}
		}
	}
	return 6 * float64(weights) * float64(c.Batch)
}

// precisionOf is single where a net is.
func precisionOf(fit *model.Fit) string {
	if (flows.Flow{Map: fit.Snapshot().Stack.Chain()}).Single() {
		return "single"
	}
	return "double"
}

// peak is what one core does at most with the kernel in use, in GFLOP/s.
func peak(precision string) float64 {
	best, spin := 0.0, kernel.Spin
	if precision == "single" {
		spin = kernel.SpinSingle
	}
	for range windows {
		start := time.Now()
		flops := spin(100000)
		best = max(best, float64(flops)/time.Since(start).Seconds()/1e9)
	}
	return best
}

// evaluate times log p of a batch and sampling one, in milliseconds, the best
// of a few times on as many cores as there are in use.
func (c Case) evaluate(s *model.Snapshot) (grid float64, sample model.Number) {
	z, x := ad.New(evalPoints, c.Dim), ad.New(evalPoints, c.Dim)
	flows.Normal{}.Draw(rand.New(rand.NewPCG(1, 1)), z)
	logp, points := make([]float64, evalPoints), z
	if c.Data != "" { // which a normal point need not be like
		points = ad.New(evalPoints, c.Dim)
		for i := range points.Rows {
			for j := range points.Cols {
				points.Set(i, j, s.Data.Val.At(i%s.Data.Val.Rows, j))
			}
		}
	}
	e := s.Stack.Evaluator(s.Base, s.Theta)
	grid = fastest(func() { e.LogProb(logp, points) })
	sample = model.Number(fastest(func() { e.Sample(x, z) }))
	return grid, sample
}

func fastest(f func()) float64 {
	f()
	best := time.Hour
	for range evalTimes {
		start := time.Now()
		f()
		best = min(best, time.Since(start))
	}
	return float64(best) / float64(time.Millisecond)
}
