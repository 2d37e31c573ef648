package matching

import (
	"fmt"
	"math"
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// Kind is the entry of the catalogue.
var Kind = model.ObjectiveKind{
	Name: "matching", Title: "Flow matching of a cnf", Summary: "the field of a cnf learns the straight ways from base to data, without being solved",
	Paper: "Lipman et al. 2023; pairs by optimal transport: Tong et al. 2024",
	Fields: []flows.Field{
		{Name: "pairs", Help: "base samples meet points at random, or by optimal transport in blocks of 64", Type: flows.Choice, Choices: []string{"independent", "transport"}, Default: "independent"},
		{Name: "likelihood", Help: "steps at the end that go by likelihood", Type: flows.Int, Default: "0", Min: 0, Max: 1e6},
	},
	Words: model.Words{Short: "flow matching", Loss: "NLL", Floor: "entropy", Data: "data"},
	Build: build,
}

func init() { model.Register(&Kind) }

// An objective is the conditional flow matching loss
//
//	E |v(x_t, t) − (x − z)|²,  x_t = (1−t)·z + t·x,  t ~ U(0, 1)
//
// over points x and base samples z (Lipman et al. 2023, equation 23 with σ_min = 0),
// which meet independently or by optimal transport within a part of the batch (Tong et
// al. 2024, section 3.2). At the end it may be the likelihood.
type objective struct {
	model.Objective // likelihood: judges, and is the loss of the last steps
	layer           *flows.Continuous
	above           []flows.Layer // between it and the data
	tape            *ad.Tape      // on which these carry points to it
	base            flows.Base
	run             model.Run
	transport       bool
	matched         int  // steps until likelihood takes over
	settled         bool // it has

	points model.Batches
	pcg    rand.PCG
	rng    *rand.Rand
	z      *ad.Mat
	batch  model.Batch
	pairs  assignment
}

// The parts of a batch beside the points on their way.
const (
	way  = iota // n×D: data minus base sample
	time        // n×1
)

func build(r model.Run) (model.Objective, error) {
	layer, above, err := only(r.Stack)
	if err != nil {
		return nil, err
	}
	if r.Data.Target != nil && r.Data.Truth == nil {
		return nil, fmt.Errorf("matching learns from samples, and %s has none; take data, or objective=reverse-kl", r.Data.Spec)
	}
	if flows.Trained(r.Base) {
		return nil, fmt.Errorf("matching draws from the base, so %s cannot be learnt with it; take a base that is not trained", r.Base.Name())
	}
	likelihood, err := model.NewLikelihood(r)
	if err != nil {
		return nil, err
	}
	o := &objective{Objective: likelihood, layer: layer, above: above, tape: ad.NewTape(nil, nil), base: r.Base, run: r, transport: r.Settings.Value("pairs") == "transport"}
	o.matched = max(0, r.Settings.Int("steps")-r.Settings.Int("likelihood"))
	if r.Settings.Int("steps") == 0 {
		o.matched = math.MaxInt
	}
	o.rng = rand.New(&o.pcg)
	return o, nil
}

// only returns the continuous layer of a stack, and the layers between it and the data,
// which have no parameters: what they make of the data is what it learns.
func only(s *flows.Stack) (found *flows.Continuous, above []flows.Layer, err error) {
	for i, l := range s.Layers {
		if l.Off {
			continue
		}
		c, is := l.Map.(*flows.Continuous)
		switch {
		case is && found == nil:
			found = c
		case found != nil && len(l.Blocks) == 0:
			above = append(above, l)
		default:
			return nil, nil, fmt.Errorf("matching trains one cnf, and behind it only layers without parameters, as sigmoid, may stand; layer %d (%s) is on: turn it off, or take objective=likelihood", i+1, l.Kind.Name)
		}
	}
	if found == nil {
		return nil, nil, fmt.Errorf("matching trains the field of a cnf, and the stack has none; add one, or take objective=likelihood")
	}
	return found, above, nil
}

// carried returns points where the continuous layer meets them.
func (o *objective) carried(x *ad.Mat) *ad.Mat {
	o.tape.Reset()
	x = o.tape.Const(x)
	for i := range o.above {
		x, _ = o.above[len(o.above)-1-i].Map.Inverse(x, nil)
	}
	return x
}

func (o *objective) Batches(size int) model.Batches {
	o.points = o.Objective.Batches(size)
	like := o.points.Shape()
	n, d := like.X.Rows, like.X.Cols
	o.z = ad.New(n, d)
	o.batch = model.Batch{X: ad.New(n, d), Given: like.Given}
	o.batch.More[way], o.batch.More[time] = ad.New(n, d), ad.New(n, 1)
	o.pairs = newAssignment(d)
	return o
}

// Shape returns a batch of the shape that all have.
func (o *objective) Shape() model.Batch { return o.batch }

// stream is the randomness of base samples and times, apart from that of the points.
const stream = 0x6d617463686564

// At returns points on their way from base samples, with the way and the time.
func (o *objective) At(step int) model.Batch {
	b := o.points.At(step)
	o.batch.Given = b.Given
	if step >= o.matched {
		copy(o.batch.X.Data, b.X.Data)
		return o.batch
	}
	o.pcg.Seed(o.run.Seed, stream+uint64(step))
	o.base.Draw(o.rng, o.z)
	x := o.carried(b.X)
	if o.transport {
		o.pairs.match(o.z, x)
	}
	t := o.batch.More[time].Col(0)
	for i := range t {
		t[i] = o.rng.Float64()
	}
	for j := range x.Cols {
		at, move, from, to := o.batch.X.Col(j), o.batch.More[way].Col(j), o.z.Col(j), x.Col(j)
		for i := range at {
			move[i] = to[i] - from[i]
			at[i] = from[i] + t[i]*move[i]
		}
	}
	return o.batch
}

// Prepare tells that only the likelihood is what the run is judged by.
func (o *objective) Prepare(step int) bool {
	o.settled = step >= o.matched
	return o.settled
}

// Loss is the mean squared distance from the field to the ways, or the NLL.
func (o *objective) Loss(flow flows.Flow, part model.Batch, rows int) *ad.Mat {
	if o.settled {
		return o.Objective.Loss(flow, part, rows)
	}
	off := ad.Sub(o.layer.Velocity(part.X, part.Given, part.More[time]), part.More[way])
	return ad.Scale(ad.Sum(ad.Mul(off, off)), 1/float64(rows))
}

// Figures are those of the likelihood.
func (o *objective) Figures(s *model.Snapshot) []model.Figure {
	if f, has := o.Objective.(model.Figured); has {
		return f.Figures(s)
	}
	return nil
}
