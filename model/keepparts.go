package model

// partsTensor is what a file calls the parts of measured points that were not split by
// chance.
const partsTensor = "data.parts"

// orderedKey says that measured points are in order.
const orderedKey = "ordered"

func numbersOfParts(parts []Part) []float64 {
	numbers := make([]float64, len(parts))
	for i, p := range parts {
		numbers[i] = float64(p)
	}
	return numbers
}

// parts reads the parts of measured points, if they were kept.
func (r *restorer) parts(src *Source) {
	if _, has := r.tensors[partsTensor]; !has || r.err != nil {
		return
	}
	src.Parts = make([]Part, src.Points.Rows)
	count := [3]int{}
	for i, v := range r.tensor(partsTensor, src.Points.Rows) {
		if v != 0 && v != 1 && v != 2 {
			r.fail("a point is of part %v, which is none", v)
			return
		}
		src.Parts[i] = Part(v)
		count[src.Parts[i]]++
	}
	if count[Learn] == 0 || count[Choose] == 0 || count[Hold] == 0 {
		r.fail("one of the parts of its points is empty")
	}
}
