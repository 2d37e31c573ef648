package acting

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/safetensors"
)

// ReturnsName is the name of the objective that learns the law of returns.
const ReturnsName = "returns"

var returnsKind = model.ObjectiveKind{
	Name: ReturnsName, Title: "Law of the returns", Summary: "the flow learns what will be paid for every choice, from a replay, by Bellman's equation",
	Paper: "Bellemare, Dabney and Munos 2017",
	Fields: []flows.Field{
		{Name: "copies", Help: "copies of the world that run side by side", Type: flows.Int, Default: "16", Min: 1, Max: 1024},
		{Name: "replay", Help: "transitions that are remembered", Type: flows.Int, Default: "20000", Min: 100, Max: 200000},
		{Name: "rate", Help: "share by which the target network follows a step", Type: flows.Float, Default: "0.02", Min: 0.0001, Max: 1, Step: 0.01},
		{Name: "quantiles", Help: "quantiles by which choices are compared", Type: flows.Int, Default: "8", Min: 2, Max: 256},
		{Name: "explore", Help: "share of actions at random; the others are the best known", Type: flows.Float, Default: "1", Min: 0, Max: 1, Step: 0.05},
		{Name: "worst", Help: "share of the worst returns whose mean a choice is judged by; 1 is the mean of all", Type: flows.Float, Default: "1", Min: 0.01, Max: 1, Step: 0.05},
	},
	Words: model.Words{Short: "law of returns", Loss: "NLL", Floor: "entropy", Data: "returns"},
	Build: newReturns,
}

// returns fits the law of what will be paid from an observation and a choice on: the
// flow makes likely what was paid plus what a target network draws for the choice that
// is best there (off-policy: whatever behaved, here at random). It is fitted Q
// iteration (Riedmiller 2005) with a law for a number; that itself is its rival, which
// passes on the mean of what follows: by a flow x = z + Q(s, a) it is least squares.
type returns struct {
	data    *model.Data
	life    *Experience
	target  *Target
	flow    flows.Flow
	greedy  *Greedy // nil without choices
	acts    *Greedy // the same for the copies of the world; nil where they behave at random
	explore float64
	batch   model.Batch
	judge   judged
	worst   float64

	meansOnly bool // what follows is worth its mean: fitted Q iteration

	rows         []int
	wild         []float64 // random actions of the copies
	state, next  *ad.Mat   // of the transitions of a batch
	seen         *ad.Mat
	action, best *ad.Mat
	worth        []float64   // of the best choices
	ahead        model.Batch // base samples and conditions of what follows
	plan         *plan       // of a world with a finite number of states; nil for others
}

// FittedName is the name of the objective that learns means of returns alone.
const FittedName = "fitted-q"

var fittedKind = model.ObjectiveKind{
	Name: FittedName, Title: "Fitted Q iteration", Summary: "the mean of what follows is passed on and not its law: by an additive flow this is least squares, for comparison",
	Paper:  "Riedmiller 2005",
	Fields: slices.DeleteFunc(slices.Clone(returnsKind.Fields), func(f flows.Field) bool { return f.Name == "worst" }),
	Words:  model.Words{Short: "fitted Q", Loss: "NLL", Floor: "entropy", Data: "returns"},
	Build:  newFitted,
}

// newFitted refuses a world without choices, too.
func newFitted(r model.Run) (model.Objective, error) {
	if w := worldOf(r.Data.Source); w != nil && len(w.Shape().Choices) == 0 {
		return nil, fmt.Errorf("fitted Q iteration compares choices, and %s has none; take objective=returns or soft-policy", r.Data.Spec)
	}
	o, err := learnReturns(r, 1)
	if err != nil {
		return nil, err
	}
	o.meansOnly = true
	return o, nil
}

// newReturns learns laws.
func newReturns(r model.Run) (model.Objective, error) {
	o, err := learnReturns(r, r.Settings.Float("worst"))
	if err != nil {
		return nil, err
	}
	return o, nil
}

