package model

import (
	"fmt"
	"math"
	"reflect"
	"slices"

	"bijou/flows"
)

// A Config is what a run starts from. The same config gives the same bits.
type Config struct {
	Source   Source
	Base     flows.BaseSpec
	Spec     flows.Spec
	Settings Settings
	Seed     uint64
	Limits   Limits      // none unless set
	Share    flows.Share // of the machine; the bits do not depend on it
}

// State says what a run is doing.
type State int

// The states of a run.
const (
	Paused State = iota
	Training
	Finished // all steps are done
	Diverged // gave up after several rollbacks
	Failed   // a layer panicked, or what it acts in failed
)

// String returns the word for the screen.
func (s State) String() string {
	return [...]string{"paused", "training", "finished", "diverged", "failed"}[s]
}

// A Fit is a flow being fitted. It belongs to one goroutine.
type Fit struct {
	progress
	run   int // counts restarts
	spent spent
	edit  int // counts edits

	// What follows hangs on the progress and is made anew by rebuild.
	objective Objective
	batches   Batches
	batch     Batch // of the present step
	gradient  *gradient
	rule      rule
	test      *flows.Evaluator
	gradNorms []float64
	learns    []bool // layers that have parameters to learn

	undo, redo []saved
	past       *past // nil unless it remembers

	// The present step of the optimiser: what the gradient is multiplied by, the
	// learning rate, and what moves some of θ by them.
	shrink, lr float64
	moveSome   func(from, to int)

	loss, length float64 // of the last batch, and of its gradient before clipping
}

// progress is all that a run has come to. Undo puts an earlier one back.
type progress struct {
	config   Config
	data     *Data
	floor    float64 // what the loss cannot go below on average, NaN where it is not known
	expected float64 // what the truth comes to on the points that the flow is judged by
	stack    *flows.Stack
	base     flows.Base // its parameters, if any, lie behind those of the layers
	nextID   int        // for the next layer that is inserted
	origin   int        // tells this start from others

	theta   []float64
	average []float64 // of θ over the steps; nil unless the settings want it
	moments moments
	ages    []int // updates that each layer has had, and after them the base
	step    int
	ended   State // Paused while it can go on
	reason  string

	guard      guard
	train      runningMean
	clipped    runningMean
	trainCurve curve
	testCurve  curve
	testNLL    float64
	best       best
	marks      []Mark
}

// best is the state that did best on the validation part.
type best struct {
	nll   float64
	step  int
	theta []float64
}

// judgeEvery is the number of steps between looks at the validation part.
const judgeEvery = 50

// firstLooks are further looks at the start: a flow that knows a small table by heart
// at step 50 was at its best before.
var firstLooks = []int{1, 2, 5, 10, 20, 30, 40}

// NewFit returns a run at step 0. The error says what does not fit.
func NewFit(cfg Config) (*Fit, error) {
	f := new(Fit)
	if err := f.start(cfg); err != nil {
		return nil, err
	}
	if math.IsNaN(f.testNLL) || math.IsInf(f.testNLL, 1) {
		defer f.Close()
		return nil, &DataError{f.outOfReach()}
	}
	return f, nil
}

// Close ends the goroutines of the gradient.
func (f *Fit) Close() {
	if f.gradient != nil {
		f.gradient.Close()
		f.gradient = nil
	}
}

// start sets the run to step 0 of a config, or leaves it alone and says why.
func (f *Fit) start(cfg Config) error {
	if err := cfg.Limits.Check(cfg); err != nil {
		return err
	}
	data, err := Prepare(cfg.Source)
	if err != nil {
		return err
	}
	cfg = counted(cfg, data)
	stack, base, err := build(cfg, flows.Number(cfg.Spec), data)
	if err != nil {
		return err
	}
	f.progress = progress{
		config: cfg, data: data, stack: stack, base: base, nextID: len(cfg.Spec) + 1, origin: f.run + 1,
		theta: make([]float64, stack.Len), moments: newMoments(stack.Len), ages: make([]int, parts(stack)),
		guard: newGuard(), train: newRecentMean(), clipped: newRecentMean(),
		trainCurve: newCurve(), testCurve: newCurve(),
	}
	stack.Start(f.theta, cfg.Seed)
	f.objective = nil // whose past is over
	f.rebuild()
	if first := data.first(cfg.Seed, startFor(stack)).Even(); first.X != nil {
		stack.StartFrom(first.X, first.Given, f.theta)
	}
	f.fitBase()
	copy(f.average, f.theta)
	f.judge()
	f.run++
	return nil
}

