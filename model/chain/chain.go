package chain

import (
	"math"
	"math/rand/v2"
	"sync"

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
	// Mixed does both in turn: draws of the flow cross from one part of the target to any
	// other, and the particle gets on where the flow hardly ever draws (Gabrié, Rotskoff and
	// Vanden-Eijnden 2022; Samsonov et al. 2022).
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
// weights of a net do. Nothing tells its modes apart, so a chain draws which one it is in.
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
	Flow    float64 // share of draws of the flow that were accepted; NaN without
	Step    float64 // of the leapfrog, on average; 0 for others
	Leaps   float64 // steps of a proposal, on average; 0 for others
}

// Run draws from the target of a run, of which there must be one, under the flow of the
// snapshot.
func Run(s *model.Snapshot, k Kernel) *Chains {
	c := &Chains{Kernel: k, Columns: s.Data.Columns, Count: count, Length: length, Draws: ad.New(count*length, s.Stack.Dim), Accept: math.NaN(), Flow: math.NaN()}
	if k == Independence {
		c.propose(s)
	} else {
		c.move(s)
	}
	c.mirror(s.Data.Target)
	return c
}

// chainStream returns the randomness of a chain, or of a group behind them.
func chainStream(c int) *rand.Rand { return rand.New(rand.NewPCG(seed, uint64(c))) }

// move lets every group of chains move by itself.
func (c *Chains) move(s *model.Snapshot) {
	groups := make([]*group, c.Count/grouped)
	next := make(chan int, len(groups))
	for i := range groups {
		groups[i] = newGroup(s, i)
		groups[i].mixed = c.Kernel == Mixed
		next <- i
	}
	close(next)
	var done sync.WaitGroup
	for range s.Stack.Share.Count(len(groups)) {
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

// mirror draws which of two equal modes every draw is in.
func (c *Chains) mirror(target model.Target) {
	m, ok := target.(Mirrored)
	if !ok {
		return
	}
	rng := chainStream(2 * count)
	for i := range c.Draws.Rows {
		if rng.Uint64()&1 == 0 {
			continue
		}
		for j, turns := range m.Mirror() {
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
