package presets

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/sound"
	"bijou/presets/densities"
	"bijou/presets/reading"
)

// voices are windows of sounds that are normal: p(x | voice) = N(0, C_voice), each voice
// as likely as the others. So entropies, spectra and the Wiener filter are known
// exactly.
type voices struct {
	names []string
	size  int // samples of a window
	of    []voice
}

// A voice is one of them.
type voice struct {
	cov    *mat.SymDense
	chol   mat.Cholesky
	lower  mat.TriDense // L of C = LLᵀ
	rows   [][]float64  // of L, as far as they are not 0
	logDet float64
}

// newVoices factorises the covariances of some voices.
func newVoices(names []string, covs []*mat.SymDense) *voices {
	v := &voices{names: names, size: covs[0].SymmetricDim(), of: make([]voice, len(covs))}
	for i, c := range covs {
		one := &v.of[i]
		one.cov = c
		if !one.chol.Factorize(c) {
			panic("presets: the covariance of " + names[i] + " is not positive")
		}
		one.chol.LTo(&one.lower)
		one.logDet = one.chol.LogDet()
		for t := range c.SymmetricDim() {
			row := make([]float64, t+1)
			for s := range row {
				row[s] = one.lower.At(t, s)
			}
			one.rows = append(one.rows, row)
		}
	}
	return v
}

func (v *voices) Dim() int      { return v.size }
func (v *voices) GivenDim() int { return len(v.of) }

// Sample draws a voice and then x = L·ε.
func (v *voices) Sample(rng *rand.Rand, x, given *ad.Mat) {
	clear(given.Data)
	noise := make([]float64, v.size)
	for i := range x.Rows {
		k := rng.IntN(len(v.of))
		given.Set(i, k, 1)
		v.of[k].draw(rng, x, i, noise)
	}
}

func (o *voice) draw(rng *rand.Rand, x *ad.Mat, i int, noise []float64) {
	for t := range noise {
		noise[t] = rng.NormFloat64()
		x.Set(i, t, floats.Dot(o.rows[t], noise[:t+1]))
	}
}

func (v *voices) LogProb(dst []float64, x, given *ad.Mat) {
	row := mat.NewVecDense(v.size, nil)
	for i := range dst {
		dst[i] = v.voiceOf(func(k int) float64 { return given.At(i, k) }).logProb(x, i, row)
	}
}

// voiceOf returns the voice that a condition names.
func (v *voices) voiceOf(given func(k int) float64) *voice {
	best := 0
	for k := range v.of {
		if given(k) > given(best) {
			best = k
		}
	}
	return &v.of[best]
}

// logProb is log N(row i; 0, C), by L⁻¹x.
func (o *voice) logProb(x *ad.Mat, i int, row *mat.VecDense) float64 {
	for t := range row.Len() {
		row.SetVec(t, x.At(i, t))
	}
	if err := row.SolveVec(&o.lower, row); err != nil {
		panic("presets: " + err.Error()) // newVoices has seen that it can be
	}
	return -(mat.Dot(row, row) + o.logDet + float64(row.Len())*densities.Ln2Pi) / 2
}

func (o *voice) entropy() float64 {
	return (o.logDet + float64(o.cov.SymmetricDim())*(1+densities.Ln2Pi)) / 2
}

// Entropy is the mean of ½·log|2πe·C| over the voices.
func (v *voices) Entropy() float64 {
	sum := 0.0
	for i := range v.of {
		sum += v.of[i].entropy()
	}
	return sum / float64(len(v.of))
}

// At returns one voice.
func (v *voices) At(c []float64) model.Density {
	return voiceAt{v.voiceOf(func(k int) float64 { return c[k] })}
}

// Covariance is that of the windows of one voice.
func (v *voices) Covariance(c []float64) mat.Symmetric {
	return v.voiceOf(func(k int) float64 { return c[k] }).cov
}

// voiceAt is one voice by itself.
type voiceAt struct{ *voice }

func (v voiceAt) Dim() int         { return v.cov.SymmetricDim() }
func (v voiceAt) Entropy() float64 { return v.entropy() }

func (v voiceAt) Sample(rng *rand.Rand, x *ad.Mat) {
	noise := make([]float64, v.Dim())
	for i := range x.Rows {
		v.draw(rng, x, i, noise)
	}
}