// learnReturns refuses what is no world of choices, and flows that are not on the line
// over the normal base.
func learnReturns(r model.Run, worst float64) (*returns, error) {
	w := worldOf(r.Data.Source)
	switch {
	case w == nil:
		return nil, fmt.Errorf("returns are learnt in a world, and %s is none; take one of bijou list worlds, or objective=likelihood", r.Data.Spec)
	case len(w.Shape().Actions) > 0 && len(w.Shape().Choices) == 0:
		return nil, fmt.Errorf("the law of returns compares choices, and an action of %s is a number; take objective=soft-policy", r.Data.Spec)
	case r.Base.Name() != "normal":
		return nil, fmt.Errorf("the law of returns is read off the quantiles of a normal base; leave out %s", r.Base.Name())
	}
	s := r.Settings
	o := &returns{
		data: r.Data, life: NewExperience(w, r.Data.Spec, r.Seed, s.Int("copies"), s.Int("replay")),
		target: NewTarget(r.Stack.Len, s.Float("rate")), flow: r.Stack.Flow(r.Base), worst: worst,
	}
	if k := len(w.Shape().Choices); k > 0 {
		o.greedy = NewGreedy(r.Data, o.flow, k, s.Int("quantiles"), o.worst)
		if o.explore = s.Float("explore"); o.explore < 1 {
			o.acts = NewGreedy(r.Data, o.flow, k, s.Int("quantiles"), o.worst)
		}
	}
	if n := w.Shape().Finite; n > 0 {
		o.plan = newPlan(w, n)
	}
	o.judge = newJudged(r.Data)
	return o, nil
}

// Batches fills the replay with a first look around.
func (o *returns) Batches(size int) model.Batches {
	s := o.life.Shape
	o.batch = model.Batch{X: ad.New(size, 1)}
	o.ahead = model.Batch{X: ad.New(size, 1)}
	if c := o.data.GivenDim(); c > 0 {
		o.batch.Given, o.ahead.Given = ad.New(size, c), ad.New(size, c)
	}
	o.rows, o.wild = make([]int, size), make([]float64, len(o.life.age))
	o.state, o.next = ad.New(size, len(s.State)), ad.New(size, len(s.State))
	o.seen = ad.New(size, s.Observation())
	o.worth = make([]float64, size)
	o.action, o.best = ad.New(size, len(s.Actions)), ad.New(size, len(s.Actions))
	for k := range max(1, size/len(o.life.age)) {
		o.live(-1 - k)
	}
	return o
}

func (o *returns) Shape() model.Batch { return o.batch }

// live behaves at random, as good as any other way to learn of all of the world, or
// takes what is best by the target network but for the share that explores.
func (o *returns) live(step int) {
	rng := o.life.Random(streamAct, step)
	o.life.Live(rng, func(observed, action *ad.Mat) {
		o.life.wander(rng, action)
		if o.acts == nil || !o.target.Set() {
			return
		}
		copy(o.wild, action.Data)
		o.acts.Choose(o.target.Tape(), observed, action)
		for i, a := range o.wild {
			if rng.Float64() < o.explore {
				action.Data[i] = a
			}
		}
	})
}

// At draws transitions and, by the target network, what follows them.
func (o *returns) At(step int) model.Batch {
	rng, r := o.life.Random(streamBatch, step), o.life.Replay
	for i := range o.rows {
		k := rng.IntN(r.Len())
		o.rows[i] = k
		copyRow(o.state, i, r.State, k)
		copyRow(o.next, i, r.Next, k)
		copyRow(o.action, i, r.Action, k)
		o.ahead.X.Data[i] = stratum(rng, i, len(o.rows))
	}
	o.condition(o.batch.Given, o.state, o.action)
	o.lookAhead()
	for i, k := range o.rows {
		o.batch.X.Data[i] = backUp(o.ahead.X.Data[i], r.Reward[k], o.life.Shape.Discount*r.Goes[k])
	}
	return o.batch
}

// stratum draws a normal number from the i-th of n equally likely parts: a batch of them
// has less chance in it than as many independent draws, and each transition of it, drawn
// at random, still meets any of them.
func stratum(rng *rand.Rand, i, n int) float64 {
	return distuv.UnitNormal.Quantile((float64(i) + rng.Float64()) / float64(n))
}

// goesOn tells whether anything follows any of the transitions of the batch.
func (o *returns) goesOn() bool {
	for _, k := range o.rows {
		if o.life.Replay.Goes[k] > 0 {
			return true
		}
	}
	return false
}

