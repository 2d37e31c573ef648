package ad

import "fmt"

// View returns the numbers of a as a rows×cols matrix: no copy, and what is added
// to its gradient is added to a's. A batch of n samples of c·p columns, of which p
// neighbours belong together, is (p·n)×c: so p positions of a map become samples.
func View(a *Mat, rows, cols int) *Mat {
	if a.tape == nil {
		panic("ad: View of a matrix that belongs to no tape")
	}
	if rows*cols != len(a.Data) {
		panic(fmt.Sprintf("ad: View of %d×%d as %d×%d", a.Rows, a.Cols, rows, cols))
	}
	v := a.tape.header(rows, cols, a.Data, nil)
	if a.Grad != nil {
		v.Grad, v.whole, v.at = wanted, a, 0
		if a.whole != nil {
			v.whole, v.at = a.whole, a.at
		}
	}
	return v
}
