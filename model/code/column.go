package code

import (
	"math"

	"bijou/flows"
	"bijou/model"
)

// A column is the values that a column can have, in groups of levels that a distribution
// function tells apart. Within a group all levels are as likely.
type column struct {
	name        string
	grid        model.Grid
	bits        int   // a group is 2^bits levels
	groups      int   // the last one may hold fewer levels
	dust        int64 // least frequency of a group
	start, step int64 // where the net has the low end of the first group, and how long one is, in units of 2⁻³²
	usual       int64 // level that the net hears of a cell without one: the mean that was learnt
}

const (
	low        = 24       // bits of a frequency
	total      = 1 << low // of all frequencies
	mostGroups = 1 << 14
	allDust    = 1 << 14 // of all frequencies is uniform, as a flow learns (1/1024)
)

// newColumn puts a column where its ruler lies.
func newColumn(name string, g model.Grid, r flows.Ruler, mean float64) column {
	c := column{name: name, grid: g, usual: int64(g.Level(mean))}
	for (g.Count-1)>>c.bits >= mostGroups {
		c.bits++
	}
	c.groups = (g.Count-1)>>c.bits + 1
	c.dust = max(allDust/int64(c.groups), 1)
	c.start, c.step = fixed(coarse(r.Low)), max(fixed(coarse(r.Step*float64(int64(1)<<c.bits))), 1)
	return c
}

// coarse keeps the first 24 bits of a number. Products of processors differ in the last of
// 53, which so tell on a column once in hundreds of millions.
func coarse(v float64) float64 {
	m, e := math.Frexp(v)
	return math.Ldexp(math.Round(m*(1<<24)), e-24)
}

// fixed is a number in units of 2⁻³², within what can be added up.
func fixed(v float64) int64 {
	const most = 1 << 16
	return int64(math.Round(min(max(v, -most), most) * (1 << 32)))
}

// end is the low end of a group for a distribution function, in units of 2⁻²⁰.
func (c *column) end(group int) int64 {
	const most = 1 << 36
	return min(max((c.start+int64(group)*c.step)>>(32-fine), -most), most)
}

// heard is what the net hears of a level: the middle of its group.
func (c *column) heard(level int64) int32 {
	return int32(min(max((c.start+(level>>c.bits)*c.step+c.step/2)>>(32-12), -largest), largest))
}

// groupAt is the group of a level, and what the level is within it.
func (c *column) groupAt(level int64) (group int, within uint64) {
	return int(level >> c.bits), uint64(level) & (1<<c.bits - 1)
}