func (v voiceAt) LogProb(dst []float64, x *ad.Mat) {
	row := mat.NewVecDense(v.Dim(), nil)
	for i := range dst {
		dst[i] = v.logProb(x, i, row)
	}
}

// toldBands are windows that go with the energies of their own bands in the place of
// the voice, as the spectrum of a sound does in WaveGlow.
type toldBands struct{ *voices }

// bandsTold is how many bands a window is told by.
const bandsTold = 8

func (toldBands) GivenDim() int { return bandsTold }

func (b toldBands) Sample(rng *rand.Rand, x, given *ad.Mat) {
	b.voices.Sample(rng, x, ad.New(x.Rows, b.voices.GivenDim()))
	bandsOf(x, given, 0)
}

// bandsOf writes the bands of every window into columns of given, from one on.
func bandsOf(x, given *ad.Mat, from int) {
	row := make([]float64, x.Cols)
	for i := range x.Rows {
		for b, e := range sound.Bands(sound.Power(x.Row(row, i)), bandsTold) {
			given.Set(i, from+b, e)
		}
	}
}

// bandNames are the conditions of windows that go with their bands.
func bandNames() (list []model.Given) {
	for b := range bandsTold {
		list = append(list, model.Given{Name: fmt.Sprintf("band%d", b+1)})
	}
	return list
}

// sampleNames names the columns of a window: t0, t1, ….
func sampleNames(n int) (names []string) {
	for t := range n {
		names = append(names, fmt.Sprintf("t%d", t))
	}
	return names
}

// waveShape is how the samples of a window lie.
func waveShape(n int) flows.Shape { return flows.Shape{Channels: 1, Height: 1, Width: n} }

// voiceSet is an entry of the catalogue for voices that are made for a size of windows.
func voiceSet(d Dataset, column string, make func(size int) *voices) Dataset {
	d.Fields = []flows.Field{
		{Name: pointsField, Help: "number of windows; 0 draws every batch fresh", Type: flows.Int, Default: "0", Min: 0, Max: 100_000, Step: 1000},
		{Name: "window", Help: "samples of a window, 8,000 a second", Type: flows.Int, Default: "128", Min: 32, Max: 512, Step: 32},
		{Name: "told", Help: "what a window goes with: its voice, or the log energies of its own 8 mel bands", Type: flows.Choice, Choices: []string{"voice", "bands"}, Default: "voice", Step: 1},
		{Name: "seed", Help: "seed of the windows", Type: flows.Int, Default: "0", Min: 0, Max: 999_999, Step: 1},
	}
	d.Build = func(v flows.Values) (model.Source, error) {
		size := v.Int("window")
		all := make(size)
		src := model.Source{Spec: d.spec(v), Columns: sampleNames(size), Shape: waveShape(size)}
		if v.Text("told") == "bands" {
			src.Given, src.Sim = bandNames(), toldBands{all}
		} else {
			src.Given, src.Family = []model.Given{{Name: column, Levels: all.names}}, all
		}
		n := v.Int(pointsField)
		if n == 0 {
			return src, nil
		}
		if n < reading.MinRows {
			return src, fmt.Errorf("n is 0 for fresh windows in every batch, or at least %d, not %d", reading.MinRows, n)
		}
		drawn := src.Draw(rand.New(rand.NewPCG(uint64(v.Int("seed")), dataStream)), n)
		src.Points = ad.New(n, drawn.X.Cols+drawn.Given.Cols)
		copy(src.Points.Data, drawn.X.Data) // columns stand one behind the other
		copy(src.Points.Data[len(drawn.X.Data):], drawn.Given.Data)
		return src, nil
	}
	return d
}

// soundSets lists the voices whose windows are known exactly.
func soundSets() []Dataset {
	return []Dataset{
		voiceSet(Dataset{
			Name: "vowels", Title: "Whispered vowels",
			Summary: "windows of 16 ms of three vowels, a, i and u, given which one: p(x | vowel) is normal and known exactly",
			Origin:  "white noise through the formants of men in Peterson and Barney 1952; a filter with six poles",
		}, "vowel", newVowels),
		voiceSet(Dataset{
			Name: "strings", Title: "Plucked strings",
			Summary: "windows from the pluck of a string on, in three pitches: p(x | pitch) is normal and known exactly",
			Origin:  "Karplus and Strong 1983, with a floor of noise a tenth as loud",
		}, "pitch", newStrings),
	}
}

