package posteriors

import (
	"fmt"
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
)

// How a posterior that nobody knows is looked for.
const (
	mostOnGrid  = 3    // parameters that quadrature takes
	searches    = 12   // starts of a search for modes
	searchSeed  = 21   // of all but the first, which is the middle of the priors
	lesserMode  = 20.0 // nats below the highest, of a mode that does not count
	modeRoom    = 6.0  // standard deviations about a mode where its box begins
	deadBorder  = 20.0 // nats below the highest where a box may end
	growths     = 40   // of a box
	coarseCells = 24   // along each side of a box that is being sized
	gridWork    = 1e8  // rows of the data times cells, at most
	leastCells  = 48   // along each side: an eighth of a standard deviation or a little more
)

// cellsOfGrid are those along each side, by the number of sides.
var cellsOfGrid = [mostOnGrid + 1]int{1: 4000, 2: 500, 3: 112}

// search finds the truth of a posterior whose priors have their middles and spreads there:
// by quadrature where it has few parameters and data, else by chains.
func search(t *Tape, rows int, middles, spreads []float64) (truth, error) {
	peaks := modes(t, middles, spreads)
	if len(peaks) == 0 {
		return nil, &FileError{0, "no mode of the posterior is found from the middle of the priors", "give priors that are nearer to what the data say"}
	}
	cells := cellsFor(len(middles), rows)
	if cells < leastCells {
		return newWalk(t, peaks), nil
	}
	g := &grid{tape: t, cells: coarseCells, box: boxAbout(peaks)}
	for range growths {
		if !g.resize() {
			g.cells = cells
			g.keep()
			return g, nil
		}
	}
	return nil, &FileError{0, "the posterior does not end anywhere", "give narrower priors"}
}

// cellsFor is how many cells a side a grid may have, 0 for none.
func cellsFor(dim, rows int) int {
	if dim > mostOnGrid {
		return 0
	}
	return min(cellsOfGrid[dim], int(math.Pow(gridWork/float64(rows), 1/float64(dim))))
}

// modes climbs from the middle of the priors and from points about it, and returns the
// highest modes.
func modes(t *Tape, middles, spreads []float64) []peak {
	rng := rand.New(rand.NewPCG(searchSeed, 0))
	var peaks []peak
	highest := math.Inf(-1)
	for k := range searches {
		start := make([]float64, len(middles))
		for j := range start {
			start[j] = middles[j]
			if k > 0 {
				start[j] += min(spreads[j], 20) * rng.NormFloat64()
			}
		}
		if p, ok := climb(t, start); ok {
			peaks, highest = append(peaks, p), max(highest, p.logp)
		}
	}
	var high []peak
	for _, p := range peaks {
		if p.logp > highest-lesserMode {
			high = append(high, p)
		}
	}
	return high
}

// boxAbout holds all modes with some room.
func boxAbout(peaks []peak) [][2]float64 {
	d := len(peaks[0].mode)
	box := make([][2]float64, d)
	for j := range box {
		box[j] = [2]float64{math.Inf(1), math.Inf(-1)}
		for _, p := range peaks {
			room := modeRoom * math.Sqrt(p.cov.At(j, j))
			box[j][0], box[j][1] = min(box[j][0], p.mode[j]-room), max(box[j][1], p.mode[j]+room)
		}
	}
	return box
}

// resize moves every border to where the density has died out, and tells whether one moved
// out.
func (g *grid) resize() (grew bool) {
	logp := g.densities()
	top := math.Inf(-1)
	for _, v := range logp {
		if v > top {
			top = v
		}
	}
	d := len(g.box)
	lives := make([][2]int, d) // the first and the last cell that is alive
	for j := range lives {
		lives[j] = [2]int{g.cells, -1}
	}
	for k, v := range logp {
		if !(v > top-deadBorder) {
			continue
		}
		for j, rest := 0, k; j < d; j, rest = j+1, rest/g.cells {
			at := rest % g.cells
			lives[j] = [2]int{min(lives[j][0], at), max(lives[j][1], at)}
		}
	}
	for j := range g.box {
		lo, hi, width := g.box[j][0], g.box[j][1], g.width(j)
		size := hi - lo
		switch {
		case lives[j][0] == 0:
			g.box[j][0], grew = lo-size/2, true
		case lives[j][0] > 1:
			g.box[j][0] = lo + float64(lives[j][0]-1)*width
		}
		switch {
		case lives[j][1] == g.cells-1:
			g.box[j][1], grew = hi+size/2, true
		case lives[j][1] < g.cells-2:
			g.box[j][1] = lo + float64(lives[j][1]+2)*width
		}
	}
	return grew
}

// describe says how the truth is known, for a note.
func (g *grid) describe() string {
	return fmt.Sprintf("The posterior is known by quadrature over %d cells a side.", g.cells)
}

// densities evaluates the middle of every cell.
func (g *grid) densities() []float64 {
	logp := make([]float64, g.size())
	const part = 1 << 14
	for lo := 0; lo < len(logp); lo += part {
		n := min(part, len(logp)-lo)
		x := ad.New(n, len(g.box))
		for j := range g.box {
			for i, col := 0, x.Col(j); i < n; i++ {
				col[i] = g.in(lo+i, j, 0.5)
			}
		}
		g.tape.LogWeight(logp[lo:lo+n], x)
	}
	return logp
}
