package densities

import (
	"math"

	"bijou/flows/ad"
)

const (
	// curveReach is how far from the curve, in standard deviations, the
	// entropy's grid goes: beyond lies less than 1e-10 of the mass.
	curveReach = 7
	// tileSide is how many grid points a tile has along one side.
	tileSide = 8
	// thinCurve is the number of panels from which a curve counts as thin.
	thinCurve = 200
)

// entropyStep is the step of the grid in standard deviations. A thin curve
// looks straight at that scale, log p is almost a parabola, and the coarse grid
// is as exact as the fine one is elsewhere: both err by less than 1e-6.
func (c *Curve) entropyStep() float64 {
	if len(c.panels) > thinCurve {
		return 0.8
	}
	return 0.5
}

// integrateEntropy returns −∫ p log p by the trapezoidal rule over a grid that
// covers the curve's surroundings and nothing else: tiles out of reach are
// left out, so the work grows with length/sd and not with 1/sd².
func (c *Curve) integrateEntropy() float64 {
	step, reach := c.entropyStep()*c.sd, curveReach*c.sd
	box, side := boxOf(c.nodes), step*tileSide
	tile, logp := ad.New(tileSide*tileSide, 2), make([]float64, tileSide*tileSide)
	sum := 0.0
	for x := box.x - box.halfX - reach; x < box.x+box.halfX+reach; x += side {
		for y := box.y - box.halfY - reach; y < box.y+box.halfY+reach; y += side {
			if c.within(reach, x, y, side) {
				sum += c.tileEntropy(tile, logp, x, y, step)
			}
		}
	}
	return sum * step * step
}

// within tells whether a panel is as near as reach to the square that starts
// at x, y.
func (c *Curve) within(reach, x, y, side float64) bool {
	for _, p := range c.panels {
		p.halfX += side / 2
		p.halfY += side / 2
		if p.distance2(x+side/2, y+side/2) < reach*reach {
			return true
		}
	}
	return false
}

// tileEntropy sums −p log p over the grid points of a tile.
func (c *Curve) tileEntropy(tile *ad.Mat, logp []float64, x, y, step float64) float64 {
	xs, ys := tile.Col(0), tile.Col(1)
	for i := range xs {
		xs[i] = x + float64(i/tileSide)*step
		ys[i] = y + float64(i%tileSide)*step
	}
	c.LogProb(logp, tile)
	sum := 0.0
	for _, l := range logp {
		sum -= math.Exp(l) * l
	}
	return sum
}
