package sound

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/dsp/window"
	"gonum.org/v1/gonum/mat"

	"bijou/flows/ad"
)

// hann returns the window of Hann over n samples.
func hann(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = 1
	}
	return window.Hann(w)
}

// energy is Σ w².
func energy(w []float64) float64 {
	sum := 0.0
	for _, v := range w {
		sum += v * v
	}
	return sum
}

// Power is the periodogram of a wave under the window of Hann, from 0 to half the rate:
//
//	P_k = |Σ_t w_t x_t e^{−2πikt/n}|² / Σ w²,  k = 0 … n/2,
//
// which is 1 in the mean, everywhere, for white noise of variance 1.
func Power(x []float64) []float64 {
	w := hann(len(x))
	scale := 1 / energy(w)
	for i := range w {
		w[i] *= x[i]
	}
	power := make([]float64, len(x)/2+1)
	for k, c := range fourier.NewFFT(len(x)).Coefficients(nil, w) {
		power[k] = scale * (real(c)*real(c) + imag(c)*imag(c))
	}
	return power
}

// MeanPower is the mean of [Power] over the rows of a batch.
func MeanPower(x *ad.Mat) []float64 {
	mean, row := make([]float64, x.Cols/2+1), make([]float64, x.Cols)
	for i := range x.Rows {
		for k, p := range Power(x.Row(row, i)) {
			mean[k] += p / float64(x.Rows)
		}
	}
	return mean
}

// ExpectedPower is the mean of [Power] over all windows with a covariance and no mean,
// exactly: the Fourier transform of Σ_t w_t w_{t+lag} C_{t,t+lag}.
func ExpectedPower(cov mat.Symmetric) []float64 {
	n := cov.SymmetricDim()
	w, lags := hann(n), make([]float64, n)
	for s := range n {
		for t := s; t < n; t++ {
			lags[t-s] += w[s] * w[t] * cov.At(s, t)
		}
	}
	power, scale := make([]float64, n/2+1), 1/energy(w)
	for k := range power {
		power[k] = scale * lags[0]
		for lag := 1; lag < n; lag++ {
			power[k] += 2 * scale * lags[lag] * math.Cos(2*math.Pi*float64(k)*float64(lag)/float64(n))
		}
	}
	return power
}

// Mel is how high a frequency sounds (O'Shaughnessy 1987): equal steps sound equal.
func Mel(hertz float64) float64 { return 2595 * math.Log10(1+hertz/700) }

// quietest is added to the energy of a band: below it nothing is heard.
const quietest = 1e-6

// Bands returns the logarithms of the energies of n triangular bands of a periodogram,
// evenly apart in [Mel] from 0 to half the rate.
func Bands(power []float64, n int) []float64 {
	step := Mel(Rate/2) / float64(n+1)
	bands := make([]float64, n)
	for k, p := range power {
		at := Mel(float64(k)*Rate/2/float64(len(power)-1)) / step
		for b := range bands {
			bands[b] += p * max(0, 1-math.Abs(at-float64(b+1)))
		}
	}
	for b, e := range bands {
		bands[b] = math.Log(e + quietest)
	}
	return bands
}

// Spectrogram returns log [Power] of windows of so many samples, one every hop, each
// from low to high.
func Spectrogram(x []float64, size, hop int) [][]float64 {
	var columns [][]float64
	for at := 0; at+size <= len(x); at += hop {
		column := Power(x[at : at+size])
		for k, p := range column {
			column[k] = math.Log(p + quietest)
		}
		columns = append(columns, column)
	}
	return columns
}
