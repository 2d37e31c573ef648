package acting

import (
	"fmt"
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/flows/nn"
	"bijou/model"
	"bijou/model/safetensors"
)

// PolicyName is the name of the objective that learns a policy.
const PolicyName = "soft-policy"

// Fields that every policy has.
var (
	alphaField = flows.Field{Name: "alpha", Help: "what a nat of entropy is worth, in scaled rewards", Type: flows.Float, Default: "0.1", Min: 0, Max: 100, Step: 0.01}
	scaleField = flows.Field{Name: "scale", Help: "what rewards are multiplied by", Type: flows.Float, Default: "0.1", Min: 1e-6, Max: 1e6}
)

var policyKind = model.ObjectiveKind{
	Name: PolicyName, Title: "Soft policy with two critics", Summary: "the flow becomes a policy: high reward, and as much entropy as alpha says",
	Paper: "Haarnoja et al. 2018, with flows for actions: Mazoure et al. 2019",
	Fields: []flows.Field{
		alphaField, scaleField,
		{Name: "critic", Help: "widths of the hidden layers of the critics", Type: flows.Widths, Default: "64x64", Min: 1, Max: 512},
		{Name: "copies", Help: "copies of the world that run side by side", Type: flows.Int, Default: "16", Min: 1, Max: 1024},
		{Name: "replay", Help: "transitions that are remembered", Type: flows.Int, Default: "50000", Min: 100, Max: 200000},
		{Name: "rate", Help: "share by which the target networks follow a step", Type: flows.Float, Default: "0.01", Min: 0.0001, Max: 1, Step: 0.01},
		{Name: "wander", Help: "steps of every copy at random before the first one", Type: flows.Int, Default: "50", Min: 1, Max: 10000},
	},
	Words: model.Words{Short: "soft policy", Loss: "−return", Floor: "−optimum", Data: "actions"},
	Acts:  true,
	Build: newPolicy,
}

// A policy draws actions a = f(z; s) from a flow under what is observed. With critics Q
// it makes
//
//	E α·log π(a|s) − min Q(s, a)
//
// small, through the action and not through the critics, while these learn
//
//	y = r + γ·(min Q̄(s', a') − α·log π̄(a'|s')),  a' ~ π̄
//
// from a replay (Haarnoja et al. 2018, equations 5 to 13), where the bar means the
// target parameters, those of the policy among them. Both losses touch parameters of
// their own, so that their sum is one loss.
type policy struct {
	data    *model.Data
	life    *Experience
	target  *Target
	flow    flows.Flow
	base    flows.Base
	critics *Critics
	hidden  []int
	alpha   float64
	scale   float64
	wanders int

	batch                model.Batch
	next, seen           *ad.Mat // states that follow, what is observed
	from                 *ad.Mat
	hears                *ad.Mat // what is observed after it, as the nets hear it
	noise                *ad.Mat // base samples of the actions after it
	going, reward        []float64
	liveNoise, liveHears *ad.Mat
	judge                player
}

// The parts of a batch beside base samples and conditions.
const (
	taken = iota // n×A: actions that were taken
	worth        // n×1: what the critics should say of them
)

// worldOfActions returns the world in which a policy acts. The error says what it is not.
func worldOfActions(r model.Run) (World, error) {
	w := worldOf(r.Data.Source)
	switch {
	case w == nil:
		return nil, fmt.Errorf("a policy acts in a world, and %s is none; take one of bijou list worlds, or objective=likelihood", r.Data.Spec)
	case len(w.Shape().Actions) == 0:
		return nil, fmt.Errorf("there is nothing to do in %s; take objective=returns", r.Data.Spec)
	case len(w.Shape().Choices) > 0:
		return nil, fmt.Errorf("an action of %s is a choice, and a flow draws numbers; take objective=returns", r.Data.Spec)
	case flows.Trained(r.Base):
		return nil, fmt.Errorf("a policy learns through samples of the base, so %s cannot be learnt with it; take a base that is not trained", r.Base.Name())
	}
	return w, nil
}

func newPolicy(r model.Run) (model.Objective, error) {
	w, err := worldOfActions(r)
	if err != nil {
		return nil, err
	}
	s := r.Settings
	o := &policy{
		data: r.Data, life: NewExperience(w, r.Data.Spec, r.Seed, s.Int("copies"), s.Int("replay")), flow: r.Stack.Flow(r.Base), base: r.Base,
		alpha: s.Float("alpha"), scale: s.Float("scale"), hidden: s.Widths("critic"), wanders: s.Int("wander"),
	}
	o.target = NewTarget(r.Stack.Len, s.Float("rate"))
	o.judge = player{data: r.Data, world: w}
	return o, nil
}

// Nets adds the critics.
func (o *policy) Nets(p *nn.Params) {
	s := o.life.Shape
	o.critics = NewCritics(p, s.Observation(), len(s.Actions), o.hidden)
	o.target = NewTarget(p.Len, o.target.rate)
}

// Batches looks around at random.
func (o *policy) Batches(size int) model.Batches {
	s := o.life.Shape
	states, seen, actions := len(s.State), s.Observation(), len(s.Actions)
	o.batch = model.Batch{X: ad.New(size, actions), Given: ad.New(size, seen)}
	o.batch.More[taken], o.batch.More[worth] = ad.New(size, actions), ad.New(size, 1)
	o.from, o.next, o.seen, o.hears = ad.New(size, states), ad.New(size, states), ad.New(size, seen), ad.New(size, seen)
	o.noise, o.going, o.reward = ad.New(size, actions), make([]float64, size), make([]float64, size)
	copies := len(o.life.age)
	o.liveNoise, o.liveHears = ad.New(copies, actions), ad.New(copies, seen)
	for k := range o.wanders {
		rng := o.life.Random(streamAct, -1-k)
		o.life.Live(rng, func(_, action *ad.Mat) { o.life.wander(rng, action) })
	}
	return o
}

