package acting

import (
	"bijou/flows/ad"
	"bijou/model"
)

// A Wrapper draws data from a world.
type Wrapper interface{ Unwrap() World }

// worldOf returns the world that data come from; nil for none.
func worldOf(src model.Source) World {
	for _, truth := range []any{src.Truth, src.Family, src.Sim} {
		if of, ok := truth.(Wrapper); ok {
			return of.Unwrap()
		}
		if w, ok := truth.(World); ok {
			return w
		}
	}
	return nil
}

// hear writes what is observed, n×O, as the nets hear it: standardised as the data say.
// What stands behind in dst is left alone.
func hear(data *model.Data, dst, observed *ad.Mat) {
	for j := range observed.Cols {
		mean, sd := data.GivenMean[j], data.GivenSD[j]
		to := dst.Col(j)
		for i, v := range observed.Col(j) {
			to[i] = (v - mean) / sd
		}
	}
}

// choose writes choices as a column of zeros and ones each, from column lo on.
func choose(dst *ad.Mat, lo, choices int, action []float64) {
	clear(dst.Data[lo*dst.Rows : (lo+choices)*dst.Rows])
	for i, a := range action {
		dst.Set(i, lo+int(a), 1)
	}
}
