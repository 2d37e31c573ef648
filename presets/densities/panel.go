package densities

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// panelNodes is the order of the Gauss-Legendre rule of one panel. 16 nodes
// integrate exp(−d²/2sd²) along two standard deviations of curve to 1e-13 of
// its size even for points ten standard deviations away, where the integrand
// falls by exp(−20) along the panel.
const panelNodes = 16

// appendNodes adds the nodes of the piece [from, to] of an arc, halving it
// until a panel is at most longest long. share is the arc's share of the mass.
func (a arc) appendNodes(nodes []node, from, to, longest, share float64) []node {
	if a.length(from, to) > longest {
		mid := (from + to) / 2
		nodes = a.appendNodes(nodes, from, mid, longest, share)
		return a.appendNodes(nodes, mid, to, longest, share)
	}
	var t, weight [panelNodes]float64
	quad.Legendre{}.FixedLocations(t[:], weight[:], from, to)
	for j := range t {
		x, y := a.at(t[j])
		nodes = append(nodes, node{x, y, share * weight[j] * a.density(t[j])})
	}
	return nodes
}

// length adds up chords between from and to.
func (a arc) length(from, to float64) float64 {
	const chords = 16
	sum := 0.0
	x0, y0 := a.at(from)
	for j := 1; j <= chords; j++ {
		x1, y1 := a.at(from + (to-from)*float64(j)/chords)
		sum += math.Hypot(x1-x0, y1-y0)
		x0, y0 = x1, y1
	}
	return sum
}

// boxOf returns the smallest box around nodes.
func boxOf(nodes []node) panel {
	loX, hiX := math.Inf(1), math.Inf(-1)
	loY, hiY := math.Inf(1), math.Inf(-1)
	for _, n := range nodes {
		loX, hiX = min(loX, n.x), max(hiX, n.x)
		loY, hiY = min(loY, n.y), max(hiY, n.y)
	}
	return panel{(loX + hiX) / 2, (loY + hiY) / 2, (hiX - loX) / 2, (hiY - loY) / 2}
}

// distance2 returns the squared distance from a point to the box, 0 inside.
func (p *panel) distance2(x, y float64) float64 {
	dx := math.Abs(x-p.x) - p.halfX
	dy := math.Abs(y-p.y) - p.halfY
	if dx < 0 {
		dx = 0
	}
	if dy < 0 {
		dy = 0
	}
	return dx*dx + dy*dy
}
