package diagnose

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"bijou/flows/ad"
)

// energyPoints is how many points of either sample are compared, pair by pair.
const energyPoints = 500

// EnergyDistance compares the flow's samples with the points by 2E|X−Y| −
// E|X−X′| − E|Y−Y′| (Székely and Rizzo 2004). It is 0 only for equal
// distributions and sees all their differences, in any dimension.
func (p *Sample) EnergyDistance() Distance { return energyDistance(p.X, p.Made) }

// EnergyDistance compares two samples.
func EnergyDistance(x, y *ad.Mat) float64 { return float64(energyDistance(x, y).Value) }

func energyDistance(x, y *ad.Mat) Distance {
	both, n, m := pool(x, y, energyPoints)
	if n == 0 || m == 0 || !finite(both.Data) {
		return Distance{none, none}
	}
	// With the weights w of a way the distance is −Σ w_i w_k |x_i − x_k|. Row
	// after row serves all ways while it is in the cache.
	ways := weights(n, m)
	all, row := make([]float64, len(ways)), make([]float64, both.Rows)
	for i := range both.Rows {
		rest := row[:i]
		clear(rest)
		for j := range both.Cols {
			col := both.Col(j)
			for k, v := range col[:i] {
				rest[k] += (v - col[i]) * (v - col[i])
			}
		}
		for k, v := range rest {
			rest[k] = math.Sqrt(v)
		}
		for k, w := range ways {
			all[k] -= 2 * w[i] * floats.Dot(rest, w[:i])
		}
	}
	return distance(all)
}
