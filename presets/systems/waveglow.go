package systems

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/sound"
)

var waveglow = System{
	Name: "waveglow", Title: "WaveGlow", Called: "WaveGlow, voice conversion, style transfer and denoising by a flow",
	Summary:   "p(16 ms of sound | voice) of whispered vowels: every figure has a known answer",
	Relatives: "Prenger et al. 2018 (WaveGlow); Serrà et al. 2019 (Blow: conversion, which introductions ascribe to WaveGlow)",
	Recipes:   []string{"waveglow", "waveglow-bands"},
	NotBuilt: []string{
		"speech at 22,050 samples a second from 80 mel bands: that takes weeks of eight graphics processors; recordings go at 8,000 with 8 bands",
		"channels that leave early (Prenger et al. 2018, section 2.3): windows are short; split does it where somebody wants it",
	},
	Measure: measureWaveGlow,
}

// voiceful is what the voices of the catalogue tell of their windows.
type voiceful interface {
	model.Conditional
	Covariance(c []float64) mat.Symmetric
}

func measureWaveGlow(runs []Trained) ([]model.Figure, error) {
	s, bands := runs[0].Best, runs[1].Best
	w := windowsOf(s)
	excess, se := w.excess()
	told, back := w.conversion()
	share, noisy, wiener, flow := w.denoising()
	match := bandMatch(bands)
	return []model.Figure{
		model.NewFigure("excess", "nats", "a sample over the exact entropy of windows, mean of three vowels", excess).Within(se).Against(0).Should(model.AtMost, 0.06),
		model.NewFigure("nll", "nats", "a sample of windows held back; known as their entropy", w.family.Entropy()/float64(w.samples())+excess).
			Within(se).Against(w.family.Entropy() / float64(w.samples())),
		model.NewFigure("return_error", "", "largest error of a window that was converted to another vowel and back", back).Against(0).Should(model.AtMost, 1e-9),
		model.NewFigure("conversion", "share", "of converted windows that the exact densities take for the vowel asked for", told).Should(model.AtLeast, 0.95),
		model.NewFigure("wiener_share", "share", "of the gain in SNR of the Wiener filter, which is exact, that the likeliest window under the flow has", share).
			Against(1).Should(model.AtLeast, 0.70),
		model.NewFigure("snr_noisy", "dB", "of windows with noise of deviation 0.3", noisy),
		model.NewFigure("snr_flow", "dB", "of the likeliest window under the flow; known of the Wiener filter", flow).Against(wiener),
		model.NewFigure("spectrum_error", "dB", "between the spectrum of samples and the exact one, mean over frequencies and vowels", w.spectrumError()).Should(model.AtMost, 1),
		model.NewFigure("band_match", "share", "distance of samples to the bands that they were told, over that to those of another window", match).Should(model.AtMost, 0.5),
	}, nil
}

// windows are those that a run was not trained on, with what is known of them.
type windows struct {
	s      *model.Snapshot
	family voiceful
	held   model.Batch
	rng    *rand.Rand
}

func windowsOf(s *model.Snapshot) *windows {
	return &windows{s, s.Data.Family.(voiceful), s.Data.Test, model.DrawStream(s.Seed)}
}

func (w *windows) samples() int { return w.s.Stack.Dim }

// excess is the mean of log p − log q of windows held back, a sample, and its standard
// error: an estimate of the divergence, with less noise than −log q less the entropy.
func (w *windows) excess() (mean, se float64) {
	n := w.held.X.Rows
	truth, flow := make([]float64, n), make([]float64, n)
	w.family.LogProb(truth, w.s.Data.Own(w.held.X), w.s.Data.OwnGiven(w.held.Given))
	w.s.Under(w.held.Given).LogProb(flow, w.held.X)
	square := 0.0
	for i := range truth {
		v := (truth[i] - flow[i]) / float64(w.samples())
		mean += v / float64(n)
		square += v * v / float64(n)
	}
	return mean, math.Sqrt((square - mean*mean) / float64(n))
}

// voiceOf is the condition of one voice.
func (w *windows) voiceOf(k int) *ad.Mat {
	c := ad.New(1, w.family.GivenDim())
	c.Data[k] = 1
	return c
}

// part returns the first windows held back.
func (w *windows) part(n int) (x, given *ad.Mat) {
	b := w.held.Rows(0, n)
	return b.X, b.Given
}

