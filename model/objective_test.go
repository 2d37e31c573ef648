package model

import (
	"errors"
	"math"
	"slices"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/flows/nn"
	"bijou/model/safetensors"
)

// echoed is an objective with all that one may have: beside the flow, which learns
// by likelihood, a network learns to say the number that comes with a point, and
// that number is drawn towards what the network said before.
type echoed struct {
	maximumLikelihood
	net  *nn.MLP
	from *batches
	said []float64 // the past: a number for every row
	look Batch
}

var echoKind = ObjectiveKind{
	Name: "echo", Title: "Echo", Summary: "for tests",
	Fields: []flows.Field{{Name: "pull", Type: flows.Float, Default: "0.5", Min: 0, Max: 1}},
	Build: func(r Run) (Objective, error) {
		if r.Data.Target != nil {
			return nil, errors.New("echo takes data; take another objective")
		}
		o, err := newMaximumLikelihood(r)
		return &echoed{maximumLikelihood: *o.(*maximumLikelihood)}, err
	},
}

func init() { Register(&echoKind) }

func (o *echoed) Nets(p *nn.Params) {
	p.Named("say", func(p *nn.Params) { o.net = nn.NewMLP(p, o.data.Dim(), []int{8}, nn.Output{Width: 1}, ad.TanhUnit) })
}

func (o *echoed) Batches(size int) Batches {
	o.from = newBatches(o.data, o.seed, size)
	o.said = make([]float64, o.from.batch.X.Rows)
	o.look = o.Shape()
	return o
}

func (o *echoed) Shape() Batch {
	b := o.from.Shape()
	b.More[0] = ad.New(b.X.Rows, 1)
	return b
}

func (o *echoed) At(step int) Batch {
	b := o.from.At(step)
	o.look.X, o.look.Given = b.X, b.Given
	for i := range o.said {
		o.said[i] += 0.5 * (b.X.At(i, 0) - o.said[i])
	}
	copy(o.look.More[0].Data, o.said)
	return o.look
}

func (o *echoed) Loss(flow flows.Flow, part Batch, rows int) *ad.Mat {
	off := ad.Sub(o.net.Apply(part.X), part.More[0])
	return ad.Add(o.maximumLikelihood.Loss(flow, part, rows), ad.Scale(ad.Sum(ad.Mul(off, off)), 1/float64(rows)))
}

func (o *echoed) After(_ int, theta []float64) { o.said[0] += 1e-3 * theta[len(theta)-1] }

func (o *echoed) Keep() map[string]safetensors.Tensor {
	return map[string]safetensors.Tensor{"said": {Shape: []int{len(o.said)}, Data: slices.Clone(o.said)}}
}

func (o *echoed) Recall(past map[string]safetensors.Tensor) error {
	if t, ok := past["said"]; ok && len(past) == 1 && len(t.Data) == len(o.said) {
		copy(o.said, t.Data)
		return nil
	}
	return errors.New("it has said something else")
}

func (o *echoed) Figures(s *Snapshot) []Figure {
	return []Figure{NewFigure("dim", "", "columns", float64(s.Data.Dim())).Against(2).Should(AtMost, 2)}
}

const echoSettings = "adam(lr=0.01), batch=300, objective=echo, pull=0.25"

func TestANetworkBesideTheFlowLearns(t *testing.T) {
	f := fit(t, points(400, 2), "affine", echoSettings)
	if want := f.stack.Len; len(f.stack.NetBlocks) != 4 || f.Snapshot().Free() != want || len(f.ages) != 3 {
		t.Fatalf("%d blocks, %d parameters of %d, %d ages", len(f.stack.NetBlocks), f.Snapshot().Free(), want, len(f.ages))
	}
	before := slices.Clone(f.theta)
	steps(f, 50)
	lo, hi := span(f.stack.NetBlocks)
	if hi != len(f.theta) || slices.Equal(f.theta[lo:hi], before[lo:hi]) || f.ages[2] != 50 {
		t.Errorf("the network stands at %d to %d of %d, with age %v", lo, hi, len(f.theta), f.ages)
	}
	x := ad.NewTape(f.theta, nil).Const(f.data.Val)
	said := f.objective.(*echoed).net.Apply(x)
	if said.Data[0] == 0 {
		t.Error("the network says nothing")
	}
}

func TestTheGradientOfANetworkBesideTheFlowIsRight(t *testing.T) {
	f := fit(t, points(400, 2), "affine", echoSettings)
	stir(f, 3, 0.3)
	b := f.batches.At(0)
	f.gradient.at(b)
	got := slices.Clone(f.gradient.sum)
	for i := range f.theta {
		const h = 1e-6
		at := f.theta[i]
		f.theta[i] = at + h
		up := f.gradient.at(b)
		f.theta[i] = at - h
		down := f.gradient.at(b)
		f.theta[i] = at
		closeTo(t, "derivative", got[i], (up-down)/(2*h), 1e-6)
	}
}

