package worlds

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/acting"
)

// A Program is a world that somebody wrote as a program, which speaks lines of JSON on
// its standard input and output. It says first what it is,
//
//	{"observation": ["x", "v"], "actions": ["push"], "low": [-2], "high": [2], "horizon": 200, "discount": 0.99}
//
// with "choices": ["left", "right"] in place of actions, low and high where an action
// is a choice; horizon and discount may be left out. Then it answers every line:
//
//	{"reset": 7}        {"observation": [0.1, 0]}
//	{"action": [0.5]}   {"observation": [0.2, 0.1], "reward": -1.5, "over": false}
//
// 7 is a seed, and an action the numbers themselves or the place of a choice in the
// list, from 0 on. Its standard input ends when it is not wanted any more.
//
// One program is one copy of the world. What went wrong is told by Err; from then on
// every episode is over at once.
type Program struct {
	link  *link
	hello hello
	judge *Program // another process, to be judged in without losing one's place
	err   error

	action []float64
	shape  acting.Shape
	seen   sample // by a look around when it was opened
}

// A sample is what was met while wandering: actions under observations, and what was
// paid from there on, later rewards discounted.
type sample struct {
	action, observed *ad.Mat
	paid             []float64
	last             []bool // the last step of an episode
}

// lookSteps is how many steps a program is looked at for before anything learns in it.
const lookSteps = 1000

// Open starts a program, given as words, and looks around in it. The error says what it
// did that it should not.
func Open(words []string) (*Program, error) {
	p, err := start(words)
	if err != nil {
		return nil, err
	}
	p.look()
	if p.err != nil {
		p.Close()
		return nil, p.err
	}
	return p, nil
}

// start runs a program until it has said what it is.
func start(words []string) (*Program, error) {
	link, err := newLink(words)
	if err != nil {
		return nil, err
	}
	p := &Program{link: link}
	if err = link.listen(&p.hello, firstAnswer); err == nil {
		err = p.hello.check()
	}
	if err != nil {
		p.Close()
		return nil, link.blame(err)
	}
	p.shape = p.hello.shape()
	p.action = make([]float64, len(p.shape.Actions))
	return p, nil
}

// Command is the program with its words, apart by spaces.
func (p *Program) Command() string { return strings.Join(p.link.words, " ") }

// Close ends the program, and the other process of it.
func (p *Program) Close() {
	p.link.close()
	if p.judge != nil {
		p.judge.Close()
	}
}

// Err is what went wrong in either process; nil for nothing.
func (p *Program) Err() error {
	if p.err == nil && p.judge != nil {
		return p.judge.err
	}
	return p.err
}

// Apart returns the same world in another process, where episodes can be played without
// losing one's place in this one.
func (p *Program) Apart() acting.World {
	if p.judge == nil {
		other, err := start(p.link.words)
		if err != nil {
			p.fail(err)
			return p
		}
		p.judge = other
	}
	return p.judge
}

func (p *Program) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// Shape returns what the program said.
func (p *Program) Shape() acting.Shape { return p.shape }

// Reset begins an episode, with a seed from the stream.
func (p *Program) Reset(rng *rand.Rand, state *ad.Mat) {
	clear(state.Data)
	var a answer
	if p.ask(request{Reset: new(rng.Uint32())}, &a) {
		copy(state.Data, a.Observation)
	}
}

// Step sends the action and takes the answer.
func (p *Program) Step(_ *rand.Rand, t acting.Turn) {
	t.Over[0], t.Reward[0] = true, 0
	for j := range p.action {
		p.action[j] = p.hello.own(j, t.Action.Data[j])
	}
	var a answer
	if !p.ask(request{Action: p.action}, &a) {
		return
	}
	copy(t.State.Data, a.Observation)
	t.Reward[0], t.Over[0] = a.Reward, a.Over
}

// ask sends a request and reads the answer, unless something went wrong before.
func (p *Program) ask(r request, a *answer) bool {
	if p.err != nil {
		return false
	}
	err := p.link.say(r)
	if err == nil {
		err = p.link.listen(a, nextAnswer)
	}
	if err == nil {
		err = a.check(len(p.shape.State))
	}
	if err != nil {
		p.fail(p.link.blame(err))
	}
	return p.err == nil
}

