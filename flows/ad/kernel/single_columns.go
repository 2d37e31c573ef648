package kernel

// columns are some columns of a factor whose rows go along the depth, eight numbers of
// each row: there they follow each other, where else every step of the depth brings
// another part of memory into the cache, for every tile of a strip.
type columns [8 * columnSteps]float32

// columnSteps is how many steps are copied at a time.
const columnSteps = 192

// worthColumns is how wide a strip repays the copy, worthSteps how deep: before that, the
// columns stay in the nearest cache anyway.
const worthColumns, worthSteps = 96, 192

// strip is stripSingle by a copy of the columns where that is worth it; nil never copies.
func (x *columns) strip(c, a, b []float32, s shape, t singleStrides, tail singleTail) {
	if x == nil || s.n < worthColumns || s.k < worthSteps || len(a) < (s.k-1)*t.aStep+8 {
		stripSingle(c, a, b, s, t, tail)
		return
	}
	for d := 0; d < s.k; d += columnSteps {
		part, some := tail, shape{s.m, s.n, min(columnSteps, s.k-d)}
		if d > 0 {
			part.start = nil
		}
		if d+some.k < s.k {
			part.cut, part.where = false, nil
		}
		if !vectorColumnsSingle(&x[0], &a[d*t.aStep], some.k, t.aStep) {
			stripSingle(c, a, b, s, t, tail)
			return
		}
		stripSingle(c, x[:], b[d*t.bRow:], some, singleStrides{1, 8, t.bRow, t.cRow}, part)
	}
}
