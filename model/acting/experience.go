package acting

import (
	"errors"
	"hash/fnv"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/model/safetensors"
)

// An Experience acts in copies of a world and remembers what happened. What it does
// depends on the seed, the step and the policy alone, so that one that was kept goes
// on with the same bits.
type Experience struct {
	World  World
	Shape  Shape
	Replay *Replay
	Turn   Turn // of the copies, as they stand
	age    []float64
	before *ad.Mat // the states that the last step came from
	fresh  *ad.Mat
	seen   *ad.Mat

	name float64 // of the world, as a number
	seed uint64
	pcg  rand.PCG
	rng  *rand.Rand
}

// The streams of randomness that an experience and those who learn of it open beside
// those of the run.
const (
	streamAct = 1 << 44 << iota
	streamBatch
	streamStart
	streamJudge
	streamFigure
)

// NewExperience returns copies of a world at their first states. The name tells the
// world from others.
func NewExperience(w World, name string, seed uint64, copies, capacity int) *Experience {
	s := w.Shape()
	if s.Copies > 0 {
		copies = min(copies, s.Copies)
	}
	e := &Experience{
		World: w, Shape: s, Replay: NewReplay(s, capacity), Turn: NewTurn(s, copies), age: make([]float64, copies), seed: seed,
		before: ad.New(copies, len(s.State)), fresh: ad.New(copies, len(s.State)), seen: ad.New(copies, s.Observation()),
	}
	e.rng = rand.New(&e.pcg)
	e.name = numbered(name)
	w.Reset(e.Random(streamStart, 0), e.Turn.State)
	return e
}

// numbered makes a number of a name, which a float64 holds exactly.
func numbered(name string) float64 {
	h := fnv.New64a()
	h.Write([]byte(name)) //nolint:errcheck // a hash takes everything
	return float64(h.Sum64() >> 12)
}

// Random returns a stream of random numbers for a step. It is the same one every time:
// the one before is over.
func (e *Experience) Random(stream uint64, step int) *rand.Rand {
	e.pcg.Seed(e.seed, stream+uint64(step))
	return e.rng
}

// Live takes every copy a step on, by a policy, and remembers it.
func (e *Experience) Live(rng *rand.Rand, act Policy) {
	copy(e.before.Data, e.Turn.State.Data)
	e.World.Observe(e.seen, e.before)
	act(e.seen, e.Turn.Action)
	e.World.Step(rng, e.Turn)
	ended := false
	for i, over := range e.Turn.Over {
		e.Replay.Push(e.before, e.Turn, i)
		e.age[i]++
		ended = ended || over || e.tooOld(i)
	}
	if ended {
		e.restart(rng)
	}
}

func (e *Experience) tooOld(i int) bool {
	return e.Shape.Horizon > 0 && int(e.age[i]) >= e.Shape.Horizon
}

// restart puts the copies whose episode is over at a first state.
func (e *Experience) restart(rng *rand.Rand) {
	e.World.Reset(rng, e.fresh)
	for i, over := range e.Turn.Over {
		if over || e.tooOld(i) {
			copyRow(e.Turn.State, i, e.fresh, i)
			e.age[i] = 0
		}
	}
}

// Random actions: any choice, or anything within the bounds; a normal number where
// there is none.
func (e *Experience) wander(rng *rand.Rand, action *ad.Mat) {
	for i := range action.Data {
		switch {
		case len(e.Shape.Choices) > 0:
			action.Data[i] = float64(rng.IntN(len(e.Shape.Choices)))
		case e.Shape.Bound > 0:
			action.Data[i] = e.Shape.Bound * (2*rng.Float64() - 1)
		default:
			action.Data[i] = rng.NormFloat64()
		}
	}
}

// Keep copies what was lived through and where the copies stand.
func (e *Experience) Keep(into map[string]safetensors.Tensor) {
	keep(into, "world.name", []float64{e.name})
	e.Replay.Keep(into)
	keep(into, "world.state", e.Turn.State.Data)
	keep(into, "world.age", e.age)
}

// Recall takes back what Keep copied. The error says in one clause what does not fit.
func (e *Experience) Recall(from map[string]safetensors.Tensor) error {
	var name [1]float64
	if err := recall(from, "world.name", name[:]); err != nil {
		return err
	}
	if name[0] != e.name {
		return errors.New("it was lived through in another world")
	}
	if err := e.Replay.Recall(from); err != nil {
		return err
	}
	if err := recall(from, "world.state", e.Turn.State.Data); err != nil {
		return err
	}
	if err := recall(from, "world.age", e.age); err != nil {
		return err
	}
	if _, ok := e.World.(Outside); ok { // which cannot go back
		e.World.Reset(e.Random(streamStart, 0), e.Turn.State)
		clear(e.age)
	}
	return nil
}
