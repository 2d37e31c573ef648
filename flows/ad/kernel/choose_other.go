//go:build !amd64

package kernel

func has(k kind) bool { return k == plain }

func (p Product) vectorRows(c, a, b []float64, s shape, row, step int) bool { return false }

func (p Product) vectorNT(c, a, b []float64, s shape) bool { return false }