// Observe tells what the program told.
func (p *Program) Observe(observed, state *ad.Mat) { copy(observed.Data, state.Data) }

// look wanders for a while and remembers what it met.
func (p *Program) look() {
	rng := rand.New(rand.NewPCG(0, 0x6c6f6f6b))
	t := acting.NewTurn(p.shape, 1)
	p.seen = sample{
		action: ad.New(lookSteps, len(p.shape.Actions)), observed: ad.New(lookSteps, len(p.shape.State)),
		paid: make([]float64, lookSteps), last: make([]bool, lookSteps),
	}
	age := 0
	for i := 0; i < lookSteps && p.err == nil; i++ {
		if age == 0 {
			p.Reset(rng, t.State)
		}
		p.wander(rng, t.Action)
		p.seen.take(i, t)
		p.Step(rng, t)
		age++
		p.seen.paid[i], p.seen.last[i] = t.Reward[0], t.Over[0] || age == p.shape.Horizon
		if p.seen.last[i] {
			age = 0
		}
	}
	p.seen.addUp(p.shape.Discount)
	p.breakTies(rng)
}

// wander acts at random.
func (p *Program) wander(rng *rand.Rand, action *ad.Mat) {
	for j := range action.Data {
		if n := len(p.shape.Choices); n > 0 {
			action.Data[j] = float64(rng.IntN(n))
		} else {
			action.Data[j] = 2*rng.Float64() - 1
		}
	}
}

// take remembers the action and the observation of a turn.
func (s sample) take(i int, t acting.Turn) {
	for j, v := range t.Action.Data {
		s.action.Set(i, j, v)
	}
	for j, v := range t.State.Data {
		s.observed.Set(i, j, v)
	}
}

// addUp makes returns of rewards.
func (s sample) addUp(discount float64) {
	ahead := 0.0
	for i := len(s.paid) - 1; i >= 0; i-- {
		if s.last[i] {
			ahead = 0
		}
		ahead = s.paid[i] + discount*ahead
		s.paid[i] = ahead
	}
}

// breakTies moves what never varied by next to nothing: it can be told to a net then,
// which will find that it says nothing.
func (p *Program) breakTies(rng *rand.Rand) {
	for j := range p.seen.observed.Cols {
		col := p.seen.observed.Col(j)
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, v := range col {
			lo, hi = min(lo, v), max(hi, v)
		}
		for i := range col {
			if lo == hi {
				col[i] += 2*rng.Float64() - 1
			}
		}
	}
}

// Dim is the number of columns of an action; 1, a return, where it is a choice.
func (p *Program) Dim() int { return len(p.shape.Actions) }

// GivenDim is the number of columns of an observation, and of a choice.
func (p *Program) GivenDim() int { return len(p.shape.State) + len(p.shape.Choices) }

// Sample draws from what was met: actions under observations, or what they were paid
// under both.
func (p *Program) Sample(rng *rand.Rand, x, given *ad.Mat) {
	clear(given.Data)
	for i := range x.Rows {
		k := rng.IntN(lookSteps)
		for j := range p.seen.observed.Cols {
			given.Set(i, j, p.seen.observed.At(k, j))
		}
		if len(p.shape.Choices) > 0 {
			given.Set(i, p.seen.observed.Cols+int(p.seen.action.At(k, 0)), 1)
			x.Set(i, 0, p.seen.paid[k])
			continue
		}
		for j := range x.Cols {
			x.Set(i, j, p.seen.action.At(k, j))
		}
	}
}

// Source returns what a flow is told of the program.
func (p *Program) Source() model.Source {
	src := model.Source{Columns: p.shape.Actions, Given: p.shape.Observed, Sim: p, AsIs: true, Live: true}
	if len(p.shape.Choices) > 0 {
		src.Columns, src.Given = []string{"return"}, conditions(p.shape)
	}
	return src
}

// blame names the program in what went wrong.
func (l *link) blame(err error) error {
	if said := l.lastWords(); said != "" {
		return fmt.Errorf("%s: %w; it said: %s", l.words[0], err, said)
	}
	return fmt.Errorf("%s: %w", l.words[0], err)
}
