package ad

import "bijou/flows/ad/kernel"

// Strided are some outputs of a dense layer, as far from each other, and the inputs
// that all of their free weights lie between.
type Strided struct {
	First, Apart, Count int
	Lo, Hi              int // inputs Lo to Hi−1
}

// DenseUnits writes some columns of what Dense makes of x into o, with the same bits,
// and leaves the others. Nothing is recorded: o must not want a gradient.
func DenseUnits(o, x, w, b *Mat, act Activation, u Strided) {
	if u.Count == 0 {
		return
	}
	if o.Grad != nil || u.First+(u.Count-1)*u.Apart >= o.Cols || u.Hi > x.Cols || x.Cols != w.Rows || o.Cols != w.Cols {
		panic("ad: DenseUnits: columns that there are not, or that want a gradient")
	}
	mark := o.tape.Pause()
	defer o.tape.Resume(mark)
	n, ins, f := x.Rows, w.Rows, &activations[act]
	made, bias := o.tape.Value(n, u.Count, false), o.tape.Value(1, u.Count, false)
	for k := range bias.Data {
		bias.Data[k] = b.Data[u.First+k*u.Apart]
	}
	from := w.Data[u.First*ins+u.Lo : (u.First+(u.Count-1)*u.Apart)*ins+u.Hi]
	product := kernel.Product{Bias: bias.Data, Cut: f.cut, Gap: u.Apart * ins, Then: f.then, Other: made.Data}
	product.NN(made.Data, from, x.Data[u.Lo*n:u.Hi*n], u.Count, n, u.Hi-u.Lo)
	for k := range u.Count {
		copy(o.Col(u.First+k*u.Apart), made.Col(k))
	}
}