// conversion carries windows to the voices that they are not, and returns the share
// whose likeliest voice is the one asked for, and how far they are off when they come
// back.
func (w *windows) conversion() (told, back float64) {
	const n = 600
	x, given := w.part(n)
	count := 0.0
	for k := range w.family.GivenDim() {
		to := w.voiceOf(k)
		converted := sound.Convert(w.s, x, given, to)
		again := sound.Convert(w.s, converted, to, given)
		own := w.s.Data.Own(converted)
		best := w.likeliest(own)
		for i := range n {
			if given.At(i, k) == 1 {
				continue
			}
			count++
			if best[i] == k {
				told++
			}
		}
		for i, v := range again.Data {
			back = max(back, w.s.Data.SD[0]*math.Abs(v-x.Data[i]))
		}
	}
	return told / count, back
}

// likeliest returns for windows the voice under which the truth gives them the highest
// density.
func (w *windows) likeliest(own *ad.Mat) []int {
	best, top := make([]int, own.Rows), make([]float64, own.Rows)
	logp := make([]float64, own.Rows)
	for k := range w.family.GivenDim() {
		w.family.At(w.voiceOf(k).Data).LogProb(logp, own)
		for i, l := range logp {
			if k == 0 || l > top[i] {
				best[i], top[i] = k, l
			}
		}
	}
	return best
}

const (
	soundNoise   = 0.3 // deviation of the noise that is taken off again
	denoised     = 64  // windows
	denoiseSteps = 80  // iterations
)

// denoising returns the share of the gain in SNR of the Wiener filter
// C(C + σ²)⁻¹y, the best there is for normal windows, that the flow has, and the three
// ratios in decibels.
func (w *windows) denoising() (share, noisy, wiener, flow float64) {
	x, given := w.part(denoised)
	y, scale := x.Clone(), w.s.Data.SD[0]
	for i := range y.Data {
		y.Data[i] += soundNoise / scale * w.rng.NormFloat64()
	}
	best := ad.New(y.Rows, y.Cols)
	for k := range w.family.GivenDim() {
		w.filter(k, given, y, best)
	}
	likeliest := sound.Denoise(w.s.Under(given), y, soundNoise/scale, denoiseSteps)
	noisy, wiener, flow = snr(x, y), snr(x, best), snr(x, likeliest)
	return (flow - noisy) / (wiener - noisy), noisy, wiener, flow
}

// filter writes C(C + σ²)⁻¹y into the rows of one voice.
func (w *windows) filter(k int, given, y, out *ad.Mat) {
	c := w.family.Covariance(w.voiceOf(k).Data)
	n, scale := c.SymmetricDim(), w.s.Data.SD[0]
	heard := mat.NewSymDense(n, nil)
	heard.CopySym(c)
	for t := range n {
		heard.SetSym(t, t, heard.At(t, t)+soundNoise*soundNoise)
	}
	var chol mat.Cholesky
	chol.Factorize(heard)
	row, clean := mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
	for i := range y.Rows {
		if given.At(i, k) != 1 {
			continue
		}
		for t := range n {
			row.SetVec(t, scale*y.At(i, t))
		}
		if err := chol.SolveVecTo(row, row); err != nil {
			panic("systems: " + err.Error()) // the covariance of a voice is positive
		}
		clean.MulVec(c, row)
		for t := range n {
			out.Set(i, t, clean.AtVec(t)/scale)
		}
	}
}

// snr is the energy of x over that of what another differs by, in decibels.
func snr(x, other *ad.Mat) float64 {
	signal, noise := 0.0, 0.0
	for i, v := range x.Data {
		signal += v * v
		noise += (v - other.Data[i]) * (v - other.Data[i])
	}
	return 10 * math.Log10(signal/noise)
}

// spectrumError is the mean difference, in decibels, between the spectrum of samples at
// σ = 1 and the exact one.
func (w *windows) spectrumError() (mean float64) {
	voices := w.family.GivenDim()
	for k := range voices {
		c := w.voiceOf(k)
		got := sound.MeanPower(w.s.Data.Own(sound.Draw(w.s.Under(c), w.rng, 2000, 1)))
		want := sound.ExpectedPower(w.family.Covariance(c.Data))
		for f, p := range got {
			mean += math.Abs(10*math.Log10(p/want[f])) / float64(len(got)*voices)
		}
	}
	return mean
}

// bandMatch draws a window for the bands of every one held back, and compares its own
// bands with those and with those of the next window.
func bandMatch(s *model.Snapshot) float64 {
	const n = 600
	given := s.Data.Test.Rows(0, n).Given
	drawn := s.Data.Own(sound.Draw(s.Under(given), model.DrawStream(s.Seed), n, 1))
	asked := s.Data.OwnGiven(given)
	row, own, other := make([]float64, drawn.Cols), 0.0, 0.0
	for i := range n {
		for b, e := range sound.Bands(sound.Power(drawn.Row(row, i)), asked.Cols) {
			own += math.Abs(e - asked.At(i, b))
			other += math.Abs(e - asked.At((i+1)%n, b))
		}
	}
	return own / other
}