func (o *policy) Shape() model.Batch { return o.batch }

// At draws transitions with what the critics should say of them, and base samples for
// new actions.
func (o *policy) At(step int) model.Batch {
	rng, r := o.life.Random(streamBatch, step), o.life.Replay
	for i := range o.reward {
		k := rng.IntN(r.Len())
		copyRow(o.from, i, r.State, k)
		copyRow(o.next, i, r.Next, k)
		copyRow(o.batch.More[taken], i, r.Action, k)
		o.reward[i], o.going[i] = r.Reward[k], r.Goes[k]
	}
	o.base.Draw(rng, o.batch.X)
	o.base.Draw(rng, o.noise)
	o.life.World.Observe(o.seen, o.from)
	hear(o.data, o.batch.Given, o.seen)
	o.expect()
	return o.batch
}

// expect says what the critics should: the reward, and the soft value of what follows
// by the target networks. Before these have followed anything nothing is known to.
func (o *policy) expect() {
	y := o.batch.More[worth].Data
	for i, r := range o.reward {
		y[i] = o.scale * r
	}
	if !o.target.Set() {
		return
	}
	o.life.World.Observe(o.seen, o.next)
	hear(o.data, o.hears, o.seen)
	t := o.target.Tape()
	observed := t.Const(o.hears)
	action, logp := o.flow.Sample(t.Const(o.noise), observed)
	value := o.critics.Worth(observed, action)
	for i, going := range o.going {
		y[i] += o.life.Shape.Discount * going * (value.Data[i] - o.alpha*logp.Data[i])
	}
}

// Prepare tells that the loss is no return.
func (o *policy) Prepare(int) bool { return false }

// Loss is that of the critics and of the policy. What the critics should say, which is
// constant, is taken off the latter, so that a loss far from 0 means trouble.
func (o *policy) Loss(flow flows.Flow, part model.Batch, rows int) *ad.Mat {
	critics := o.critics.Loss(part.Given, part.More[taken], part.More[worth])
	action, logp := flow.Sample(part.X, part.Given)
	short := ad.Sub(part.More[worth], o.critics.Worth(part.Given, action))
	actor := ad.Sum(ad.AddScaled(short, o.alpha, logp))
	return ad.Scale(ad.Add(critics, actor), 1/float64(rows))
}

// After moves the targets and acts by them.
func (o *policy) After(step int, theta []float64) {
	o.target.Follow(theta)
	rng := o.life.Random(streamAct, step)
	o.life.Live(rng, func(observed, action *ad.Mat) {
		o.base.Draw(rng, o.liveNoise)
		hear(o.data, o.liveHears, observed)
		t := o.target.Tape()
		x, _ := o.flow.Sample(t.Const(o.liveNoise), t.Const(o.liveHears))
		copy(action.Data, x.Data)
	})
}

// Judge is minus the mean return of episodes without chance in the policy, always from
// the same starts.
func (o *policy) Judge(e *flows.Evaluator) float64 { return o.judge.loss(e) }

// Floor is minus what the best agent gets from these starts; NaN where the world does
// not know.
func (o *policy) Floor() float64 { return o.judge.floor() }

// Err is what went wrong in the world.
func (o *policy) Err() error { return failed(o.life.World) }

// Keep copies the replay, the world and the target networks.
func (o *policy) Keep() map[string]safetensors.Tensor {
	into := map[string]safetensors.Tensor{}
	o.life.Keep(into)
	o.target.Keep(into)
	return into
}

// Recall takes back what Keep returned.
func (o *policy) Recall(from map[string]safetensors.Tensor) error {
	if err := o.life.Recall(from); err != nil {
		return err
	}
	return o.target.Recall(from)
}

// Figures are those of the averaged parameters, which are the agent.
func (o *policy) Figures(s *model.Snapshot) []model.Figure {
	theta := s.Theta
	if o.target.Set() {
		theta = o.target.Theta
	}
	return examine(apart(o.life.World), Agent{Policy: policyOf(o.data, o.flow, o.base, theta), Alpha: o.alpha / o.scale})
}

// policyOf returns the policies of a flow with parameters θ, from a stream of base
// samples that is the same for every one.
func policyOf(data *model.Data, f flows.Flow, base flows.Base, theta []float64) func(noise float64) Policy {
	t := ad.NewTape(theta, nil)
	return func(noise float64) Policy {
		rng := rand.New(rand.NewPCG(0, streamFigure))
		var z, hears *ad.Mat
		return func(observed, action *ad.Mat) {
			if z == nil || z.Rows != action.Rows {
				z, hears = ad.New(action.Rows, action.Cols), ad.New(observed.Rows, observed.Cols)
			}
			base.Draw(rng, z)
			for i := range z.Data {
				z.Data[i] *= noise
			}
			hear(data, hears, observed)
			t.Reset()
			x, _ := f.Map.Forward(t.Const(z), t.Const(hears))
			copy(action.Data, x.Data)
		}
	}
}
