package model

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"bijou/flows/ad"
)

// An Exact is a column that the others say exactly, as b = 2·a + 1: together with them
// it has no density. It is left out of what is learnt, and put back into samples.
type Exact struct {
	Column   string    `json:"column"`
	At       int       `json:"at"`    // its place among all columns
	Terms    []float64 `json:"terms"` // a factor of every column that is learnt
	Constant float64   `json:"constant"`
	Step     float64   `json:"step,omitempty"` // of which its values are multiples; 0 where they are not rounded
}

// Value is that of the column beside a row of the columns that are learnt.
func (e Exact) Value(row []float64) float64 {
	v := e.Constant
	for j, factor := range e.Terms {
		if factor != 0 {
			v += factor * row[j]
		}
	}
	if e.Step > 0 {
		v = math.Round(v/e.Step) * e.Step
	}
	return v
}

// Formula writes the column by the others.
func (e Exact) Formula(columns []string) string {
	const most = 4 // terms
	var b strings.Builder
	b.WriteString(e.Column + " = ")
	terms := 0
	put := func(factor float64, name string) {
		sign := " + "
		if factor < 0 {
			sign = " − "
		}
		if terms == 0 {
			sign = strings.TrimSpace(strings.TrimPrefix(sign, " + "))
		}
		if terms++; terms > most {
			return
		}
		text := strconv.FormatFloat(math.Abs(factor), 'g', 6, 64)
		switch {
		case name == "":
			b.WriteString(sign + text)
		case text == "1":
			b.WriteString(sign + name)
		default:
			b.WriteString(sign + text + "·" + name)
		}
	}
	for j, factor := range e.Terms {
		if factor != 0 {
			put(factor, columns[j])
		}
	}
	if e.Constant != 0 || terms == 0 {
		put(e.Constant, "")
	}
	if terms > most {
		fmt.Fprintf(&b, " + %d terms more", terms-most)
	}
	return b.String()
}

// AllColumns are the columns that are learnt with those that they say exactly, in the
// order of the table.
func (s Source) AllColumns() []string {
	all := slices.Clone(s.Columns)
	for _, e := range s.Exact {
		all = slices.Insert(all, min(e.At, len(all)), e.Column)
	}
	return all
}

// PutBack returns points of the columns that are learnt with those that they say
// exactly, in the order of the table.
func (s Source) PutBack(x *ad.Mat) *ad.Mat {
	if len(s.Exact) == 0 {
		return x
	}
	columns := make([][]float64, x.Cols)
	for j := range columns {
		columns[j] = x.Col(j)
	}
	row := make([]float64, x.Cols)
	for _, e := range s.Exact {
		values := make([]float64, x.Rows)
		for i := range values {
			values[i] = e.Value(x.Row(row, i))
		}
		columns = slices.Insert(columns, min(e.At, len(columns)), values)
	}
	all := ad.New(x.Rows, len(columns))
	for j, values := range columns {
		copy(all.Col(j), values)
	}
	return all
}

// exact reads the columns that others say, if there are any.
func (r *restorer) exact(src *Source) {
	if _, has := r.texts[exactKey]; !has {
		return
	}
	r.list(exactKey, &src.Exact)
	if len(src.Exact) > maxKeptColumns {
		r.fail("it has %d columns that others say", len(src.Exact))
		return
	}
	for _, e := range src.Exact {
		r.mustShow(e.Column)
		if len(e.Terms) != len(src.Columns) || e.At < 0 || !allFinite(append(slices.Clip(e.Terms), e.Constant, e.Step)) {
			r.fail("column %.40q is not said by the others", e.Column)
		}
	}
}
