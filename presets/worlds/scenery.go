package worlds

import (
	"math"
	"math/rand/v2"

	"bijou/model/acting"
)

// Marks are the goals.
func (MultiGoal) Marks() []acting.Mark {
	var list []acting.Mark
	for _, g := range Goals {
		list = append(list, acting.Mark{X: g[0], Y: g[1], Name: "○"})
	}
	return list
}

// Marks is rest.
func (*LQR) Marks() []acting.Mark { return []acting.Mark{{Name: "○"}} }

// Marks is upright and at rest.
func (Pendulum) Marks() []acting.Mark { return []acting.Mark{{Name: "○"}} }

// Body is the pole, which hangs from the middle; at angle 0 it stands upright, and a
// torque above 0 pushes it to the right there.
func (Pendulum) Body(state []float64) [][4]float64 {
	sin, cos := math.Sincos(state[0])
	return [][4]float64{{0, 0, 0.95 * sin, 0.95 * cos}}
}

// SoftBest is the push that is best when a nat of entropy is worth alpha: normal, see
// [LQR.Spread].
func (l *LQR) SoftBest(state []float64, alpha float64) (mean, sd float64) {
	return l.Best(state[0], state[1]) / pushUnit, l.Spread(alpha) / pushUnit
}

// Place is the column of a cell and its row from below.
func (g *Grid) Place(state []float64) (x, y float64) {
	at := g.cells[int(state[0])]
	return float64(at[1]), float64(gridSide - 1 - at[0])
}

// StateAt takes the cell at a place; walls are none.
func (g *Grid) StateAt(state []float64, x, y float64) bool {
	at := [2]int{gridSide - 1 - int(math.Round(y)), int(math.Round(x))}
	for k, cell := range g.cells {
		if cell == at && !g.Ends(k) {
			state[0] = float64(k)
			return true
		}
	}
	return false
}

// Frame is the maze, half a cell about its middles.
func (g *Grid) Frame() (x, y [2]float64) {
	whole := [2]float64{-0.5, gridSide - 0.5}
	return whole, whole
}

// Marks are the walls, the goal and the pit.
func (g *Grid) Marks() []acting.Mark {
	var list []acting.Mark
	for r, row := range maze {
		for c, what := range row {
			if m := (acting.Mark{X: float64(c), Y: float64(gridSide - 1 - r)}); what != '.' {
				if m.Wall = what == '#'; !m.Wall {
					m.Name = map[rune]string{'G': "goal", 'o': "pit"}[what]
				}
				list = append(list, m)
			}
		}
	}
	return list
}

// Pays draws returns of a move and the best ones after it.
func (g *Grid) Pays(seed uint64, state []float64, choice, n int) []float64 {
	return g.Draw(rand.New(rand.NewPCG(seed, 0)), Greedy(g.Solve()), int(state[0]), choice, n)
}
