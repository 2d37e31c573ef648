package kernel

import "fmt"

// Apply writes y to out, a row of samples for each output, from W, a row of units
// for each output, and c, which is zero if it is nil. It writes 0 for what lies
// below 0 if cut is set.
func (h *Hinges) Apply(k *HingeWork, out, weights, c []float64, cut bool) {
	outs := h.check(k, out, weights, c)
	for i := 0; i < outs; i += outputs {
		count := min(outputs, outs-i)
		panel := h.panel(k, weights, i, outs)
		h.lines(k, panel, eight(c, i, count))
		to := out[i*h.rows:]
		if count < outputs {
			to = k.rows(h.rows)
		}
		h.apply(to, k.lines, cut)
		if count < outputs {
			copy(out[i*h.rows:], to[:count*h.rows])
		}
	}
}

// check returns the number of outputs and makes room for the work.
func (h *Hinges) check(k *HingeWork, out, weights, c []float64) int {
	outs := len(weights) / h.units
	if len(weights) != outs*h.units || len(out) != outs*h.rows || c != nil && len(c) != outs {
		panic(fmt.Sprintf("kernel: Hinges: lengths %d, %d, %d do not fit %d units and %d samples", len(out), len(weights), len(c), h.units, h.rows))
	}
	panel := apart * (roundUp(h.units) + 1)
	k.weights, k.pulls = sized(k.weights, panel), sized(k.pulls, panel)
	clear(k.weights[panel-apart:])
	k.lines, k.sums = sized(k.lines, apart*(h.units+1)), sized(k.sums, apart*(h.units+1))
	return outs
}

// rows returns eight rows of n.
func (k *HingeWork) rows(n int) []float64 {
	k.spare = sized(k.spare, outputs*n)
	return k.spare
}

// eight returns count numbers of x from i on, and zeros to make up eight.
func eight(x []float64, i, count int) (all [outputs]float64) {
	if x != nil {
		copy(all[:], x[i:i+count])
	}
	return all
}

// panel returns the weights of eight outputs from i on, unit after unit.
func (h *Hinges) panel(k *HingeWork, weights []float64, i, outs int) []float64 {
	if i%apart == 0 {
		h.pack(k.weights, weights[i*h.units:], min(apart, outs-i))
		return k.weights
	}
	return k.weights[outputs:]
}

// pack turns up to sixteen rows into columns.
func (h *Hinges) pack(panel, weights []float64, count int) {
	if !vectorPack(&panel[0], &weights[0], count, h.units, h.units) {
		for j := range h.units {
			for i := range count {
				panel[j*apart+i] = weights[i*h.units+j]
			}
		}
	}
	if count == apart {
		return
	}
	for j := range h.units {
		clear(panel[j*apart+count : (j+1)*apart])
	}
}

// lines adds up the units that are on between their places: first those that are
// on above theirs, upwards, then the others, downwards.
func (h *Hinges) lines(k *HingeWork, panel []float64, c [outputs]float64) {
	if vectorHingeLines(&k.lines[0], &panel[0], &c[0], &h.slopes[0], &h.starts[0], &h.rising[0], &h.falling[0], h.units, h.none) {
		return
	}
	line := lineOf(k.lines, 0)
	fill(line[:outputs], h.none)
	copy(line[outputs:], c[:])
	for r, at := range h.rising {
		next := lineOf(k.lines, r+1)
		h.join(next, line, panel[at:], r)
		line = next
	}
	var sum [apart]float64
	for r := h.units - 1; r >= 0; r-- {
		h.join(sum[:], sum[:], panel[h.falling[r]:], r)
		for i, v := range sum {
			k.lines[r*apart+i] += v
		}
	}
}

func lineOf(x []float64, k int) []float64 { return x[k*apart : (k+1)*apart] }

// join writes from and the unit of rank r, whose weights are given, to dst.
func (h *Hinges) join(dst, from, weights []float64, r int) {
	for i, w := range weights[:outputs] {
		dst[i] = from[i] + h.slopes[r]*w
		dst[outputs+i] = from[outputs+i] + h.starts[r]*w
	}
}

func fill(x []float64, v float64) {
	for i := range x {
		x[i] = v
	}
}

// apply evaluates the lines of eight outputs.
func (h *Hinges) apply(out, lines []float64, cut bool) {
	cutting := 0
	if cut {
		cutting = 1
	}
	if h.rows == 0 || vectorHingeApply(&out[0], &lines[0], &h.x[0], &h.line[0], h.rows, cutting) {
		return
	}
	for n, x := range h.x[:h.rows] {
		line := lines[h.line[n]:]
		for i := range outputs {
			y := line[i]*x + line[outputs+i]
			if cut && y < 0 {
				y = 0
			}
			out[i*h.rows+n] = y
		}
	}
}
