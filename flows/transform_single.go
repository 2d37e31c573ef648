package flows

import (
	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// applySingle is apply by numbers in single precision.
func (f *affineStep) applySingle(v, raw *ad.Mat) (out, ladj *ad.Mat) {
	t, n, d := raw.Tape(), v.Rows, f.count(v.Cols)
	want := raw.Grad != nil || v.Grad != nil
	out, ladj = t.Value(n, v.Cols, want), t.Value(n, 1, want)
	bend, gain := t.SingleValue(n, d), t.Value(n, d, false)
	clear(ladj.Data)
	f.carry(out, v)
	if f.layout == blocked {
		kernel.BendSingle(bend.Singles, raw.SingleCols(0, d), f.clamp)
	}
	for j := range d {
		if scale, _ := f.columns(j, d); f.layout != blocked {
			kernel.BendSingle(bend.SingleCols(j, j+1), raw.SingleCols(scale, scale+1), f.clamp)
		}
		column := f.singleColumn(j, v, raw, out, ladj, bend, gain)
		if f.sign > 0 {
			column.Forward(f.clamp)
		} else {
			column.Inverse(f.clamp)
		}
	}
	ad.Custom(f, ad.Call{In: [5]*ad.Mat{v, raw}, Out: [2]*ad.Mat{out, ladj}, Saved: [2]*ad.Mat{bend, gain}})
	return out, ladj
}

// singleColumn returns where the numbers of the j-th entry stand.
func (f *affineStep) singleColumn(j int, v, raw, out, ladj, bend, gain *ad.Mat) kernel.AffineSingle {
	i := f.entry(j)
	_, shift := f.columns(j, gain.Cols)
	return kernel.AffineSingle{
		V: v.Col(i), Out: out.Col(i), Ladj: ladj.Data, Gain: gain.Col(j),
		Bend: bend.SingleCols(j, j+1), Shift: raw.SingleCols(shift, shift+1),
	}
}

// backSingle differentiates entry by entry.
func (f *affineStep) backSingle(c *ad.Call) {
	v, raw, out, ladj, bend, gain := c.In[0], c.In[1], c.Out[0], c.Out[1], c.Saved[0], c.Saved[1]
	if raw.Grad == nil {
		for j := range gain.Cols {
			kernel.AddMul(v.GradCol(f.entry(j)), out.GradCol(f.entry(j)), gain.Col(j))
		}
		return
	}
	n := v.Rows
	pulls, _ := raw.SinglePulls(0)
	for j := range gain.Cols {
		i, column := f.entry(j), f.singleColumn(j, v, raw, out, ladj, bend, gain)
		scale, shift := f.columns(j, gain.Cols)
		pull := kernel.AffineSingle{
			V: column.Gain, Out: out.GradCol(i), Ladj: ladj.Grad, Bend: pulls[scale*n : (scale+1)*n], Shift: pulls[shift*n : (shift+1)*n],
		}
		if v.Grad != nil { // else it goes where nobody reads it
			pull.V = v.GradCol(i)
		}
		if f.sign > 0 {
			column.ForwardBack(pull)
		} else {
			column.InverseBack(pull)
		}
	}
}
