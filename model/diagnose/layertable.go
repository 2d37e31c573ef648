package diagnose

import (
	"fmt"
	"math"

	"bijou/model"
)

// A Table is text in columns, each under its head.
type Table struct {
	Head []string
	Rows [][]string
}

// nothing stands in a cell without a value.
const nothing = "—"

// LayerTable returns a row for every layer, from base to data, without the
// columns in which no layer has a value. The first two are number and name;
// those behind are numbers.
func (d *Diagnosis) LayerTable() Table {
	columns := []struct {
		head string
		cell func(i int, l Layer) string
	}{
		{"", func(i int, _ Layer) string { return fmt.Sprint(i + 1) }},
		{"layer", func(_ int, l Layer) string { return l.title() }},
		{"log|det|", func(_ int, l Layer) string { return entry("%+.4f", l.LogDet) }},
		{"SD", func(_ int, l Layer) string { return entry("%.4f", l.LogDetSD) }},
		{"gradient", func(_ int, l Layer) string { return entry("%.2e", l.GradNorm) }},
		{"round trip", func(_ int, l Layer) string { return entry("%.1e", l.RoundTrip) }},
		{"outside splines", func(_ int, l Layer) string { return entry("%.3g %%", 100*l.Tails) }},
		{"at bound", func(_ int, l Layer) string { return entry("%.3g %%", 100*l.Saturation) }},
		{"evaluations", func(_ int, l Layer) string { return count(l.Evaluations) }},
	}
	t := Table{Rows: make([][]string, len(d.Layers))}
	for _, c := range columns {
		cells, known := make([]string, len(d.Layers)), false
		for i, l := range d.Layers {
			cells[i] = c.cell(i, l)
			known = known || cells[i] != nothing
		}
		if !known {
			continue
		}
		t.Head = append(t.Head, c.head)
		for i := range cells {
			t.Rows[i] = append(t.Rows[i], cells[i])
		}
	}
	return t
}

// title is the name of the layer with what was done to it.
func (l Layer) title() string {
	if l.Off {
		return l.Name + " (off)"
	}
	return l.Name
}

func entry(format string, v model.Number) string {
	if math.IsNaN(float64(v)) {
		return nothing
	}
	return fixed(format, v)
}

func count(n int) string {
	if n == 0 {
		return nothing
	}
	return fmt.Sprint(n)
}
