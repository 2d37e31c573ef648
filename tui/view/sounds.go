package view

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/sound"
)

// Waves are what a flow of waves makes, and waves of its data, with their spectra. They
// never change. Batches are standardised, spectra in decibels.
type Waves struct {
	Version Version
	Sigma   float64   // what z is multiplied by
	Samples []*ad.Mat // drawn under the conditions of the data, after layer k
	Data    []*ad.Mat // held back, before layer k+1

	Converted *ad.Mat // the first of the data under the next voice; nil without voices
	From, To  string  // its voice, and that
	Return    float64 // how far it is off when it comes back
	Noisy     *ad.Mat // the first of the data with noise
	Clean     *ad.Mat // the likeliest window under the flow behind that
	SNR       [2]float64

	Asked, Got   []float64 // mean spectra: what it should be, and of samples at σ 1
	Exact        bool      // Asked is known, not measured of data
	Wanted, Made [][]float64

	place [][]int
}

const (
	// WaveCount is how many windows of a kind are made, and as many columns a
	// spectrogram has.
	WaveCount = 40
	// spectrumWaves are those by which a spectrum is measured.
	spectrumWaves = 256
	waveNoise     = 0.3
	cleanSteps    = 60
)

// HasWaves tells whether samples are waves.
func HasWaves(s *model.Snapshot) bool { return s.Stack.Shape.IsWave() }

// MakeWaves draws waves, under the conditions of those of the data beside them, or all
// under the one of the snapshot.
func MakeWaves(s *model.Snapshot, sigma float64) *Waves {
	data := s.Data.Test
	if data.X == nil {
		data = s.Data.ValBatch()
	}
	if s.Given != nil && !OverAll(s) {
		data = under(data, s.Given)
	}
	few, many := data.Rows(0, min(WaveCount, data.X.Rows)), data.Rows(0, min(spectrumWaves, data.X.Rows))
	w := &Waves{Version: VersionOf(s), Sigma: sigma, place: pixelPlaces(s.Stack)}
	rng := rand.New(rand.NewPCG(s.Seed, Stream))
	each := s.Under(few.Given)
	z := ad.New(few.X.Rows, s.Stack.Dim)
	s.Base.Draw(rng, z)
	for i := range z.Data {
		z.Data[i] *= sigma
	}
	w.Samples, w.Data = each.Forward(z), each.Inverse(few.X)
	w.convert(s, few.Rows(0, 1))
	w.denoise(s, few.Rows(0, 1), rng)
	w.Got = decibels(sound.MeanPower(s.Data.Own(sound.Draw(s.Under(many.Given), rng, many.X.Rows, 1))))
	w.Asked, w.Exact = askedSpectrum(s, many)
	w.Made = loudness(s.Data.Own(w.Samples[len(w.Samples)-1]))
	w.Wanted = loudness(s.Data.Own(few.X))
	return w
}

// convert says a window in the next voice.
func (w *Waves) convert(s *model.Snapshot, one model.Batch) {
	if one.Given == nil || len(s.Data.Given) == 0 || s.Data.Given[0].Levels == nil {
		return
	}
	names, from, to := s.Data.Given[0].Levels, 0, ad.New(1, one.Given.Cols)
	copy(to.Data, one.Given.Data)
	for k := range names {
		if one.Given.At(0, k) > one.Given.At(0, from) {
			from = k
		}
		to.Data[k] = 0
	}
	next := (from + 1) % len(names)
	to.Data[next] = 1
	w.From, w.To = names[from], names[next]
	w.Converted = sound.Convert(s, one.X, one.Given, to)
	for i, v := range sound.Convert(s, w.Converted, to, one.Given).Data {
		w.Return = max(w.Return, math.Abs(v-one.X.Data[i]))
	}
}

// denoise puts noise on a window and asks the flow what was behind it.
func (w *Waves) denoise(s *model.Snapshot, one model.Batch, rng *rand.Rand) {
	w.Noisy = one.X.Clone()
	for i := range w.Noisy.Data {
		w.Noisy.Data[i] += waveNoise * rng.NormFloat64()
	}
	w.Clean = sound.Denoise(s.Under(one.Given), w.Noisy, waveNoise, cleanSteps)
	signal, before, after := 0.0, 0.0, 0.0
	for i, v := range one.X.Data {
		signal += v * v
		before += (w.Noisy.Data[i] - v) * (w.Noisy.Data[i] - v)
		after += (w.Clean.Data[i] - v) * (w.Clean.Data[i] - v)
	}
	w.SNR = [2]float64{10 * math.Log10(signal/before), 10 * math.Log10(signal/after)}
}

// askedSpectrum is that of the truth where its windows are normal, else that of data.
func askedSpectrum(s *model.Snapshot, data model.Batch) (spectrum []float64, exact bool) {
	known, ok := s.Data.Family.(interface {
		Covariance(c []float64) mat.Symmetric
	})
	if !ok {
		return decibels(sound.MeanPower(s.Data.Own(data.X))), false
	}
	var conditions [][]float64
	own := s.Data.OwnGiven(data.Given)
	if !OverAll(s) {
		conditions = [][]float64{own.Row(nil, 0)}
	} else {
		for k := range own.Cols {
			c := make([]float64, own.Cols)
			c[k] = 1
			conditions = append(conditions, c)
		}
	}
	for _, c := range conditions {
		for k, p := range sound.ExpectedPower(known.Covariance(c)) {
			if k >= len(spectrum) {
				spectrum = append(spectrum, 0)
			}
			spectrum[k] += p / float64(len(conditions))
		}
	}
	return decibels(spectrum), true
}

func decibels(power []float64) []float64 {
	for k, p := range power {
		power[k] = 10 * math.Log10(p+1e-12)
	}
	return power
}

// loudness returns for every window its energy in as many bands as a picture has rows,
// from low to high, in decibels.
func loudness(x *ad.Mat) (columns [][]float64) {
	const bands = 24
	row := make([]float64, x.Cols)
	for i := range x.Rows {
		column := sound.Bands(sound.Power(x.Row(row, i)), bands)
		for b := range column {
			column[b] *= 10 / math.Ln10
		}
		columns = append(columns, column)
	}
	return columns
}

// window returns row i of a batch behind layer k, in the order of time.
func (w *Waves) window(at *ad.Mat, k, i int) []float64 {
	x := make([]float64, at.Cols)
	for t, entry := range w.place[k] {
		x[t] = at.At(i, entry)
	}
	return x
}
