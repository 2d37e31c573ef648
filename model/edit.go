package model

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"bijou/flows"
	"bijou/flows/nn"
)

// Every method here changes a run while it learns. What the change does not
// touch keeps its weights and the optimiser's memory, bit for bit; an edit that
// is refused changes nothing and says why.

// Insert puts a layer at a place from 0, nearest to the base, to the number of
// layers. It starts as the identity, so the density stays as it is.
func (f *Fit) Insert(at int, item flows.Item) error {
	if at < 0 || at > len(f.stack.Layers) {
		return fmt.Errorf("a layer goes in at 0 to %d, not at %d", len(f.stack.Layers), at)
	}
	item.Values = maps.Clone(item.Values)
	maps.Copy(item.Values, item.Kind.Neutral)
	return f.relayer("+"+item.Kind.Name, func(layers []flows.Layer) []flows.Layer {
		f.nextID++
		return slices.Insert(layers, at, flows.Layer{ID: f.nextID - 1, Item: item})
	})
}

// Duplicate puts a layer of the same kind and fields behind a layer. It starts
// as the identity, like any new layer.
func (f *Fit) Duplicate(id int) error {
	at, err := f.find(id)
	if err != nil {
		return err
	}
	item := f.stack.Layers[at].Item
	for _, field := range item.Kind.Fields {
		if field.Alternates {
			item, _ = item.With(field.Name, flows.Partner(field, item.Values[field.Name]))
		}
	}
	return f.Insert(at+1, item)
}

// Delete takes a layer out.
func (f *Fit) Delete(id int) error {
	at, err := f.find(id)
	if err != nil {
		return err
	}
	return f.relayer("−"+f.stack.Layers[at].Kind.Name, func(layers []flows.Layer) []flows.Layer {
		return slices.Delete(layers, at, at+1)
	})
}

// Move shifts a layer by some places, towards the data if by is positive.
func (f *Fit) Move(id, by int) error {
	at, err := f.find(id)
	if err != nil {
		return err
	}
	to := at + by
	switch {
	case to < 0:
		return errors.New("this layer is next to the base already")
	case to >= len(f.stack.Layers):
		return errors.New("this layer is next to the data already")
	}
	return f.relayer("move", func(layers []flows.Layer) []flows.Layer {
		l := layers[at]
		return slices.Insert(slices.Delete(layers, at, at+1), to, l)
	})
}

// SetLayer changes a field of a layer, or one of its flags off, frozen and
// flip. A layer whose shape changes starts again as the identity.
func (f *Fit) SetLayer(id int, field, value string) error {
	at, err := f.find(id)
	if err != nil {
		return err
	}
	item, err := f.stack.Layers[at].With(field, value)
	if err != nil {
		return err
	}
	return f.relayer(field, func(layers []flows.Layer) []flows.Layer {
		layers[at].Item = item
		return layers
	})
}

// SetBase changes which base the flow starts from (field "base"), or a field of
// that base. The layers keep what they have learnt; a base with parameters
// starts anew.
func (f *Fit) SetBase(field, value string) error {
	next, err := f.config.Base.With(field, value)
	if err != nil {
		return err
	}
	cfg := f.Config()
	cfg.Base = next
	cfg = counted(cfg, f.data)
	next = cfg.Base
	stack, base, err := build(cfg, f.stack.Layers, f.data)
	if err != nil {
		return err
	}
	label := field + " " + next.Value(field)
	return f.change(label, func() error {
		f.config.Base = next
		f.carry(stack, base)
		f.goOn()
		return nil
	})
}

// Set changes how the flow is trained.
func (f *Fit) Set(field, value string) error {
	next, err := f.config.Settings.With(field, value)
	if err != nil {
		return err
	}
	if err := f.config.Limits.settings(next); err != nil {
		return err
	}
	cfg := f.Config()
	cfg.Settings = next
	stack, base, err := build(cfg, f.stack.Layers, f.data)
	if err != nil {
		return err
	}
	return f.change(field+" "+next.Value(field), func() error {
		f.config.Settings = next
		if !sameBlocks(stack.NetBlocks, f.stack.NetBlocks) {
			f.carry(stack, base)
		}
		return nil
	})
}

// SetSource changes the data. The flow keeps what it has learnt unless the
// number of columns differs; then it starts anew.
func (f *Fit) SetSource(src Source) error {
	if err := f.config.Limits.source(src); err != nil {
		return err
	}
	data, err := Prepare(src)
	if err != nil {
		return err
	}
	next := f.Config()
	next.Source = src
	if data.Shape() != f.data.Shape() || data.GivenDim() != f.data.GivenDim() {
		return f.restart("data", next)
	}
	stack, base, err := build(next, f.stack.Layers, data)
	if err != nil { // the objective has no use for these data
		next.Settings, _ = next.Settings.With(objectiveField, likelihoodName)
		if stack, base, err = build(next, f.stack.Layers, data); err != nil {
			return err
		}
	}
	return f.change("data", func() error {
		f.data, f.config = data, next
		if !sameBlocks(stack.NetBlocks, f.stack.NetBlocks) {
			f.carry(stack, base)
		}
		f.goOn()
		return nil
	})
}

// Rewind goes back to step 0 of the stack as it is now: the same seed, the same
// start, the same batches.
func (f *Fit) Rewind() error { return f.restart("rewind", f.Config()) }

