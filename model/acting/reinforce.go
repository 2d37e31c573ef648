package acting

import (
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/flows/nn"
	"bijou/model"
)

// ReinforceName is the name of the objective that learns a policy by the likelihood of
// what it did.
const ReinforceName = "reinforce"

var reinforceKind = model.ObjectiveKind{
	Name: ReinforceName, Title: "REINFORCE with a baseline", Summary: "the flow becomes a policy: what paid more than expected becomes likelier, from whole episodes",
	Paper: "Williams 1992",
	Fields: []flows.Field{
		alphaField, scaleField,
		{Name: "baseline", Help: "widths of the hidden layers of the baseline", Type: flows.Widths, Default: "64x64", Min: 1, Max: 512},
	},
	Words: model.Words{Short: "REINFORCE", Loss: "−return", Floor: "−optimum", Data: "actions"},
	Acts:  true,
	Build: newReinforce,
}

// reinforce plays whole episodes by the policy π of the moment and makes
//
//	−E (Gₜ − V(sₜ))·log π(aₜ|sₜ),  Gₜ = Σₖ γᵏ (r − α·log π)ₜ₊ₖ
//
// small, whose gradient is that of −return − α·entropy without a derivative of the world
// (Williams 1992, section 4; with entropy: Schulman, Chen and Abbeel 2017, equation 5).
// The baseline V takes nothing but chance out of it and learns Gₜ by least squares. An
// episode that the horizon cuts goes on as V says (Pardo et al. 2018); as usual, a state
// counts as much late as early.
type reinforce struct {
	data     *model.Data
	world    World
	shape    Shape
	seed     uint64
	alpha    float64
	scale    float64
	hidden   []int
	flow     flows.Flow
	base     flows.Base
	baseline *nn.MLP
	judge    player
	theta    []float64 // by which it plays
	tape     *ad.Tape  // of them

	pcg         rand.PCG
	rng         *rand.Rand // draws from pcg
	turn        Turn
	over        []bool
	steps       int // of an episode at most
	batch       model.Batch
	seen        *ad.Mat
	hears, z    *ad.Mat
	paid, logp  []float64 // of every row, step after step
	value       []float64 // what the baseline said
	ahead, ends []float64 // of every copy: what follows, and the baseline at the end
}

// The parts of a batch beside actions and conditions.
const (
	advantage = iota // n×1: by how much more was paid than expected
	paidAhead        // n×1: what the baseline should say
	counts           // n×1: 1, or 0 for a step behind the end of its episode
)

// mostRows bounds the steps of one batch: an episode of more is cut there.
const mostRows = 4096

// edge keeps actions off the bounds, where a tanh has no way back.
const edge = 1e-6

func newReinforce(r model.Run) (model.Objective, error) {
	w, err := worldOfActions(r)
	if err != nil {
		return nil, err
	}
	s := r.Settings
	o := &reinforce{
		data: r.Data, world: w, shape: w.Shape(), seed: r.Seed, flow: r.Stack.Flow(r.Base), base: r.Base,
		alpha: s.Float("alpha"), scale: s.Float("scale"), hidden: s.Widths("baseline"),
	}
	o.rng = rand.New(&o.pcg)
	o.judge = player{data: r.Data, world: w}
	return o, nil
}

// Nets adds the baseline.
func (o *reinforce) Nets(p *nn.Params) {
	p.Named("baseline", func(p *nn.Params) {
		o.baseline = nn.NewMLP(p, o.shape.Observation(), o.hidden, nn.Output{Width: 1}, ad.ReLU)
	})
}

// Batches makes room for as many whole episodes as there is room for, at least one.
func (o *reinforce) Batches(size int) model.Batches {
	o.steps = o.shape.Horizon
	if o.steps == 0 || o.steps > mostRows {
		o.steps = mostRows
	}
	copies := max(1, size/o.steps)
	if most := o.shape.Copies; most > 0 {
		copies = min(copies, most)
	}
	rows, seen, actions := o.steps*copies, o.shape.Observation(), len(o.shape.Actions)
	o.batch = model.Batch{X: ad.New(rows, actions), Given: ad.New(rows, seen)}
	for k := range counts + 1 {
		o.batch.More[k] = ad.New(rows, 1)
	}
	o.turn, o.over = NewTurn(o.shape, copies), make([]bool, copies)
	o.seen, o.hears, o.z = ad.New(copies, seen), ad.New(copies, seen), ad.New(copies, actions)
	o.paid, o.logp, o.value = make([]float64, rows), make([]float64, rows), make([]float64, rows)
	o.ahead, o.ends = make([]float64, copies), make([]float64, copies)
	return o
}

