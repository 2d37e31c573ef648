package model

import (
	"math/rand/v2"

	"bijou/flows"
)

// batches hands out what every step learns from. What step k sees depends on
// the seed, on k and on the size alone, so there is no state to save.
type batches struct {
	data  *Data
	seed  uint64
	size  int
	epoch int // that order belongs to, −1 for none
	order []int
	pcg   rand.PCG
	rng   *rand.Rand // draws from pcg
	own   Batch      // fresh samples, or levels with fresh noise, in the data's own units
	base  flows.Base // not nil: every batch is drawn from it
	batch Batch
}

func newBatches(data *Data, seed uint64, size int) *batches {
	if data.Train != nil {
		size = min(size, data.LearntRows())
	}
	b := &batches{data: data, seed: seed, size: size, epoch: -1, batch: newBatch(size, data.Dim(), data.GivenDim())}
	b.rng = rand.New(&b.pcg)
	if data.Train == nil {
		b.own = newBatch(size, data.Dim(), data.GivenDim())
		return b
	}
	b.order = make([]int, data.LearntRows())
	if data.large != nil {
		b.own = newBatch(size, data.Dim(), data.GivenDim())
	} else if data.whole != nil {
		b.own = newBatch(size, data.Dim(), 0)
	}
	return b
}

// newDraws returns batches of base samples.
func newDraws(base flows.Base, data *Data, seed uint64, size int) *batches {
	b := &batches{data: data, seed: seed, size: size, base: base, batch: newBatch(size, data.Dim(), 0)}
	b.rng = rand.New(&b.pcg)
	return b
}

// Shape returns a batch as At returns them.
func (b *batches) Shape() Batch { return b.batch }

// At returns the batch of a step, valid until the next call. The points
// come in a new order every epoch, each as often as it weighs; a rest that fills no
// batch waits for the next.
func (b *batches) At(step int) Batch {
	if b.base != nil {
		b.pcg.Seed(b.seed, streamFresh+uint64(step))
		b.base.Draw(b.rng, b.batch.X)
		return b.batch
	}
	if b.data.Train == nil {
		b.pcg.Seed(b.seed, streamFresh+uint64(step))
		b.drawFresh()
		return b.batch
	}
	perEpoch := len(b.order) / b.size
	if epoch := step / perEpoch; epoch != b.epoch {
		b.shuffle(epoch)
	}
	lo := step % perEpoch * b.size
	if b.data.large != nil {
		b.takeLarge(step, b.order[lo:lo+b.size])
		return b.batch
	}
	b.batch.gather(b.data.TrainBatch(), b.order[lo:lo+b.size])
	if b.data.whole != nil {
		b.pcg.Seed(b.seed, streamFresh+uint64(step))
		b.own.X.Gather(b.data.whole, b.order[lo:lo+b.size])
		if b.data.codings != nil {
			b.data.scatterInto(b.rng, b.batch.X, b.own.X)
			return b.batch
		}
		addNoise(b.rng, b.own.X)
		b.data.standardiseInto(b.batch.X, b.own.X)
	}
	return b.batch
}

// takeLarge fills the batch with rows of a large table.
func (b *batches) takeLarge(step int, places []int) {
	b.data.large.gather(b.own, places)
	if b.own.Given != nil {
		standardiseBy(b.batch.Given, b.own.Given, b.data.GivenMean, b.data.GivenSD)
	}
	if !b.data.noisy() {
		b.data.standardiseInto(b.batch.X, b.own.X)
		return
	}
	b.pcg.Seed(b.seed, streamFresh+uint64(step))
	b.data.scatterInto(b.rng, b.batch.X, b.own.X)
}

// drawFresh fills the batch with draws from the truth.
func (b *batches) drawFresh() {
	if sim := b.data.simulator(); sim != nil {
		sim.Sample(b.rng, b.own.X, b.own.Given)
		standardiseBy(b.batch.Given, b.own.Given, b.data.GivenMean, b.data.GivenSD)
	} else {
		b.data.Truth.Sample(b.rng, b.own.X)
	}
	b.data.standardiseInto(b.batch.X, b.own.X)
}

func (b *batches) shuffle(epoch int) {
	b.epoch = epoch
	b.pcg.Seed(b.seed, streamBatch+uint64(epoch))
	if w := b.data.learntWeight(); w != nil {
		asOftenAs(w, b.order, b.rng.Float64())
	} else {
		for i := range b.order {
			b.order[i] = i
		}
	}
	b.rng.Shuffle(len(b.order), func(i, j int) { b.order[i], b.order[j] = b.order[j], b.order[i] })
}