func TestAnObjectiveWithAPastGivesTheSameBitsOnAnyNumberOfProcessors(t *testing.T) {
	var first string
	for _, procs := range []int{1, 2, 7} {
		got := onProcessors(procs, func() string {
			f := fit(t, points(900, 2), every, echoSettings)
			steps(f, 30)
			return bits(f)
		})
		if first == "" {
			first = got
		}
		sameBits(t, "another number of processors", got, first)
	}
}

func TestAStepOfAnObjectiveWithNetworksAllocatesNothing(t *testing.T) {
	f := fit(t, points(900, 2), "coupling(hidden=8)*2", echoSettings+", steps=0")
	for range keepGood {
		f.guard.keep(f.theta)
	}
	if n := allocations(f.Learn); n > 0 {
		t.Errorf("%g allocations", n)
	}
}

func TestAnotherObjectiveCanBeSetAndTakenBack(t *testing.T) {
	f := fit(t, points(400, 2), "affine", "adam(lr=0.01), batch=300")
	steps(f, 10)
	before := bits(f)
	must(t, f.Set("objective", "echo"))
	if len(f.stack.NetBlocks) == 0 || f.config.Settings.Value("pull") != "0.5" {
		t.Errorf("settings %s", f.config.Settings)
	}
	steps(f, 5)
	must(t, f.Set("objective", "likelihood"))
	if len(f.stack.NetBlocks) > 0 || f.config.Settings.Value("pull") != "" {
		t.Errorf("settings %s", f.config.Settings)
	}
	must(t, f.Undo())
	must(t, f.Undo())
	sameBits(t, "undone", bits(f), before)
}

func TestAnEditKeepsTheNetworksBesideTheFlow(t *testing.T) {
	f := fit(t, points(400, 2), "affine", echoSettings)
	steps(f, 20)
	lo, hi := span(f.stack.NetBlocks)
	was, said := slices.Clone(f.theta[lo:hi]), slices.Clone(f.objective.(*echoed).said)
	must(t, f.Insert(1, item(t, "coupling(hidden=4)")))
	lo, hi = span(f.stack.NetBlocks)
	if !slices.Equal(f.theta[lo:hi], was) || !slices.Equal(f.objective.(*echoed).said, said) || f.ages[3] != 20 {
		t.Error("the network or its past started anew")
	}
}

func TestAnUndoTakesThePastOfAnObjectiveBackAsWell(t *testing.T) {
	f := fit(t, points(400, 2), "affine", echoSettings)
	steps(f, 20)
	said := slices.Clone(f.objective.(*echoed).said)
	must(t, f.Set("lr", "0.02"))
	steps(f, 20)
	must(t, f.Undo())
	if !slices.Equal(f.objective.(*echoed).said, said) {
		t.Error("the past is that of later steps")
	}
	fresh := bits(fit(t, points(400, 2), "affine", echoSettings))
	must(t, f.Rewind())
	if sameBits(t, "rewound", bits(f), fresh); f.objective.(*echoed).said[0] != 0 {
		t.Error("a rewound run remembers")
	}
	f.Remember(1 << 20)
	steps(f, 5)
	if err := f.Return(f.keptSteps()[0]); err == nil {
		t.Error("it went back to a step whose past is gone")
	}
}

func TestAReportHoldsTheFiguresOfTheObjective(t *testing.T) {
	f := fit(t, points(400, 2), "affine", echoSettings)
	r := f.Done()
	if len(r.Figures) != 3 || r.Figures[2].Name != "dim" || !r.Figures[2].Met() || len(r.Own()) != 1 {
		t.Errorf("%+v", r.Figures)
	}
	if f := NewFigure("x", "", "", math.NaN()).Should(AtLeast, 0); f.Met() {
		t.Error("no number meets a bar")
	}
}

func TestTheObjectiveMayStandAnywhereInTheSettings(t *testing.T) {
	for _, text := range []string{"pull=0.25, objective=echo", "objective=echo, adam(lr=0.01), pull=0.25"} {
		s := parseSettings(t, text)
		if again := parseSettings(t, s.String()); s.Value("pull") != "0.25" || again.String() != s.String() {
			t.Errorf("%q became %q and then %q", text, s, again)
		}
	}
	if _, err := ParseSettings("pull=0.25"); err == nil {
		t.Error("likelihood took a setting of another objective")
	}
}
