package ad

import "fmt"

// A Window says which positions of a map a convolution brings together: those of
// a rectangle about a position, and zeros beyond the border (LeCun et al. 1989).
//
// A map of c channels has Height·Width positions. A batch of n maps is a matrix
// (p·n)×c, which holds for each channel and position the n samples one after the
// other: a batch n×(c·p) under [View].
type Window struct {
	Height, Width int // of a map
	Tall, Wide    int // of the window; odd
	Apart         int // how far its rows and columns are from each other: the dilation, 1 for neighbours
}

// Positions is how many positions a map has.
func (w *Window) Positions() int { return w.Height * w.Width }

// Size is how many positions a window has.
func (w *Window) Size() int { return w.Tall * w.Wide }

// samples returns n of a batch.
func (w *Window) samples(name string, a *Mat) int {
	if a.Rows%w.Positions() != 0 {
		panic(fmt.Sprintf("ad: %s: %d×%d are no maps of %d×%d positions", name, a.Rows, a.Cols, w.Height, w.Width))
	}
	return a.Rows / w.Positions()
}

// runs calls do for every run of numbers of one channel that place k of the window
// brings to other positions: those at from go to at. What is not reached is beyond
// the border.
func (w *Window) runs(k, n int, do func(at, from, size int)) {
	dy, dx := (k/w.Wide-w.Tall/2)*w.Apart, (k%w.Wide-w.Wide/2)*w.Apart
	left, right := max(0, -dx), min(w.Width, w.Width-dx)
	if left >= right {
		return
	}
	for y := max(0, -dy); y < min(w.Height, w.Height-dy); y++ {
		do((y*w.Width+left)*n, ((y+dy)*w.Width+left+dx)*n, (right-left)*n)
	}
}

// Patches returns for every position what stands in the window about it, and
// behind that the condition of its sample: a is (p·n)×c, given n×g or nil, and the
// result (p·n)×(c·k+g) for windows of k places. Channel by channel, place by place,
// row by row of the window.
func Patches(a, given *Mat, w *Window) *Mat {
	n, size, conditions := w.samples("Patches", a), w.Size(), 0
	if given != nil {
		conditions = given.Cols
	}
	o := result(a.Rows, a.Cols*size+conditions, a, given)
	for j := range a.Cols * size {
		from, to := a.Col(j/size), o.Col(j)
		clear(to)
		w.runs(j%size, n, func(at, start, size int) { copy(to[at:at+size], from[start:start+size]) })
	}
	for j := range conditions {
		from, to := given.Col(j), o.Col(a.Cols*size+j)
		for lo := 0; lo < len(to); lo += n {
			copy(to[lo:lo+n], from)
		}
	}
	if o.Grad != nil {
		Custom((*patches)(w), Call{In: [5]*Mat{a, given}, Out: [2]*Mat{o}})
	}
	return o
}

type patches Window

// Backward adds what every place of a window pulls to where it came from.
func (f *patches) Backward(c *Call) {
	w, a, given, o := (*Window)(f), c.In[0], c.In[1], c.Out[0]
	n, size := a.Rows/w.Positions(), w.Size()
	for j := 0; j < a.Cols*size && a.Grad != nil; j++ {
		from, to := o.grad(j), a.grad(j/size)
		w.runs(j%size, n, func(at, start, size int) { addTo(to[start:start+size], from[at:at+size]) })
	}
	for j := 0; given != nil && given.Grad != nil && j < given.Cols; j++ {
		from, to := o.grad(a.Cols*size+j), given.grad(j)
		for lo := 0; lo < len(from); lo += n {
			addTo(to, from[lo:lo+n])
		}
	}
}

// Gather returns what the windows about each position say of it, and a bias: a is
// (p·n)×(c·k) for windows of k places, bias has c entries, and the result is (p·n)×c.
// A layer w×(c·k) before it makes of w channels the convolution to c of them: the
// same as [Patches] before a layer, with fewer products where c is less than w.
func Gather(a, bias *Mat, w *Window) *Mat {
	n, size, out := w.samples("Gather", a), w.Size(), len(bias.Data)
	if a.Cols != out*size {
		panic(fmt.Sprintf("ad: Gather: %d columns for %d channels of windows of %d", a.Cols, out, size))
	}
	o := result(a.Rows, out, a, bias)
	for j := range out {
		to := o.Col(j)
		for i := range to {
			to[i] = bias.Data[j]
		}
		for k := range size {
			from := a.Col(j*size + k)
			w.runs(k, n, func(at, start, size int) { addTo(to[at:at+size], from[start:start+size]) })
		}
	}
	if o.Grad != nil {
		Custom((*gathers)(w), Call{In: [5]*Mat{a, bias}, Out: [2]*Mat{o}})
	}
	return o
}

type gathers Window

// Backward gives every place of a window what its position pulls.
func (f *gathers) Backward(c *Call) {
	w, a, bias, o := (*Window)(f), c.In[0], c.In[1], c.Out[0]
	n, size := a.Rows/w.Positions(), w.Size()
	for j := range o.Cols {
		from := o.grad(j)
		if bias.Grad != nil {
			addSums(bias.Grad[j:j+1], from, len(from))
		}
		for k := 0; k < size && a.Grad != nil; k++ {
			to := a.grad(j*size + k)
			w.runs(k, n, func(at, start, size int) { addTo(to[start:start+size], from[at:at+size]) })
		}
	}
}
