package ad

// SumFeatures returns the sum over the features of every sample, n×1.
func SumFeatures(a *Mat) *Mat {
	o := result(a.Rows, 1, a)
	clear(o.Data)
	for j := range a.Cols {
		for i, v := range a.Col(j) {
			o.Data[i] += v
		}
	}
	return o.from(node{backward: backSumFeatures, a: a})
}

func backSumFeatures(n *node) {
	for j := range n.a.Cols {
		ag := n.a.grad(j)
		for i, g := range n.out.Grad {
			ag[i] += g
		}
	}
}

// Sum returns the sum of all entries, 1×1.
func Sum(a *Mat) *Mat {
	o := result(1, 1, a)
	s := 0.0
	for _, v := range a.Data {
		s += v
	}
	o.Data[0] = s
	return o.from(node{backward: backSum, a: a})
}

func backSum(n *node) {
	g := n.out.Grad[0]
	for i := range n.a.Grad {
		n.a.Grad[i] += g
	}
}

// Fill returns an n×1 matrix that repeats the 1×1 matrix a: the log|det| of a
// layer that changes volume by the same factor everywhere.
func Fill(a *Mat, n int) *Mat {
	o := result(n, 1, a)
	for i := range o.Data {
		o.Data[i] = a.Data[0]
	}
	return o.from(node{backward: backFill, a: a})
}

func backFill(n *node) {
	for _, g := range n.out.Grad {
		n.a.Grad[0] += g
	}
}