// Reseed starts anew from another seed.
func (f *Fit) Reseed(seed uint64) error {
	next := f.Config()
	next.Seed = seed
	return f.restart("seed", next)
}

// Replace starts another run in the place of this one, within the same limits; undo
// brings this one back. The label names it on the axis of steps.
func (f *Fit) Replace(label string, cfg Config) error {
	cfg.Limits, cfg.Share = f.config.Limits, f.config.Share
	before := f.save(label)
	if err := f.start(cfg); err != nil {
		return err
	}
	if math.IsNaN(f.testNLL) || math.IsInf(f.testNLL, 1) {
		defer f.restore(before)
		return &DataError{f.outOfReach()}
	}
	f.did(before)
	return nil
}

// Config is what describes the run as it is, edits included.
func (f *Fit) Config() Config {
	c := f.config
	c.Spec = f.stack.Spec()
	return c
}

func (f *Fit) restart(label string, cfg Config) error {
	before := f.save(label)
	if err := f.start(cfg); err != nil {
		return err
	}
	f.did(before)
	return nil
}

// relayer builds the stack from changed layers and carries over what stays.
func (f *Fit) relayer(label string, change func([]flows.Layer) []flows.Layer) error {
	return f.change(label, func() error {
		nextID := f.nextID
		layers := change(slices.Clone(f.stack.Layers))
		stack, base, err := build(f.config, layers, f.data)
		if err != nil {
			f.nextID = nextID
			return err
		}
		f.carry(stack, base)
		f.goOn()
		return nil
	})
}

// change makes an edit and the way back from it. An edit that would put data
// outside of what the flow can reach is taken back at once.
func (f *Fit) change(label string, edit func() error) error {
	before := f.save(label)
	if err := edit(); err != nil {
		return err
	}
	f.guard, f.ended, f.reason = newGuard(), Paused, ""
	f.mark(label)
	f.rebuild()
	f.judge()
	if !isFinite(f.testNLL) && isFinite(before.testNLL) {
		f.restore(before)
		return errors.New("this would leave data without density: the NLL would be infinite")
	}
	f.did(before)
	if steps := f.config.Settings.Int("steps"); steps > 0 && f.step >= steps {
		f.end(Finished, stepsDone(f.step))
	}
	return nil
}

// goOn gives a run that has made all its steps as many again, because there is
// something new to learn.
func (f *Fit) goOn() {
	steps := f.config.Settings.Int("steps")
	if steps == 0 || f.step < steps {
		return
	}
	if longer, err := f.config.Settings.With("steps", strconv.Itoa(f.step+steps)); err == nil {
		f.config.Settings = longer
	}
}

// carry moves the run to another stack and base: a layer that was there before,
// by its id, keeps its weights, its moments and its age, and so does a base that
// is the same; the others start anew, and those that are fitted are fitted to the
// data at their place.
func (f *Fit) carry(to *flows.Stack, base flows.Base) {
	theta, m, ages := make([]float64, to.Len), newMoments(to.Len), make([]int, parts(to))
	to.Start(theta, f.config.Seed)
	average := slices.Clone(theta)
	keep := func(now, before []nn.Block) {
		lo, hi := span(now)
		from, _ := span(before)
		copy(theta[lo:hi], f.theta[from:])
		copy(average[lo:hi], f.counting()[from:])
		copy(m.mean[lo:hi], f.moments.mean[from:])
		copy(m.square[lo:hi], f.moments.square[from:])
	}
	fit := map[int]bool{}
	for i, l := range to.Layers {
		if at, err := f.find(l.ID); err == nil && l.Continues(f.stack.Layers[at]) {
			keep(l.Blocks, f.stack.Layers[at].Blocks)
			ages[i] = f.ages[at]
		} else if l.Fitted() {
			fit[i] = true
		}
	}
	if base.Name() == f.base.Name() {
		keep(to.BaseBlocks, f.stack.BaseBlocks)
		ages[len(to.Layers)] = f.ages[len(f.stack.Layers)]
	}
	if len(to.NetBlocks) > 0 && sameBlocks(to.NetBlocks, f.stack.NetBlocks) {
		keep(to.NetBlocks, f.stack.NetBlocks)
		ages[len(to.Layers)+1] = f.ages[len(f.stack.Layers)+1]
	}
	anew := base.Name() != f.base.Name()
	f.stack, f.base, f.theta, f.average, f.moments, f.ages = to, base, theta, average, m, ages
	if anew {
		defer f.fitBase() // to what leaves the layers, when they have their start
	}
	if first := f.data.first(f.config.Seed, startFor(f.stack)); len(fit) > 0 && first.X != nil {
		to.StartSomeFrom(first.X, first.Given, theta, func(at int) bool { return fit[at] })
		to.StartSomeFrom(first.X, first.Given, average, func(at int) bool { return fit[at] })
	}
}

// sameBlocks tells whether two lists have blocks of the same names and shapes.
func sameBlocks(a, b []nn.Block) bool {
	return slices.EqualFunc(a, b, func(a, b nn.Block) bool { return a.Name == b.Name && a.Rows == b.Rows && a.Cols == b.Cols })
}

func (f *Fit) find(id int) (int, error) {
	for i, l := range f.stack.Layers {
		if l.ID == id {
			return i, nil
		}
	}
	return 0, fmt.Errorf("there is no layer with id %d any more", id)
}
