package sound

import "math"

// sincReach is how many zeros the kernel of [Resample] has on either side.
const sincReach = 24

// Resample returns a wave at another rate: ideal band limiting, sin(πt)/πt, under a
// window of Blackman, at the lower of both rates (Smith, Digital Audio Resampling).
func Resample(x []float64, from, to int) []float64 {
	if from == to {
		return append([]float64(nil), x...)
	}
	ratio := float64(from) / float64(to)
	cutoff := min(1, 1/ratio) // of half the rate of x
	reach := sincReach / cutoff
	out := make([]float64, int(float64(len(x))/ratio))
	for i := range out {
		at := float64(i) * ratio
		for k := max(0, int(math.Ceil(at-reach))); k <= min(len(x)-1, int(at+reach)); k++ {
			d := at - float64(k)
			out[i] += x[k] * cutoff * sinc(cutoff*d) * blackman(d/reach)
		}
	}
	return out
}

func sinc(t float64) float64 {
	if t == 0 {
		return 1
	}
	return math.Sin(math.Pi*t) / (math.Pi * t)
}

// blackman is a window from −1 to 1.
func blackman(t float64) float64 {
	return 0.42 + 0.5*math.Cos(math.Pi*t) + 0.08*math.Cos(2*math.Pi*t)
}