// lookAhead draws a return of every next state under the choice that is best there. Before
// the target has followed anything nothing is known to follow.
func (o *returns) lookAhead() {
	if !o.target.Set() || !o.goesOn() {
		clear(o.ahead.X.Data)
		return
	}
	switch {
	case o.plan != nil:
		o.plan.choose(o.greedy, o.target.Tape(), o.next, o.best, o.worth)
	case o.greedy != nil:
		o.life.World.Observe(o.seen, o.next)
		o.greedy.Choose(o.target.Tape(), o.seen, o.best)
		copy(o.worth, o.greedy.Worth)
	}
	if o.meansOnly {
		copy(o.ahead.X.Data, o.worth)
		return
	}
	o.condition(o.ahead.Given, o.next, o.best)
	t := o.target.Tape()
	x, _ := o.flow.Map.Forward(t.Const(o.ahead.X), constant(t, o.ahead.Given))
	copy(o.ahead.X.Data, x.Data)
}

// condition writes states and choices as the flow hears them.
func (o *returns) condition(dst, state, action *ad.Mat) {
	if dst == nil {
		return
	}
	o.life.World.Observe(o.seen, state)
	hear(o.data, dst, o.seen)
	if k := len(o.life.Shape.Choices); k > 0 {
		choose(dst, o.seen.Cols, k, action.Data)
	}
}

func constant(t *ad.Tape, m *ad.Mat) *ad.Mat {
	if m == nil {
		return nil
	}
	return t.Const(m)
}

func (o *returns) Prepare(int) bool { return true }

// Loss is the negative log-likelihood of the backed-up returns.
func (o *returns) Loss(flow flows.Flow, part model.Batch, rows int) *ad.Mat {
	return ad.Scale(ad.Sum(flow.LogProb(part.X, part.Given)), -1/float64(rows))
}

// After moves the target and lives on.
func (o *returns) After(step int, theta []float64) {
	o.target.Follow(theta)
	o.live(step)
}

// Judge is the NLL of returns that are drawn from their true law.
func (o *returns) Judge(e *flows.Evaluator) float64 { return o.judge.nll(e) }

func (o *returns) Floor() float64 { return o.data.Entropy() }

// Err is what went wrong in the world.
func (o *returns) Err() error { return failed(o.life.World) }

// Keep copies the replay, the world and the target network.
func (o *returns) Keep() map[string]safetensors.Tensor {
	into := map[string]safetensors.Tensor{}
	o.life.Keep(into)
	o.target.Keep(into)
	return into
}

// Recall takes back what Keep returned.
func (o *returns) Recall(from map[string]safetensors.Tensor) error {
	if err := o.life.Recall(from); err != nil {
		return err
	}
	return o.target.Recall(from)
}

// Figures are those of the averaged parameters, which are the agent.
func (o *returns) Figures(s *model.Snapshot) []model.Figure {
	theta := s.Theta
	if o.target.Set() {
		theta = o.target.Theta
	}
	return examine(apart(o.life.World), Agent{
		Law:    lawOf(o.data, o.life.Shape, o.flow, theta),
		Policy: o.greedyOf(theta),
	})
}

// greedyOf returns the policy that takes the best choices by parameters θ, whatever the
// noise; nil without choices.
func (o *returns) greedyOf(theta []float64) func(float64) Policy {
	if o.greedy == nil {
		return nil
	}
	t := ad.NewTape(theta, nil)
	return func(float64) Policy {
		return func(observed, action *ad.Mat) { o.greedy.Choose(t, observed, action) }
	}
}

// A judged flow is measured by points that nobody learns from.
type judged struct {
	data *model.Data
	test model.Batch
	logp []float64
}

// judgeRows is how many points a flow is judged by while it learns, at most.
const judgeRows = 2048

func newJudged(data *model.Data) judged {
	test := data.ValBatch()
	test = test.Rows(0, min(test.X.Rows, judgeRows))
	return judged{data, test, make([]float64, test.X.Rows)}
}

func (j judged) nll(e *flows.Evaluator) float64 {
	e.Under(j.test.Given).LogProb(j.logp, j.test.X)
	sum := 0.0
	for _, l := range j.logp {
		sum += l
	}
	return j.data.Units - sum/float64(len(j.logp))
}
