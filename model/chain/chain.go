package chain

import (
	"math"
	"math/rand/v2"
	"sync"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// A Kernel is a way in which chains move.
type Kernel string

// The kernels.
const (
	// Independence proposes draws of the flow.
	Independence Kernel = "independence"
	// Hamiltonian proposes where a particle comes to that moves in z.
	Hamiltonian Kernel = "hmc"
	// Mixed takes particles and choices among draws about the flow in turn: draws cross from
	// one part of the target to any other, and the particle gets on where the flow hardly
	// ever draws (Gabrié, Rotskoff and Vanden-Eijnden 2022; Samsonov et al. 2022).
	Mixed Kernel = "hmc+independence"
)

// How many chains there are, and of how many draws. A group of chains moves together: as
// many as a vector of the processor has numbers.
const (
	count   = 16
	length  = 1000
	grouped = 8
	seed    = 13
)

// A Mirrored target does not change where some columns change their sign together, as the
// weights of a net do. Nothing tells its modes apart, so that a draw is in either by chance.
type Mirrored interface {
	// Mirror marks these columns; nil for none.
	Mirror() []bool
}

// Chains are draws of several Markov chains, all of one length.
type Chains struct {
	Kernel  Kernel
	Columns []string
	Count   int
	Length  int
	Draws   *ad.Mat // chain c has the rows from c·Length on; in the target's own units
	Accept  float64 // share of Hamiltonian proposals that were accepted; NaN without
	Flow    float64 // share of draws of the flow that were accepted, or of choices that left; NaN without
	Step    float64 // of the leapfrog, on average; 0 for others
	Leaps   float64 // steps of a proposal, on average; 0 for others
}

// Run draws from the target of a run, of which there must be one, under the flow of the
// snapshot.
func Run(s *model.Snapshot, k Kernel) *Chains {
	c := newChains(k, s.Data.Columns, s.Stack.Dim)
	if k == Independence {
		c.propose(s)
	} else {
		c.move(under(s))
	}
	c.mirror(s.Data.Target)
	return c
}

// A Ground is where chains run: a target, and a flow that carries it to the base.
type Ground struct {
	Base   flows.Base
	Flow   flows.Bijection
	Theta  []float64 // parameters of the flow; nil for none
	Target model.Target
	Share  flows.Share
}

// under is the ground of a run.
func under(s *model.Snapshot) Ground {
	return Ground{Base: s.Base, Flow: s.Stack.Chain(), Theta: s.Theta, Target: s.Data.Target, Share: s.Stack.Share}
}

// Walk draws from a target by mixed moves, where there is no run.
func (g Ground) Walk() *Chains {
	c := newChains(Mixed, nil, g.Target.Dim())
	c.move(g)
	c.mirror(g.Target)
	return c
}

func newChains(k Kernel, columns []string, dim int) *Chains {
	return &Chains{Kernel: k, Columns: columns, Count: count, Length: length, Draws: ad.New(count*length, dim), Accept: math.NaN(), Flow: math.NaN()}
}

// chainStream returns the randomness of a chain, or of a group behind them.
func chainStream(c int) *rand.Rand { return rand.New(rand.NewPCG(seed, uint64(c))) }

// move lets every group of chains move by itself.
func (c *Chains) move(from Ground) {
	groups := make([]*group, c.Count/grouped)
	next := make(chan int, len(groups))
	for i := range groups {
		groups[i] = newGroup(from, i)
		groups[i].mixed = c.Kernel == Mixed
		next <- i
	}
	close(next)
	var done sync.WaitGroup
	for range from.Share.Count(len(groups)) {
		done.Go(func() {
			for i := range next {
				groups[i].run(c.Draws, i*grouped*c.Length, c.Length)
			}
		})
	}
	done.Wait()
	c.Accept = 0
	if c.Kernel == Mixed {
		c.Flow = 0
	}
	for _, g := range groups {
		c.Flow += g.flowAccept / float64(len(groups))
		c.Accept += g.accept / float64(len(groups))
		c.Step += g.size / float64(len(groups))
		c.Leaps += float64(g.leaps()) / float64(len(groups))
	}
}

// mirrorOf returns the columns of a target that change sign together; nil for none.
func mirrorOf(target model.Target) []bool {
	if m, ok := target.(Mirrored); ok {
		return m.Mirror()
	}
	return nil
}

// mirror draws which of two equal modes every draw is in.
func (c *Chains) mirror(target model.Target) {
	mirror := mirrorOf(target)
	if mirror == nil {
		return
	}
	rng := chainStream(2 * count)
	for i := range c.Draws.Rows {
		if rng.Uint64()&1 == 0 {
			continue
		}
		for j, turns := range mirror {
			if turns {
				c.Draws.Set(i, j, -c.Draws.At(i, j))
			}
		}
	}
}

// Of returns the draws of column j, chain by chain.
func (c *Chains) Of(j int) [][]float64 {
	list := make([][]float64, c.Count)
	for k := range list {
		list[k] = c.Draws.Col(j)[k*c.Length : (k+1)*c.Length]
	}
	return list
}
