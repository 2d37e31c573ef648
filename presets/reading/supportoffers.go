package reading

import (
	"math"
	"slices"
	"strings"

	"bijou/flows/ad"
	"bijou/model"
)

// offered says which supports columns look as if they had, empty for none.
func offered(src model.Source) string {
	var flags, names []string
	for j, name := range src.Columns {
		if src.Support(j) != (model.Support{}) || src.Atom(j).Is || strings.Contains(src.Spec, escapeName.Replace(name)+":"+lineWord) {
			continue
		}
		if like := looksLike(src.Points, j); like != "" {
			flags, names = append(flags, name+"="+like), append(names, name)
		}
	}
	if len(flags) == 0 {
		return ""
	}
	look := " look as if they had borders"
	if len(names) == 1 {
		look = " looks as if it had borders"
	}
	return SomeOf(names) + look + ": --support " + quotedIfNeeded(strings.Join(flags[:min(len(flags), listed)], ",")) + " keeps samples inside."
}

func quotedIfNeeded(text string) string {
	if strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.,=:") == "" {
		return text
	}
	return ShellWord(text)
}

// offerRows is the least number of rows from which the look of a column means something.
const offerRows = 100

// looksLike guesses the support of a column by its values; empty where it looks like the
// whole line. It speaks up only where a density that leaves the support would be far
// from the column: for whole turns, for values that fill most of 0..1, and for those
// above 0 that are skew and crowd next to it.
func looksLike(points *ad.Mat, j int) string {
	values := points.Col(j)
	if len(values) < offerRows || isWhole(values) {
		return ""
	}
	lo, hi := slices.Min(values), slices.Max(values)
	for _, from := range []float64{0, -math.Pi, -180} {
		turn := 2 * math.Pi
		if from == -180 || from == 0 && hi > 300 {
			turn = 360
		}
		if near := turn / 40; lo >= from && hi <= from+turn && shareWithin(values, from, from+near) > 0.01 && shareWithin(values, from+turn-near, from+turn) > 0.01 {
			return "angle"
		}
	}
	switch {
	case lo > 0 && hi < 1 && hi-lo > 0.7:
		return "0..1"
	case lo > 0 && skewness(values, nil) > 1 && math.Abs(skewness(values, math.Log)) < 1 && crowds(values):
		return "positive"
	}
	return ""
}

// shareWithin is the share of the values between two numbers.
func shareWithin(values []float64, lo, hi float64) float64 {
	n := 0
	for _, v := range values {
		if v >= lo && v <= hi {
			n++
		}
	}
	return float64(n) / float64(len(values))
}

// crowds tells whether a normal distribution of the same mean and deviation has more
// than a hundredth of its mass below 0.
func crowds(values []float64) bool {
	mean, sd := 0.0, 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		sd += (v - mean) * (v - mean) / float64(len(values))
	}
	return mean < 2.33*math.Sqrt(sd)
}

// skewness is the third standardised moment, of f of the values where f is not nil.
func skewness(values []float64, f func(float64) float64) float64 {
	at := func(v float64) float64 {
		if f == nil {
			return v
		}
		return f(v)
	}
	n, mean := float64(len(values)), 0.0
	for _, v := range values {
		mean += at(v) / n
	}
	second, third := 0.0, 0.0
	for _, v := range values {
		d := at(v) - mean
		second, third = second+d*d/n, third+d*d*d/n
	}
	return third / math.Pow(second, 1.5)
}

// isWhole tells whether all values are whole numbers.
func isWhole(values []float64) bool {
	return !slices.ContainsFunc(values, func(v float64) bool { return v != math.Trunc(v) })
}
