package plot

import (
	"math"
	"slices"
)

// lossLimit bounds the losses that are drawn: the range of a chart must be finite, and a loss of a million nats says
// no more than one of two.
const lossLimit = 1e6

// endOfTime returns the round step at which the time axis ends.
func endOfTime(series []Series) float64 {
	last := 10.0
	for _, s := range series {
		for _, step := range s.Steps {
			if step > last && step < limit {
				last = step
			}
		}
	}
	return NiceCeil(last)
}

// bins holds the mean value of each column of dots: NaN where all values are gaps, absent where there are none.
type bins struct {
	mean []float64
	n    []int
	last float64 // the newest finite value, NaN if there is none
}

// bin sorts the values of a series into the columns of dots.
func (p *plotter) bin(s Series) bins {
	b := bins{make([]float64, p.columns), make([]int, p.columns), math.NaN()}
	for i, step := range s.Steps {
		if !(step >= 0 && step <= p.end) {
			continue
		}
		k := p.column(step)
		v := s.Values[i]
		if !finite(v) {
			if b.n[k] == 0 {
				b.mean[k] = math.NaN()
			}
			continue
		}
		v = min(max(v, -lossLimit), lossLimit)
		if b.n[k]++; b.n[k] == 1 {
			b.mean[k] = v
		} else {
			b.mean[k] += (v - b.mean[k]) / float64(b.n[k])
		}
		b.last = v
	}
	return b
}

// empty reports whether nothing was measured in column k.
func (b bins) empty(k int) bool { return b.n[k] == 0 && !math.IsNaN(b.mean[k]) }

// height returns where a loss stands on the vertical axis: itself, or the decades above the floor.
func (c *LossChart) height(v float64) float64 {
	if !c.decades() {
		return v
	}
	return math.Log10(v - c.Floor) // NaN or -Inf at and below the floor
}

// decades reports whether the vertical axis is logarithmic.
func (c *LossChart) decades() bool { return c.LogY && c.hasFloor() }

// rescale brings the vertical axis up to date.
func (c *LossChart) rescale(all []bins) {
	if c.logY != c.decades() {
		c.logY, c.y = c.decades(), Range{}
	}
	var seen, newest []float64
	for _, b := range all {
		for k, n := range b.n {
			if h := c.height(b.mean[k]); n > 0 && finite(h) {
				seen = append(seen, h)
			}
		}
		if h := c.height(b.last); finite(h) {
			newest = append(newest, h)
		}
	}
	r := lossRange(seen, newest)
	if c.hasFloor() && !c.decades() {
		r.Lo, r.Hi = min(r.Lo, c.Floor), max(r.Hi, c.Floor)
	}
	c.y = c.y.Steady(r)
	if !c.y.valid() {
		c.y = Range{0, 1}
	}
}

// lossRange returns the range worth showing of the heights seen: without the extreme fiftieth on either side but with
// the newest, and no higher than ten times what three quarters of them span, so that neither a long flat end is
// squashed by its beginning nor all of it by a divergence. Without heights it is an inverted range.
func lossRange(seen, newest []float64) Range {
	if len(seen) == 0 {
		return Range{math.Inf(1), math.Inf(-1)}
	}
	slices.Sort(seen)
	at := func(q float64) float64 { return seen[int(math.Round(q*float64(len(seen)-1)))] }
	r := Range{at(0.02), at(0.98)}
	for _, h := range newest {
		r.Lo, r.Hi = min(r.Lo, h), max(r.Hi, h)
	}
	const zoom = 10
	if body := at(0.75) - r.Lo; body > 0 {
		r.Hi = min(r.Hi, r.Lo+zoom*body)
	}
	return r
}

// lossTicks returns the losses to write on the axis, about n of them, with their texts.
func (c *LossChart) lossTicks(n int) (losses []float64, texts []string) {
	decimals := 0
	if !c.decades() {
		losses = Ticks(c.y.Lo, c.y.Hi, n)
		if len(losses) > 1 {
			decimals = tickDecimals(losses[1] - losses[0])
		}
	} else {
		losses = decadeTicks(c.y, n)
	}
	for _, v := range losses {
		text := Fixed(v, labelWidth, decimals, ASCII)
		if c.decades() || math.Abs(v) >= 1e4 {
			text = right(Short(v, ASCII), labelWidth)
		}
		texts = append(texts, text)
	}
	return losses, texts
}

// decadeTicks returns the round numbers whose logarithms lie in r: the powers of ten, with 2 and 5 times them if there
// is room for about n.
func decadeTicks(r Range, n int) (ticks []float64) {
	mantissas := []float64{1, 2, 5}
	if 3*r.Size() > float64(n) {
		mantissas = mantissas[:1]
	}
	for e := math.Floor(r.Lo); e <= r.Hi; e++ {
		for _, m := range mantissas {
			if v := decimal(m, int(e)); r.Lo <= math.Log10(v) && math.Log10(v) <= r.Hi {
				ticks = append(ticks, v)
			}
		}
	}
	return ticks
}
