package reading

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"bijou/flows/ad"
	"bijou/model"
)

// A column that is a linear function of others has no density beside them: the
// likelihood grows without end as the fit finds the plane on which all rows lie. These
// say how near a column must come to be one, in shares of its standard deviation.
const (
	exactRows    = 2000 // that are looked at before all are
	exactNear    = 1e-3 // root of the mean square, where no rounding is worse
	exactAlways  = 1e-5 // the same, whatever the digits
	exactLeast   = 20   // rows
	exactColumns = 512  // at most: beyond, to look would take long
	mostPlaces   = 7    // behind the point: with more, the digits that count are those in front
)

// withoutExact leaves the columns of a table out that are linear in those before them, and
// says so.
func withoutExact(src model.Source) model.Source {
	n := src.Points.Rows
	if n < exactLeast || len(src.Columns) > exactColumns {
		return src
	}
	var kept []int
	found := map[int]model.Exact{}
	basis := [][]float64{}
	for j := range src.Columns {
		col := centred(src.Points.Col(j)[:min(n, exactRows)])
		if rest := without(col, basis); len(kept) > 0 && n > 2*(len(kept)+2) && floats.Norm(rest, 2) <= exactNear*floats.Norm(col, 2) {
			if e, is := linear(src.Points, j, kept); is {
				found[j] = e
				continue
			}
		} else if length := floats.Norm(rest, 2); length > 0 {
			floats.Scale(1/length, rest)
			basis = append(basis, rest)
		}
		kept = append(kept, j)
	}
	if len(found) == 0 {
		return src
	}
	return leaveOut(src, kept, found)
}

// centred copies values less their mean.
func centred(values []float64) []float64 {
	c := slices.Clone(values)
	floats.AddConst(-stat.Mean(values, nil), c)
	return c
}

// without is what is left of a column beside directions at right angles.
func without(col []float64, basis [][]float64) []float64 {
	rest := slices.Clone(col)
	for range 2 { // the second time for what rounding left
		for _, b := range basis {
			floats.AddScaled(rest, -floats.Dot(rest, b), b)
		}
	}
	return rest
}

// linear tells whether a column is a linear function of others but for rounding, and
// which: with the fewest digits that serve.
func linear(points *ad.Mat, j int, others []int) (model.Exact, bool) {
	factors, ok := leastSquares(points, j, others)
	if !ok {
		return model.Exact{}, false
	}
	e := model.Exact{Step: stepOf(points.Col(j))}
	sd := stat.StdDev(points.Col(j), nil)
	for digits := 1; digits <= 15; digits++ {
		least := math.Pow(10, -float64(digits)) * sd // what is below counts for nothing with so many digits
		e.Terms = make([]float64, len(others))
		for k, o := range others {
			if math.Abs(factors[k])*stat.StdDev(points.Col(o), nil) > least {
				e.Terms[k] = toDigits(factors[k], digits)
			}
		}
		// The constant is the mean of what is left, with as many digits.
		if e.Constant = toDigits(leftOver(points, j, others, e.Terms), digits); math.Abs(e.Constant) <= least {
			e.Constant = 0
		}
		if says(e, points, j, others, sd) {
			return e, true
		}
	}
	return model.Exact{}, false
}

// leastSquares are the factors of others that come nearest to a column.
func leastSquares(points *ad.Mat, j int, others []int) ([]float64, bool) {
	rows := min(points.Rows, exactRows)
	a := mat.NewDense(rows, len(others)+1, nil)
	for k, o := range others {
		a.SetCol(k, points.Col(o)[:rows])
	}
	a.SetCol(len(others), slices.Repeat([]float64{1}, rows))
	var qr mat.QR
	qr.Factorize(a)
	x := mat.NewVecDense(len(others)+1, nil)
	if err := qr.SolveVecTo(x, false, mat.NewVecDense(rows, slices.Clone(points.Col(j)[:rows]))); err != nil {
		return nil, false
	}
	return x.RawVector().Data, true
}

// leftOver is the mean of a column less the terms of the others.
func leftOver(points *ad.Mat, j int, others []int, terms []float64) float64 {
	mean := stat.Mean(points.Col(j), nil)
	for k, o := range others {
		if terms[k] != 0 {
			mean -= terms[k] * stat.Mean(points.Col(o), nil)
		}
	}
	return mean
}

// says tells whether the formula gives every value of a column: to the digits that it
// and the others are written with.
func says(e model.Exact, points *ad.Mat, j int, others []int, sd float64) bool {
	rounding := e.Step
	for k, o := range others {
		if e.Terms[k] != 0 {
			rounding += math.Abs(e.Terms[k]) * stepOf(points.Col(o))
		}
	}
	e.Step = 0
	most, square := 0.0, 0.0
	row := make([]float64, len(others))
	for i, v := range points.Col(j) {
		for k, o := range others {
			row[k] = points.At(i, o)
		}
		off := math.Abs(v - e.Value(row))
		most, square = max(most, off), square+off*off/float64(points.Rows)
	}
	near := math.Sqrt(square) / sd
	return near <= exactAlways || near <= exactNear && most <= 0.6*rounding
}

// stepOf is the power of ten of which all values are multiples, 0 where they have more
// digits than a table writes.
func stepOf(values []float64) float64 {
	places := 0
	for _, v := range values {
		for ; places < mostPlaces; places++ {
			at := v * math.Pow(10, float64(places))
			if math.Abs(at-math.Round(at)) <= 1e-6*max(1, math.Abs(at)*1e-9) {
				break
			}
		}
	}
	if places == mostPlaces {
		return 0
	}
	return math.Pow(10, -float64(places))
}

// toDigits rounds to so many digits.
func toDigits(v float64, digits int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return v
	}
	return r
}

// leaveOut takes columns that others say out of a source.
func leaveOut(src model.Source, kept []int, found map[int]model.Exact) model.Source {
	out := src
	out.Columns = nil
	for _, j := range kept {
		out.Columns = append(out.Columns, src.Columns[j])
	}
	out.Points, out.Labelled = withColumns(src.Points, kept, len(src.Columns)), withColumns(src.Labelled, kept, len(src.Columns))
	var formulas []string
	for j, name := range src.Columns {
		e, is := found[j]
		if !is {
			continue
		}
		e.Column, e.At = name, j
		e.Terms = append(e.Terms, make([]float64, len(kept)-len(e.Terms))...) // of the columns behind it
		out.Exact = append(out.Exact, e)
		formulas = append(formulas, e.Formula(out.Columns))
	}
	them := "it"
	if len(formulas) > 1 {
		them = "them"
	}
	note := fmt.Sprintf("%s in every row: left out of the fit, as there is no density beside the others; samples have %s.", SomeOf(formulas), them)
	out.Notes = append(out.Notes[:len(out.Notes):len(out.Notes)], note)
	return out
}