func (o *reinforce) Shape() model.Batch { return o.batch }

// Begin takes the parameters to play by.
func (o *reinforce) Begin(theta []float64) {
	if o.tape == nil || &o.theta[0] != &theta[0] {
		o.theta, o.tape = theta, ad.NewTape(theta, nil)
	}
}

// At plays episodes and looks back on them.
func (o *reinforce) At(step int) model.Batch {
	o.pcg.Seed(o.seed, streamAct+uint64(step))
	o.world.Reset(o.rng, o.turn.State)
	clear(o.over)
	copies := len(o.over)
	for k := range o.steps {
		o.act(k * copies)
		o.world.Step(o.rng, o.turn)
		copy(o.paid[k*copies:], o.turn.Reward)
		for i, over := range o.turn.Over {
			o.over[i] = o.over[i] || over
		}
	}
	o.listen()
	copy(o.ends, o.baseline.Apply(o.tape.Const(o.hears)).Data)
	o.lookBack()
	return o.batch
}

// listen writes what is observed now, as the nets hear it, and empties the tape.
func (o *reinforce) listen() {
	o.tape.Reset()
	o.world.Observe(o.seen, o.turn.State)
	hear(o.data, o.hears, o.seen)
}

// act draws the actions of a step, whose rows begin at lo.
func (o *reinforce) act(lo int) {
	o.listen()
	o.base.Draw(o.rng, o.z)
	observed := o.tape.Const(o.hears)
	action, logp := o.flow.Sample(o.tape.Const(o.z), observed)
	copy(o.turn.Action.Data, action.Data)
	o.inside(o.turn.Action.Data)
	copy(o.logp[lo:], logp.Data)
	copy(o.value[lo:], o.baseline.Apply(observed).Data)
	for i, over := range o.over {
		copyRow(o.batch.Given, lo+i, o.hears, i)
		copyRow(o.batch.X, lo+i, o.turn.Action, i)
		o.batch.More[counts].Data[lo+i] = 1
		if over {
			o.batch.More[counts].Data[lo+i] = 0
		}
	}
}

// inside keeps actions off the bounds.
func (o *reinforce) inside(action []float64) {
	most := o.shape.Bound * (1 - edge)
	if most == 0 {
		return
	}
	for i, a := range action {
		action[i] = max(-most, min(most, a))
	}
}

// lookBack adds up what was paid, from the end of the episodes.
func (o *reinforce) lookBack() {
	adv, y, count := o.batch.More[advantage].Data, o.batch.More[paidAhead].Data, o.batch.More[counts].Data
	copies := len(o.over)
	for i, over := range o.over {
		o.ahead[i] = o.ends[i]
		if over {
			o.ahead[i] = 0
		}
	}
	for row := len(y) - 1; row >= 0; row-- {
		i := row % copies
		adv[row], y[row] = 0, 0
		if count[row] == 0 {
			continue
		}
		o.ahead[i] = o.scale*o.paid[row] - o.alpha*o.logp[row] + o.shape.Discount*o.ahead[i]
		y[row], adv[row] = o.ahead[i], o.ahead[i]-o.value[row]
	}
}

// Prepare tells that the loss is no return.
func (o *reinforce) Prepare(int) bool { return false }

// Loss is that of the policy and of the baseline, which touch parameters of their own.
func (o *reinforce) Loss(flow flows.Flow, part model.Batch, rows int) *ad.Mat {
	said := o.baseline.Apply(part.Given)
	off := ad.Mul(ad.Sub(said, part.More[paidAhead]), part.More[counts])
	likelier := ad.Mul(flow.LogProb(part.X, part.Given), part.More[advantage])
	return ad.Scale(ad.Sum(ad.Sub(ad.Square(off), likelier)), 1/float64(rows))
}

// Judge is minus the mean return of episodes without chance in the policy, always from
// the same starts.
func (o *reinforce) Judge(e *flows.Evaluator) float64 { return o.judge.loss(e) }

// Floor is minus what the best agent gets from these starts; NaN where the world does
// not know.
func (o *reinforce) Floor() float64 { return o.judge.floor() }

// Err is what went wrong in the world.
func (o *reinforce) Err() error { return failed(o.world) }

// Figures are those of the parameters that did best.
func (o *reinforce) Figures(s *model.Snapshot) []model.Figure {
	return examine(apart(o.world), Agent{Policy: policyOf(o.data, o.flow, o.base, s.Theta), Alpha: o.alpha / o.scale})
}
