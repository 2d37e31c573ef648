package plot

import (
	"math"
	"slices"
)

// limit bounds what any axis shows: far beyond every number of interest, and its squares and differences stay finite.
const limit = 1e150

// Range is an interval of numbers.
type Range struct{ Lo, Hi float64 }

func finite(x float64) bool { return x-x == 0 } // an infinity less itself is NaN

// valid reports whether the range is finite and not empty.
func (r Range) valid() bool { return r.Lo < r.Hi && !math.IsInf(r.Hi-r.Lo, 0) }

// Size returns the length of the range.
func (r Range) Size() float64 { return r.Hi - r.Lo }

// FitRange returns the range of the finite values, less those that lie further outside the middle part than a quarter
// of its size. The middle part runs from the quantile 1-q to the quantile q: 0.98 keeps every point of compact data
// and cuts far strays; 1 keeps all. Without finite values it returns the zero Range.
func FitRange(values []float64, q float64) Range {
	sorted := make([]float64, 0, len(values))
	for _, v := range values {
		if finite(v) {
			sorted = append(sorted, min(max(v, -limit), limit))
		}
	}
	if len(sorted) == 0 {
		return Range{}
	}
	slices.Sort(sorted)
	last := len(sorted) - 1
	cut := int((1 - min(max(q, 0.5), 1)) * float64(last))
	lo, hi := sorted[cut], sorted[last-cut]
	fence := (hi - lo) / 4
	return Range{max(sorted[0], lo-fence), min(sorted[last], hi+fence)}
}

// Steady returns the range to draw now, when r was drawn before and next would fit the numbers: r as long as it holds
// next without being more than twice as long, else a somewhat larger range with round ends. So an axis stands still
// while its numbers move, and moves in steps.
func (r Range) Steady(next Range) Range {
	if !(next.Lo <= next.Hi) || math.IsInf(next.Hi-next.Lo, 0) {
		return r
	}
	if next.Size() <= 1e-9*math.Abs(next.Hi) {
		pad := max(math.Abs(next.Hi)/10, 1e-9)
		next = Range{next.Lo - pad, next.Hi + pad}
	}
	if r.valid() && r.Lo <= next.Lo && next.Hi <= r.Hi && r.Size() <= 2*next.Size() {
		return r
	}
	step := NiceCeil(next.Size() / 16)
	return Range{math.Floor(next.Lo/step) * step, math.Ceil(next.Hi/step) * step}
}

// NiceCeil returns the least of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten that is not below x, for x > 0;
// else 1.
func NiceCeil(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 0) {
		return 1
	}
	return niceCeil(x, 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
}

// niceCeil returns the least multiple of a power of ten by one of the ascending mantissas that is not below x.
func niceCeil(x float64, mantissas ...float64) float64 {
	exponent := math.Floor(math.Log10(x))
	for _, m := range mantissas {
		if v := decimal(m, int(exponent)); v >= x*(1-1e-12) {
			return v
		}
	}
	return decimal(mantissas[0], int(exponent)+1)
}

// decimal returns m·10^e, correctly rounded for the e that matter: a division by an exact power, never a product by
// an inexact one, so that 3·10^-1 prints as 0.3.
func decimal(m float64, e int) float64 {
	if e < 0 {
		return m / math.Pow(10, float64(-e))
	}
	return m * math.Pow(10, float64(e))
}

// Ticks returns the round numbers in [lo, hi], about n of them: multiples of 1, 2, 2.5 or 5 times a power of ten. It
// returns nil when the range is empty, not finite or too thin for its distance from zero, or n < 1.
func Ticks(lo, hi float64, n int) []float64 {
	r := Range{lo, hi}
	if !r.valid() || n < 1 {
		return nil
	}
	step := tickStep(r.Size() / float64(n))
	if step < 1e-12*max(math.Abs(lo), math.Abs(hi)) {
		return nil // the steps would vanish in rounding
	}
	first := math.Ceil(lo/step - 1e-9)
	var ticks []float64
	for k := range int(math.Floor(hi/step+1e-9)-first) + 1 {
		ticks = append(ticks, (first+float64(k))*step)
	}
	return ticks
}

// tickStep returns the round distance between ticks that is not below x.
func tickStep(x float64) float64 { return niceCeil(x, 1, 2, 2.5, 5) }

// tickDecimals returns how many decimals tell the multiples of step apart.
func tickDecimals(step float64) int {
	for d := range 10 {
		if v := step * math.Pow(10, float64(d)); math.Abs(v-math.Round(v)) < 1e-6*v {
			return d
		}
	}
	return 10
}
