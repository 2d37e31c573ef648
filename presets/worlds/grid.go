package worlds

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/acting"
)

// A Grid is a maze of cells. A move leads to the next cell, or nowhere where a wall
// is; then wind may push a cell on. A step costs N(1, 0.5²), the goal pays N(10, 1)
// and the pit costs N(10, 2²), and both end the episode. Rewards count 0.95 of
// themselves a step later. An episode starts in any cell that is neither.
type Grid struct {
	Wind float64 // probability of a push
	To   int     // the direction of the push, as a move

	cells [][2]int // row and column of every cell that is no wall
	names []string
	next  [][]int // by cell and move, wind left out
	goal  int
	pit   int

	solved func() [][]float64
}

var maze = []string{
	".....G",
	".#.#..",
	".#..#o",
	"...#..",
	".#....",
	"....#.",
}

// moves names the choices.
var moves = []string{"north", "east", "south", "west"}

var moveBy = [4][2]int{{-1, 0}, {0, 1}, {1, 0}, {0, -1}}

const (
	gridPays = 0.95
	gridSide = 6
)

// A reward is the normal law of what a cell pays to those who come to it.
type reward struct{ mean, sd float64 }

var (
	stepPays = reward{-1, 0.5}
	endPays  = reward{10, 1}
	pitPays  = reward{-10, 2}
)

// NewGrid returns the maze under a wind.
func NewGrid(wind float64, to int) *Grid {
	g := &Grid{Wind: wind, To: to}
	g.solved = sync.OnceValue(g.solve)
	for r, row := range maze {
		for c, what := range row {
			switch what {
			case '#':
				continue
			case 'G':
				g.goal = len(g.cells)
			case 'o':
				g.pit = len(g.cells)
			}
			g.cells = append(g.cells, [2]int{r, c})
			g.names = append(g.names, fmt.Sprintf("%c%d", 'a'+c, gridSide-r))
		}
	}
	for cell, at := range g.cells {
		to := make([]int, len(moves))
		for m, by := range moveBy {
			if to[m] = slices.Index(g.cells, [2]int{at[0] + by[0], at[1] + by[1]}); to[m] < 0 {
				to[m] = cell
			}
		}
		g.next = append(g.next, to)
	}
	return g
}

// Cells is the number of cells that are no wall.
func (g *Grid) Cells() int { return len(g.cells) }

// Ends tells whether a cell is the goal or the pit.
func (g *Grid) Ends(cell int) bool { return cell == g.goal || cell == g.pit }

// Shape returns that of a walker who knows the cell that it is in.
func (g *Grid) Shape() acting.Shape {
	return acting.Shape{
		State: []string{"cell"}, Low: []float64{0}, High: []float64{float64(len(g.cells) - 1)},
		Observed: []model.Given{{Name: "cell", Levels: g.names}}, Finite: len(g.cells),
		Actions: []string{"move"}, Choices: moves, Horizon: 10, Discount: gridPays,
	}
}

// Reset draws cells that end nothing.
func (g *Grid) Reset(rng *rand.Rand, state *ad.Mat) {
	for i := range state.Data {
		cell := rng.IntN(len(g.cells))
		for g.Ends(cell) {
			cell = rng.IntN(len(g.cells))
		}
		state.Data[i] = float64(cell)
	}
}

// Step moves the walkers.
func (g *Grid) Step(rng *rand.Rand, t acting.Turn) {
	for i, at := range t.State.Data {
		cell := g.next[int(at)][int(t.Action.Data[i])]
		if rng.Float64() < g.Wind && !g.Ends(cell) {
			cell = g.next[cell][g.To]
		}
		pays := g.pays(cell)
		t.State.Data[i], t.Over[i] = float64(cell), g.Ends(cell)
		t.Reward[i] = pays.mean + pays.sd*rng.NormFloat64()
	}
}

func (g *Grid) pays(cell int) reward {
	switch cell {
	case g.goal:
		return endPays
	case g.pit:
		return pitPays
	}
	return stepPays
}

// Observe tells the cell.
func (g *Grid) Observe(observed, state *ad.Mat) {
	clear(observed.Data)
	for i, cell := range state.Data {
		observed.Set(i, int(cell), 1)
	}
}

// Solve returns what the best walker gets on average, by cell and move. It is found once,
// and nobody may change it.
func (g *Grid) Solve() [][]float64 { return g.solved() }

// solve iterates values until nothing moves (Sutton and Barto 2018, section 4.4).
func (g *Grid) solve() [][]float64 {
	q := make([][]float64, len(g.cells))
	for s := range q {
		q[s] = make([]float64, len(moves))
	}
	for off := 1.0; off > 1e-12; {
		off = 0
		for s := range q {
			for m := range moves {
				v := g.backup(q, s, m)
				off = max(off, math.Abs(v-q[s][m]))
				q[s][m] = v
			}
		}
	}
	return q
}

// backup is the mean of what a move pays now and the best of what is to come.
func (g *Grid) backup(q [][]float64, s, m int) float64 {
	if g.Ends(s) {
		return 0
	}
	to := g.next[s][m]
	if g.Ends(to) {
		return g.worth(q, to)
	}
	return (1-g.Wind)*g.worth(q, to) + g.Wind*g.worth(q, g.next[to][g.To])
}

func (g *Grid) worth(q [][]float64, cell int) float64 {
	v := g.pays(cell).mean
	if !g.Ends(cell) {
		v += gridPays * slices.Max(q[cell])
	}
	return v
}

// Greedy returns the best move of every cell.
func Greedy(q [][]float64) []int {
	best := make([]int, len(q))
	for s, of := range q {
		best[s] = slices.Index(of, slices.Max(of))
	}
	return best
}

// Draw plays n episodes that begin in a cell with a move and go on by the best ones,
// and returns what they paid.
func (g *Grid) Draw(rng *rand.Rand, best []int, cell, move, n int) []float64 {
	e := acting.NewEpisodes(g, n)
	first := make([]int, n)
	for i := range first {
		e.Turn.State.Data[i], first[i] = float64(cell), move
	}
	g.follow(rng, e, best, first)
	return e.Return
}

// follow plays episodes from where they stand, with a first move each and the best ones
// after it, for as long as a return changes.
func (g *Grid) follow(rng *rand.Rand, e *acting.Episodes, best, first []int) {
	moved := false
	e.Go(rng, func(_, action *ad.Mat) {
		for i := range action.Data {
			action.Data[i] = float64(best[int(e.Turn.State.Data[i])])
			if !moved {
				action.Data[i] = float64(first[i])
			}
		}
		moved = true
	}, 400, gridPays)
}
