package bench

import (
	"context"
	"math/rand/v2"
	"time"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// A Trip is a layer whose inverse is to undo its forward direction, and how well.
type Trip struct {
	Item  flows.Item
	Shape flows.Shape
	Dim   int     // entries of a sample of that shape
	Bound float64 // on |z' − z|/(1 + |z|), entry by entry
	Ladj  float64 // on |log|det| forward + inverse|, in nats
}

// The bounds on what comes back, for layers that have no other: those with a
// formula each way, and those that search or integrate.
const (
	formulaBound = 1e-9
	searchBound  = 1e-7
	ladjBound    = 1e-7
)

// tripBounds are the bounds by kind, and by kind and choice.
var tripBounds = map[string]float64{
	"permute": 0, "squeeze": 0, "haar": 1e-13, "split": 1e-12, "glow affine": 1e-10, "glow additive": 1e-10, "glow rqs": searchBound, "affine": 1e-13, "actnorm": 1e-13,
	"linear": 1e-10, "householder": 1e-10, "rotate": 1e-10, "shear": 1e-10, "planar": 1e-10, "radial": 1e-10, "sylvester": 1e-10,
	"coupling affine": 1e-12, "coupling additive": 1e-12,
	"coupling rqs": 1e-8, "autoregressive rqs": 1e-8, "iaf rqs": 1e-8, "spline": 1e-8, "rbig": 1e-8,
	"coupling dsf": searchBound, "autoregressive dsf": searchBound, "iaf dsf": searchBound, "naf": searchBound, "gaussianize": searchBound,
	"residual": 1e-8, "cnf": 1e-5,
}

// tripValues are set on every layer that has the field: nets that are small
// enough for a million points, and the tolerance that the bound of a continuous
// layer is for.
var tripValues = map[string]string{"hidden": "16x16", "tol": "1e-07"}

// Trips returns every kind of the catalogue with every map that it may use, in 1,
// 2 and 8 dimensions, and over images where it tells them from columns.
func Trips() []Trip {
	var trips []Trip
	for _, k := range flows.Kinds() {
		for _, item := range maps(k) {
			shapes := []flows.Shape{flows.Row(1), flows.Row(2), flows.Row(8)}
			if k.SeesShape() {
				shapes = append(shapes, flows.Shape{Channels: 4, Height: 2, Width: 2})
			}
			for _, s := range shapes {
				if item.Misfit(s) == "" {
					trips = append(trips, newTrip(item, s))
				}
			}
		}
	}
	return trips
}

// maps returns a layer of the kind for every choice that changes its formula.
func maps(k *flows.Kind) []flows.Item {
	base := flows.NewItem(k, nil)
	for _, f := range k.Fields {
		if v, ok := tripValues[f.Name]; ok {
			base.Values[f.Name] = v
		}
	}
	items := []flows.Item{base}
	for _, f := range k.Fields {
		if f.Alternates || f.Name == "act" {
			continue
		}
		for _, choice := range f.Choices {
			if item, err := base.With(f.Name, choice); err == nil && choice != f.Default {
				items = append(items, item)
			}
		}
	}
	return items
}

func newTrip(item flows.Item, s flows.Shape) Trip {
	t := Trip{Item: item, Shape: s, Dim: s.Size(), Bound: formulaBound, Ladj: ladjBound}
	name := item.Kind.Name
	if b, ok := tripBounds[name]; ok {
		t.Bound = b
	}
	if b, ok := tripBounds[name+" "+item.Values["transform"]]; ok {
		t.Bound = b
	}
	if name == "cnf" { // a trace is integrated with the same tolerance, for every dimension
		t.Ladj = t.Bound * float64(t.Dim)
	}
	return t
}

// Name is the layer as a spec writes it.
func (t Trip) Name() string { return flows.Spec{t.Item}.String() }

// A RoundTrip is what became of a trip's points.
type RoundTrip struct {
	Layer    string       `json:"layer"`
	Dim      int          `json:"dim"`
	Points   int          `json:"points"`
	MaxError model.Number `json:"max_error"`
	Bound    float64      `json:"bound"`
	MaxLadj  model.Number `json:"max_ladj"`
	Ladj     float64      `json:"ladj_bound"`
	Far      int          `json:"far"`     // landed further than 1000 from the origin: not judged
	Rounded  int          `json:"rounded"` // missed a bound because x has no more digits
	Seconds  float64      `json:"seconds"`
	Met      bool         `json:"met"`
}

// tripRows is how many points travel at a time.
const tripRows = 1 << 15

// Run carries points forward and back through the layer with parameters that
// are drawn around its start.
func (t Trip) Run(ctx context.Context, points int) (RoundTrip, error) {
	start := time.Now()
	r := RoundTrip{Layer: t.Name(), Dim: t.Dim, Points: points, Bound: t.Bound, Ladj: t.Ladj, Met: true}
	rng := rand.New(rand.NewPCG(1, uint64(t.Dim)))
	stack, err := flows.Restack(flows.Number(flows.Spec{t.Item}), t.Shape, 0)
	if err != nil {
		return r, err
	}
	e := stack.Evaluator(flows.Normal{}, t.parameters(stack, rng))
	for left := points; left > 0 && ctx.Err() == nil; left -= tripRows {
		z := ad.New(min(left, tripRows), t.Dim)
		t.draw(rng, z)
		r.judge(e, z)
	}
	r.Seconds = time.Since(start).Seconds()
	return r, context.Cause(ctx)
}

// parameters returns the layer's start values, each moved by a normal number of a
// third; a layer that is not trained is fitted to data that are not normal.
func (t Trip) parameters(stack *flows.Stack, rng *rand.Rand) []float64 {
	const size = 0.35
	theta := make([]float64, stack.Len)
	stack.Start(theta, 1)
	if stack.Free() == 0 {
		skewed := ad.New(2000, t.Dim)
		flows.Normal{}.Draw(rng, skewed)
		for i, v := range skewed.Data {
			skewed.Data[i] = t.Item.Kind.Data.Within(v + v*v/4)
		}
		stack.StartFrom(skewed, nil, theta)
		return theta
	}
	for _, b := range stack.Layers[0].Blocks {
		for i := range b.In(theta) {
			if b.Mask == nil || b.Mask[i] != 0 {
				b.In(theta)[i] += size * rng.NormFloat64()
			}
		}
	}
	return theta
}

// draw fills z with normal numbers, and every tenth sample with numbers far out
// in the tails, all moved to where the layer takes them. A layer that carries the
// line to an interval leaves too few digits for the way back from further out
// than 6.
func (t Trip) draw(rng *rand.Rand, z *ad.Mat) {
	flows.Normal{}.Draw(rng, z)
	base, tail := t.Item.Kind.Base, 10.0
	if !base.All() || !t.Item.Kind.Data.All() {
		tail = 6
	}
	for i := range z.Rows {
		for j := range z.Cols {
			v := z.At(i, j)
			if i%10 == 0 {
				v = tail * (2*rng.Float64() - 1)
			}
			z.Set(i, j, base.Within(v))
		}
	}
}
