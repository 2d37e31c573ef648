package flows

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows/ad"
)

var lawDims = []int{1, 2, 3, 8}

const lawSeed = 20260101

// lawImages are the shapes that layers with something to say of images meet too.
var lawImages = []Shape{{1, 2, 4}, {2, 2, 2}, {4, 2, 2}, {3, 3, 2}}

// shapesOf are the shapes in which the laws hold a layer to account.
func shapesOf(item Item) (shapes []Shape) {
	for _, dim := range lawDims {
		shapes = append(shapes, Row(dim))
	}
	if item.Kind.SeesShape() {
		shapes = append(shapes, lawImages...)
	}
	return slices.DeleteFunc(shapes, func(s Shape) bool { return item.Misfit(s) != "" })
}

// A subject is one layer with parameters away from their start.
type subject struct {
	layer Layer
	theta []float64
	dim   int
	rng   *rand.Rand
}

// forEverySubject runs a law for every kind × variant × shape × direction.
func forEverySubject(t *testing.T, law func(t *testing.T, s subject)) {
	for _, item := range variants(t) {
		shapes := shapesOf(item)
		if len(shapes) == 0 {
			t.Errorf("no shape is there for %s", Spec{item})
		}
		for _, shape := range shapes {
			name := fmt.Sprintf("%s/D=%d", Spec{item}, shape.Size())
			if shape.IsImage() {
				name = fmt.Sprintf("%s/%s", Spec{item}, shape)
			}
			t.Run(name, func(t *testing.T) { law(t, newShapedSubject(t, item, shape, 0.35)) })
		}
	}
}

// lawValues are what the laws set on every kind that has the field: small nets,
// solvers as exact as the laws, and double precision where single is not what a variant
// is about.
var lawValues = Values{"precision": "double", "hidden": "7x5", "steps": "24", "tol": "1e-11", "knots": "9"}

// variants lists every kind with every choice of its fields in turn, small nets
// and both directions.
func variants(t *testing.T) Spec {
	t.Helper()
	var spec Spec
	add := func(item Item) {
		spec = append(spec, item)
		item.Flip = true
		spec = append(spec, item)
	}
	for _, k := range Kinds() {
		base := NewItem(k, nil)
		for _, f := range k.Fields {
			if v, ok := lawValues[f.Name]; ok {
				base.Values[f.Name] = v
			}
		}
		add(base)
		for _, f := range k.Fields {
			for _, choice := range f.Choices {
				if choice == f.Default {
					continue
				}
				item, err := base.With(f.Name, choice)
				if err != nil {
					t.Fatal(err)
				}
				add(item)
			}
		}
	}
	for _, text := range convolutions {
		item := parsed(t, text)[0]
		if item.Values["precision"] == "auto" {
			item = inDouble(item)
		}
		add(item)
	}
	return spec
}

// convolutions are couplings by a convolution with every mask and transform.
var convolutions = []string{
	"coupling(conv, first, hidden=7x5)", "coupling(conv, odd, hidden=0)", "coupling(conv, black, hidden=7)", "coupling(conv, white, additive, hidden=5)",
	"coupling(conv, rqs, second, bins=4, hidden=7x5)", "coupling(conv, rqs, black, bins=4, hidden=5)", "coupling(conv, dsf, components=3, hidden=7)",
	"coupling(wave, first, hidden=7x5x3)", "coupling(wave, second, hidden=0)", "coupling(wave, black, hidden=5x5)", "coupling(wave, rqs, odd, bins=4, hidden=5x5)",
	"coupling(conv, first, hidden=7x5, single)", "coupling(conv, black, hidden=5, single)", "coupling(conv, white, hidden=0, single)",
	"squeeze(group=2)", "squeeze(group=2, flip)",
}

// newSubject moves the parameters of a layer away from where they start, by
// normal numbers of the given size. A layer that is fitted moves to numbers that
// are not normal.
func newSubject(t testing.TB, item Item, dim int, size float64) subject {
	t.Helper()
	return newShapedSubject(t, item, Row(dim), size)
}

// newShapedSubject does that for a shape.
func newShapedSubject(t testing.TB, item Item, shape Shape, size float64) subject {
	t.Helper()
	stack, err := Restack(Number(Spec{item}), shape, 0)
	if err != nil {
		t.Fatal(err)
	}
	dim := shape.Size()
	s := subject{layer: stack.Layers[0], theta: make([]float64, stack.Len), dim: dim, rng: rand.New(rand.NewPCG(lawSeed, uint64(dim)))}
	stack.Start(s.theta, lawSeed)
	for _, b := range s.layer.Blocks {
		for i := range b.In(s.theta) {
			if b.Mask == nil || b.Mask[i] != 0 {
				b.In(s.theta)[i] += size * s.rng.NormFloat64()
			}
		}
	}
	if fitted, ok := s.layer.bijection().(FromData); ok && s.layer.Free() == 0 && size > 0 {
		skewed := s.batch(300, 1)
		for i, v := range skewed.Data {
			skewed.Data[i] = s.layer.Kind.Data.Within(v + v*v/4 + 0.3*skewed.Data[(i+5)%len(skewed.Data)])
		}
		fitted.StartFrom(skewed, s.theta)
	}
	return s
}

func (s subject) batch(n int, size float64) *ad.Mat {
	m := ad.New(n, s.dim)
	for i := range m.Data {
		m.Data[i] = size * s.rng.NormFloat64()
	}
	return m
}

// from returns normal numbers of the given size for a direction, moved to where
// its argument may lie.
func (s subject) from(direction string, n int, size float64) *ad.Mat {
	span := s.layer.Kind.Base
	if (direction == "inverse") != s.layer.Flip {
		span = s.layer.Kind.Data
	}
	m := s.batch(n, size)
	for i, v := range m.Data {
		if s.layer.Kind.Name == "cdf" && span.All() {
			v = min(max(v, -5), 5) // beyond, 1 − Φ has too few digits to come back from
		}
		m.Data[i] = span.Within(v)
	}
	return m
}

type direction func(v, given *ad.Mat) (out, ladj *ad.Mat)

func (s subject) directions() map[string]direction {
	return map[string]direction{"forward": s.layer.Map.Forward, "inverse": s.layer.Map.Inverse}
}

// run evaluates one direction without gradients.
func (s subject) run(d direction, v *ad.Mat) (out, ladj *ad.Mat) {
	out, ladj = d(ad.NewTape(s.theta, nil).Const(v), nil)
	return out, ladj
}