// vowelFormants are frequencies of resonance, in hertz, and formantWidths their
// bandwidths.
var (
	vowelNames    = []string{"a", "i", "u"}
	vowelFormants = [][]float64{{730, 1090, 2440}, {270, 2290, 3010}, {300, 870, 2240}}
	formantWidths = []float64{80, 90, 120}
)

// newVowels drives resonators with white noise: an autoregressive process of order 6
// with variance 1,
//
//	A(q)·x_t = g·ε_t,  A(q) = Π (1 − 2r cos(2πF/rate)·q⁻¹ + r²q⁻²),  r = e^{−πB/rate}.
func newVowels(size int) *voices {
	var covs []*mat.SymDense
	for _, f := range vowelFormants {
		covs = append(covs, stationary(autocovariance(resonators(f, formantWidths), size)))
	}
	return newVoices(vowelNames, covs)
}

// resonators returns the coefficients of A(q), the first of which is 1.
func resonators(formants, widths []float64) []float64 {
	a := []float64{1}
	for i, f := range formants {
		r := math.Exp(-math.Pi * widths[i] / sound.Rate)
		section := []float64{1, -2 * r * math.Cos(2*math.Pi*f/sound.Rate), r * r}
		product := make([]float64, len(a)+2)
		for j, v := range a {
			for k, w := range section {
				product[j+k] += v * w
			}
		}
		a = product
	}
	return a
}

// autocovariance returns that of 1/A driven by white noise, scaled to variance 1, at lags
// from 0 on: Σ h_t h_{t+lag} for the impulse response h, which has died away after a
// second.
func autocovariance(a []float64, lags int) []float64 {
	h := make([]float64, sound.Rate)
	h[0] = 1
	for t := 1; t < len(h); t++ {
		for k := 1; k < min(len(a), t+1); k++ {
			h[t] -= a[k] * h[t-k]
		}
	}
	r := make([]float64, lags)
	for lag := range r {
		for t := range len(h) - lag {
			r[lag] += h[t] * h[t+lag]
		}
	}
	for lag := lags - 1; lag >= 0; lag-- {
		r[lag] /= r[0]
	}
	return r
}

// stationary is the covariance of windows of a process.
func stationary(r []float64) *mat.SymDense {
	c := mat.NewSymDense(len(r), nil)
	for s := range r {
		for t := s; t < len(r); t++ {
			c.SetSym(s, t, r[t-s])
		}
	}
	return c
}

// The strings: names, and the samples of a period.
var (
	stringNames   = []string{"c4", "e4", "g4"}
	stringPeriods = []int{30, 24, 20} // 262, 327 and 390 hertz: rate/(period + ½)
)

const stringFloor = 0.1 // deviation of the noise, over that of the string

// newStrings plucks strings (Karplus and Strong 1983): the first period is white noise,
// and every sample behind it the mean of the two a period before,
//
//	y_t = ε_t for t ≤ N,  y_t = ½(y_{t−N} + y_{t−N−1}),  x = c·(y + floor·η),
//
// c so that the variance of a window is 1 in the mean.
func newStrings(size int) *voices {
	var covs []*mat.SymDense
	for _, period := range stringPeriods {
		y := mat.NewDense(size, period+1, nil) // rows by ε
		for t := range size {
			if t <= period {
				y.Set(t, t, 1)
				continue
			}
			for k := range period + 1 {
				y.Set(t, k, (y.At(t-period, k)+y.At(t-period-1, k))/2)
			}
		}
		c := mat.NewSymDense(size, nil)
		c.SymOuterK(1, y)
		mean := mat.Trace(c) / float64(size)
		for t := range size {
			c.SetSym(t, t, c.At(t, t)+stringFloor*stringFloor*mean)
		}
		c.ScaleSym(1/(mean*(1+stringFloor*stringFloor)), c)
		covs = append(covs, c)
	}
	return newVoices(stringNames, covs)
}
