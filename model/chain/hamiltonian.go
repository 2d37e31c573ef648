package chain

import (
	"math"
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
)

// A group is chains that move side by side, with one size of steps.
type group struct {
	pullback
	gate       *flows.Seat
	chains     []*rand.Rand
	shared     *rand.Rand // how far the next proposals go
	now, next  place
	momentum   *ad.Mat
	energy     []float64 // before the move
	lost       []bool    // left for where no number is
	size       float64   // of a step
	accept     float64   // of Hamiltonian proposals, mean over all draws
	flowAccept float64   // share of draws after which the chain was at one of the flow
	mixed      bool      // moves by draws of the flow, too
	one        *ad.Mat   // a draw
	crowd      crowd
}

const (
	warmUp      = 300         // moves by which the size of steps is found, before the first draw
	quarter     = math.Pi / 2 // of the period of a standard normal distribution: after so long a draw has forgotten where it was
	mostLeaps   = 32
	smallOnceIn = 4   // moves
	smallStep   = 0.1 // of the size of others
	farthest    = 1e3 // no draw of a base is so far out
)

// newGroup starts chains from draws of the base.
func newGroup(from Ground, number int) *group {
	d := from.Target.Dim()
	g := &group{
		pullback: pullback{base: from.Base, flow: from.Flow, target: from.Target, tape: ad.NewInputTape(from.Theta), score: ad.New(grouped, d), mirror: mirrorOf(from.Target), image: ad.New(grouped, d)},
		gate:     from.Share.Gate, shared: chainStream(3*count + number), now: newPlace(grouped, d), next: newPlace(grouped, d),
		momentum: ad.New(grouped, d), energy: make([]float64, grouped), lost: make([]bool, grouped), one: ad.New(1, d), crowd: newCrowd(d, from.Theta),
	}
	for i := range grouped {
		g.chains = append(g.chains, chainStream(number*grouped+i))
	}
	g.draw(&g.now)
	return g
}

// draw takes every chain to a draw of the base.
func (g *group) draw(p *place) {
	for i, rng := range g.chains {
		g.base.Draw(rng, g.one)
		for j := range g.one.Cols {
			p.z.Set(i, j, g.one.At(0, j))
		}
	}
	g.at(p)
}

// run makes all moves and writes the draws of each chain below each other, from a row on.
func (g *group) run(draws *ad.Mat, row, length int) {
	adapting := newStepSize(g.now.z.Cols)
	for range warmUp {
		g.size = adapting.step()
		if chance, whole := g.move(); whole {
			adapting.learn(chance)
		}
		g.replace()
	}
	g.size = adapting.settled()
	for k := range length {
		chance, _ := g.move()
		g.accept += chance / float64(length)
		g.flowAccept += g.replace() / float64(length)
		for j := range draws.Cols {
			for i, v := range g.now.x.Col(j) {
				draws.Set(row+i*length+k, j, v)
			}
		}
	}
}

// leaps is how many steps take a quarter of a period.
func (g *group) leaps() int { return min(mostLeaps, max(1, int(math.Round(quarter/g.size)))) }

// move proposes a new place for every chain and returns the mean probability with which
// it is taken, and whether the steps are of their whole size. How many steps that are is
// random, as a fixed number may be a whole period (Mackenzie 1989), and at times they are
// small, so that no chain stays where the target is narrower than elsewhere (Neal 2011,
// section 5.4.2).
func (g *group) move() (chance float64, whole bool) {
	g.gate.Enter(flows.ForPicture)
	defer g.gate.Leave()
	step := g.size
	if whole = g.shared.IntN(smallOnceIn) != 0; !whole {
		step *= smallStep
	}
	g.push()
	for range 1 + g.shared.IntN(2*g.leaps()-1) {
		g.leap(step)
	}
	return g.choose(), whole
}

// take moves chain i to its next place by Metropolis' rule and returns with what chance.
func (g *group) take(rng *rand.Rand, i int, logRatio float64) (chance float64) {
	chance = math.Exp(min(0, logRatio))
	switch {
	case math.IsInf(g.now.logp[i], -1): // a start where the target is 0
		chance = 1
	case math.IsNaN(chance):
		chance = 0
	}
	if rng.Float64() < chance {
		g.now.copyRow(&g.next, i)
	}
	return chance
}

// push gives every chain a momentum.
func (g *group) push() {
	for i, rng := range g.chains {
		g.energy[i], g.lost[i] = -g.now.logp[i], false
		g.next.copyRow(&g.now, i)
		for j := range g.momentum.Cols {
			p := rng.NormFloat64()
			g.momentum.Set(i, j, p)
			g.energy[i] += p * p / 2
		}
	}
}

// leap is a step of the leapfrog with unit masses (Neal 2011, section 5.2.3).
func (g *group) leap(step float64) {
	half := step / 2
	for j := range g.momentum.Cols {
		p, z, slope := g.momentum.Col(j), g.next.z.Col(j), g.next.grad.Col(j)
		for i := range p {
			p[i] += half * slope[i]
			z[i] += step * p[i]
		}
	}
	g.loseStrays()
	g.at(&g.next)
	for j := range g.momentum.Cols {
		p, slope := g.momentum.Col(j), g.next.grad.Col(j)
		for i := range p {
			p[i] += half * slope[i]
		}
	}
}

// loseStrays takes those back who have left for where no number is: they are rejected.
func (g *group) loseStrays() {
	for i := range g.lost {
		for j := range g.next.z.Cols {
			if !(math.Abs(g.next.z.At(i, j)) < farthest) {
				g.lost[i] = true
			}
		}
		if g.lost[i] {
			g.next.copyRow(&g.now, i)
		}
	}
}

// choose takes each proposal, or not.
func (g *group) choose() (mean float64) {
	for i, rng := range g.chains {
		after := -g.next.logp[i]
		for j := range g.momentum.Cols {
			after += g.momentum.At(i, j) * g.momentum.At(i, j) / 2
		}
		if g.lost[i] {
			after = math.Inf(1)
		}
		mean += g.take(rng, i, g.energy[i]-after) / float64(len(g.chains))
	}
	return mean
}
