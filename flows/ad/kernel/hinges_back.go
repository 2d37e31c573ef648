package kernel

// Back writes the gradients of W and adds those of c, unless it is nil, given g,
// that of y, laid out as in Apply. PullX, PullW and PullB return the others.
func (h *Hinges) Back(k *HingeWork, gradWeights, gradC, g, weights []float64) {
	outs := h.check(k, g, weights, nil)
	clear(h.pullX)
	clear(h.pullW)
	clear(h.pullB)
	for i := 0; i < outs; i += outputs {
		count := min(outputs, outs-i)
		panel := h.panel(k, weights, i, outs)
		h.lines(k, panel, [outputs]float64{})
		from := g[i*h.rows:]
		if count < outputs {
			from = k.rows(h.rows)
			clear(from[copy(from, g[i*h.rows:]):])
		}
		h.scatter(k, from)
		total := h.gather(k)
		to := gradWeights[i*h.units:]
		if count < outputs {
			to = k.rows(h.units)
		}
		h.weigh(k, to, panel)
		if count < outputs {
			copy(gradWeights[i*h.units:], to[:count*h.units])
		}
		if gradC != nil {
			for o := range count {
				gradC[i+o] += total[o]
			}
		}
	}
}

// PullX, PullW and PullB return the gradients of the samples and of the first
// layer that Back found.
func (h *Hinges) PullX() []float64 { return h.pullX[:h.rows] }
func (h *Hinges) PullW() []float64 { return h.pullW[:h.units] }
func (h *Hinges) PullB() []float64 { return h.pullB[:h.units] }

// scatter adds up g·x and g over the samples of each line, and how g pulls on the
// samples.
func (h *Hinges) scatter(k *HingeWork, g []float64) {
	clear(k.sums)
	if h.rows == 0 || vectorHingeScatter(&k.sums[0], &h.pullX[0], &g[0], &k.lines[0], &h.x[0], &h.line[0], h.rows) {
		return
	}
	for n, x := range h.x[:h.rows] {
		at := h.line[n]
		sum, line := k.sums[at:at+apart], k.lines[at:]
		for i := range outputs {
			v := g[i*h.rows+n]
			sum[i] += v * x
			sum[outputs+i] += v
			h.pullX[n] += v * line[i]
		}
	}
}

// gather adds up the sums of the lines on which each unit is on: above its place
// from the top, below it from the bottom. It returns the sum of g over all.
func (h *Hinges) gather(k *HingeWork) (total [outputs]float64) {
	if vectorHingeGather(&k.pulls[0], &total[0], &k.sums[0], &h.rising[0], &h.falling[0], h.units) {
		return total
	}
	var above, under [apart]float64
	for r := h.units - 1; r >= 0; r-- {
		addScaledPlain(above[:], 1, lineOf(k.sums, r+1))
		copy(k.pulls[h.rising[r]:], above[:])
	}
	for r, at := range h.falling {
		addScaledPlain(under[:], 1, lineOf(k.sums, r))
		copy(k.pulls[at:], under[:])
	}
	addScaledPlain(under[:], 1, lineOf(k.sums, h.units))
	return [outputs]float64(under[outputs:])
}

// weigh writes the gradients of W, a row of units for each of eight outputs, and
// adds to those of w and b.
func (h *Hinges) weigh(k *HingeWork, grad, panel []float64) {
	if vectorHingeWeigh(&grad[0], &h.pullW[0], &h.pullB[0], &panel[0], &k.pulls[0], &h.slope[0], &h.start[0], h.units) {
		return
	}
	for j := range h.units {
		pull, weights := k.pulls[j*apart:], panel[j*apart:]
		for i := range outputs {
			byX, by := pull[i], pull[outputs+i]
			grad[i*h.units+j] = h.slope[j]*byX + h.start[j]*by
			h.pullW[j] += weights[i] * byX
			h.pullB[j] += weights[i] * by
		}
	}
}
