package ad

import "bijou/flows/ad/kernel"

// gathers tells whether the last layer says something of all places of a window.
func (s *single) gathers() bool { return s.window != nil && len(s.Weights) > 1 }

// places is how many columns of layer k make one of what it says.
func (s *single) places(k int) int {
	if s.gathers() && k == len(s.Weights)-1 {
		return s.window.Size()
	}
	return 1
}

// patch is Patches: it rounds the maps and brings what stands in each window together,
// and behind that the conditions. It returns how many columns that makes.
func (s *single) patch(x *Mat) int {
	w, rows := s.window, x.Rows
	n, size, conditions := w.samples("Single", x), w.Size(), 0
	if s.given != nil {
		conditions = s.given.Cols
	}
	s.maps = sized(s.maps, max(len(x.Data), n*conditions))
	narrowLimited(s.maps[:len(x.Data)], x.Data)
	columns := x.Cols*size + conditions
	s.x = sized(s.x, rows*columns)
	for j := range x.Cols * size {
		from, to := s.maps[j/size*rows:], s.x[j*rows:(j+1)*rows]
		clear(to)
		w.runs(j%size, n, func(at, start, many int) { copy(to[at:at+many], from[start:start+many]) })
	}
	if conditions > 0 {
		narrowLimited(s.maps[:n*conditions], s.given.Data)
	}
	for j := range conditions {
		to := s.x[(x.Cols*size+j)*rows:][:rows]
		for lo := 0; lo < rows; lo += n {
			copy(to[lo:lo+n], s.maps[j*n:(j+1)*n])
		}
	}
	return columns
}

// gather is Gather of what the last layer said.
func (s *single) gather(o *Mat) {
	w, rows, bias := s.window, o.Rows, s.Biases[len(s.Biases)-1].Data
	n, size := w.samples("Single", o), w.Size()
	for j := range o.Cols {
		to := o.Col(j)
		for i := range to {
			to[i] = bias[j]
		}
		for k := range size {
			from := s.said[(j*size+k)*rows:]
			w.runs(k, n, func(at, start, many int) { kernel.AddWidened(to[at:at+many], from[start:start+many]) })
		}
	}
}

// scatter gives every place of a window what its position pulls, the derivative of gather.
func (s *single) scatter(dst, g []float32) {
	w, columns := s.window, len(s.Biases[len(s.Biases)-1].Data)
	size, rows := w.Size(), len(g)/columns
	n := rows / w.Positions()
	for j := range columns * size {
		from, to := g[j/size*rows:], dst[j*rows:(j+1)*rows]
		clear(to)
		w.runs(j%size, n, func(at, start, many int) { copy(to[start:start+many], from[at:at+many]) })
	}
}

// unpatch adds what the first layer pulls to what it heard, the derivative of patch.
func (s *single) unpatch(c *Call, g []float32, work *[]float32) {
	x, given, w, first := c.In[0], c.In[1], s.window, s.Weights[0]
	toX, toGiven := ready(x), ready(given)
	if toX == nil && toGiven == nil {
		return
	}
	rows, size := x.Rows, w.Size()
	n, pulls := rows/w.Positions(), sized(*work, rows*first.Rows)
	*work = pulls
	kernel.Single{}.TN(pulls, s.weights[0], g, first.Rows, rows, first.Cols)
	for j := 0; j < x.Cols*size && toX != nil; j++ {
		from, to := pulls[j*rows:], toX[j/size*rows:]
		w.runs(j%size, n, func(at, start, many int) { kernel.AddWidened(to[start:start+many], from[at:at+many]) })
	}
	for j := 0; toGiven != nil && j < given.Cols; j++ {
		from, to := pulls[(x.Cols*size+j)*rows:][:rows], toGiven[j*n:(j+1)*n]
		for lo := 0; lo < rows; lo += n {
			kernel.AddWidened(to, from[lo:lo+n])
		}
	}
	x.pull.cut = false
	if given != nil {
		given.pull.cut = false
	}
}