// parts is how many parts of θ have an age of their own: the layers, the base, and
// the networks beside the flow if there are any.
func parts(s *flows.Stack) int { return len(s.Layers) + 1 + min(1, len(s.NetBlocks)) }

// build makes the stack of a config for data, of these layers, with room for the
// networks of the objective, and the base under it. The error says what does not fit.
func build(cfg Config, layers []flows.Layer, data *Data) (*flows.Stack, flows.Base, error) {
	if err := cfg.Limits.layers(layers); err != nil {
		return nil, nil, err
	}
	plain, err := flows.Restack(layers, data.Shape(), data.GivenDim())
	if err != nil {
		return nil, nil, err
	}
	plain.Share = cfg.Share
	if _, fitted := cfg.Base.Build().(*flows.FittedMixture); fitted && (data.Target != nil || data.GivenDim() > 0) {
		return nil, nil, badData("mixture(fit) is fitted to points without conditions, which %s does not have; choose another base", data.Spec)
	}
	stack, base := plain.WithBase(cfg.Base.Build())
	if _, stack, err = newObjective(Run{cfg.Settings, cfg.Seed, data, stack, base}); err != nil {
		return nil, nil, err
	}
	return stack, base, cfg.Limits.parameters(stack.Len)
}

// rebuild makes what hangs on the stack, the data or the settings, and forgets
// the best and the last good parameters, which belonged to what was before.
func (f *Fit) rebuild() {
	f.Close()
	f.readyAverage()
	before := f.objective
	o, _, err := newObjective(Run{f.config.Settings, f.config.Seed, f.data, f.stack, f.base})
	if err != nil {
		panic("model: " + err.Error()) // whoever changed data or settings checks
	}
	f.objective, f.floor, f.expected = o, o.Floor(), o.Floor()
	if p, ok := o.(Paired); ok {
		f.expected = p.Expected()
	}
	f.batches = o.Batches(f.config.Settings.Int("batch"))
	inherit(o, before)
	f.batch = f.batches.Shape()
	f.rule = newRule(f.config.Settings)
	f.gradient = newGradient(f.stack.Flow(f.base), f.config.Share, o, f.theta, f.batch)
	f.test = f.stack.Evaluator(f.base, f.counting()).For(flows.ForTraining)
	f.moveSome = f.move
	f.gradNorms = make([]float64, len(f.stack.Layers))
	f.learns = f.learns[:0]
	for _, l := range f.stack.Layers {
		f.learns = append(f.learns, l.Free() > 0) // numbers that were fitted must not decay
	}
	f.best = best{nll: math.Inf(1), theta: slices.Clone(f.counting())}
	f.guard.good = nil
	if f.past != nil {
		f.past.reserve(len(f.theta), len(f.ages), f.average != nil)
	}
}

// inherit hands the past of an objective on to the one that takes its place, if it
// is of the same kind and the past fits.
func inherit(now, before Objective) {
	to, keeps := now.(Keeper)
	from, kept := before.(Keeper)
	if keeps && kept && reflect.TypeOf(now) == reflect.TypeOf(before) {
		_ = to.Recall(from.Keep()) // one that does not fit starts anew
	}
}

// Ended returns Finished, Diverged or Failed with a reason once no further
// steps will be made, and Paused before that.
func (f *Fit) Ended() (State, string) { return f.ended, f.reason }

// Steps is the number of steps made.
func (f *Fit) Steps() int { return f.step }

// Step makes one step of the optimiser, and looks at the validation part when it is
// time to. After the end it does nothing.
func (f *Fit) Step() {
	if f.ended != Paused {
		return
	}
	f.remember()
	f.Learn()
	if n := f.config.Share.Steps; n != nil {
		n.Add(1)
	}
	if f.ended == Paused {
		f.look()
	}
}

