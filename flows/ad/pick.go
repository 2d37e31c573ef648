package ad

// PickRows returns the listed rows of m, as a plain copy.
func (m *Mat) PickRows(rows []int) *Mat {
	out := New(len(rows), m.Cols)
	out.Gather(m, rows)
	return out
}

// Gather copies the listed rows of src into m, which must have as many rows, and src's
// number of columns.
func (m *Mat) Gather(src *Mat, rows []int) {
	for j := range src.Cols {
		from, to := src.Col(j), m.Col(j)
		for i, r := range rows {
			to[i] = from[r]
		}
	}
}

// PickItems returns the listed items; nil of none.
func PickItems[T any](list []T, places []int) []T {
	if list == nil {
		return nil
	}
	out := make([]T, len(places))
	for i, at := range places {
		out[i] = list[at]
	}
	return out
}