// Learn makes one step of the optimiser and nothing else: Step without the
// looks.
func (f *Fit) Learn() {
	if f.step%goodEvery == 0 || len(f.guard.good) == 0 {
		f.guard.keep(f.theta)
	}
	settled := f.objective.Prepare(f.step)
	if o, ok := f.objective.(Actor); ok {
		o.Begin(f.theta)
	}
	f.batch = f.batches.At(f.step)
	loss := f.gradient.at(f.batch)
	f.freeze()
	length := f.measureGradient()
	f.loss, f.length = loss, length
	if f.guard.isBad(loss, length, f.data.Dim()) {
		f.step++
		if f.guard.skip(f.step) {
			f.rollBack()
		}
		return
	}
	f.guard.inARow = 0
	f.descend(length)
	f.step++
	f.follow()
	if o, ok := f.objective.(Follower); ok {
		o.After(f.step, f.theta)
	}
	if o, ok := f.objective.(Fallible); ok && o.Err() != nil {
		f.end(Failed, o.Err().Error())
	}
	if settled {
		nll := loss + f.data.Units + f.data.wordsNLL
		f.train.add(nll)
		f.trainCurve.add(f.step, nll)
	}
}

// look judges the flow every so often, and ends the run after its last step.
func (f *Fit) look() {
	last := f.step == f.config.Settings.Int("steps")
	if f.step%judgeEvery == 0 || slices.Contains(firstLooks, f.step) || last {
		f.judge()
	}
	switch patience := f.config.Settings.Int("patience"); {
	case last:
		f.end(Finished, stepsDone(f.step)+f.wayOut())
	case patience > 0 && f.step-f.best.step >= patience*judgeEvery:
		f.end(Finished, fmt.Sprintf("no better on validation since step %d", f.best.step)+f.wayOut())
	}
}

// farBehind is how far, in nats a column, the last weights lie behind those of the start
// where the learning rate is to blame.
const farBehind = 0.1

// wayOut says what to do where no step was better than the start and training led far
// away from it; it is empty for all other runs.
func (f *Fit) wayOut() string {
	if f.best.step > 0 || !(f.testNLL > f.best.nll+farBehind*float64(f.data.Dim())) {
		return ""
	}
	return fmt.Sprintf("; none was better than the start: the learning rate is too high, try lr=%s", flows.FormatFloat(f.config.Settings.Float("lr")/10))
}

// stepsDone is why a run ended that made all its steps.
func stepsDone(n int) string {
	if n == 1 {
		return "1 step done"
	}
	return fmt.Sprintf("%d steps done", n)
}

func (f *Fit) mark(label string) { f.marks = append(f.marks, Mark{f.step, label}) }

func (f *Fit) end(s State, reason string) { f.ended, f.reason = s, reason }

// judge measures the NLL of the validation part and keeps the best parameters.
func (f *Fit) judge() {
	f.testNLL = f.objective.Judge(f.test)
	f.testCurve.add(f.step, f.testNLL)
	if f.testNLL < f.best.nll {
		f.best.nll, f.best.step = f.testNLL, f.step
		copy(f.best.theta, f.counting())
	}
}

// outOfReach says which part of a flow leaves data without density.
func (f *Fit) outOfReach() string {
	layer, ok := f.notFinite(f.data.ValBatch())
	if ok {
		return fmt.Sprintf("%s does not reach all of %s: there are points that no z leads to", layer, f.data.Spec)
	}
	return fmt.Sprintf("the base %s is 0 where the layers carry points of %s: put a layer between, as logit after uniform", f.base.Name(), f.data.Spec)
}

// cause names the layer, counted from the base, at which the numbers go wrong
// for the present batch.
func (f *Fit) cause() string {
	if layer, ok := f.notFinite(f.batch); ok {
		return layer + " gave numbers that are not finite"
	}
	for k, n := range f.gradNorms {
		if !isFinite(n) {
			return fmt.Sprintf("the gradient of layer %d (%s) was not finite", k+1, f.stack.Layers[k].Kind.Name)
		}
	}
	return "the loss grew far beyond its best"
}

// notFinite names the layer, counted from the base, at which numbers go wrong on
// the way from data to base.
func (f *Fit) notFinite(b Batch) (layer string, found bool) {
	path := f.stack.Evaluator(f.base, f.theta).For(flows.ForTraining).Under(b.Given).Inverse(b.X)
	for k, l := range slices.Backward(f.stack.Layers) {
		if !allFinite(path.At[k].Data) || !allFinite(path.Ladj[k].Data) {
			return fmt.Sprintf("layer %d (%s)", k+1, l.Kind.Name), true
		}
	}
	return "", false
}
