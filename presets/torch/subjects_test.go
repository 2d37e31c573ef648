package torch

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
)

const testSeed = 20260102

// A subject is a flow with parameters away from their start, and samples on both of
// its sides.
type subject struct {
	name string
	kind string // what differences are reported by
	Script
	base     flows.Base
	z, given *ad.Mat
	x        *ad.Mat // standardised
}

// testValues are set on every kind that has the field: small nets, few knots, and double
// precision where single is not what a variant is about.
var testValues = map[string]string{"precision": "double", "hidden": "7x5", "steps": "12", "knots": "9", "angle": "30", "pairs": "2"}

// variants lists every kind with every choice of its fields in turn, in both
// directions.
func variants(t *testing.T) flows.Spec {
	t.Helper()
	var spec flows.Spec
	add := func(item flows.Item) {
		spec = append(spec, item)
		item.Flip = true
		spec = append(spec, item)
	}
	for _, k := range flows.Kinds() {
		plain := flows.NewItem(k, nil)
		for _, f := range k.Fields {
			if v, ok := testValues[f.Name]; ok {
				plain.Values[f.Name] = v
			}
		}
		add(plain)
		for _, f := range k.Fields {
			for _, choice := range f.Choices {
				if choice != f.Default {
					add(set(t, plain, f.Name, choice))
				}
			}
		}
		if k.Name == "cnf" {
			add(set(t, plain, "tol", "0"))
		}
	}
	return spec
}

func set(t *testing.T, item flows.Item, name, value string) flows.Item {
	t.Helper()
	item, err := item.With(name, value)
	if err != nil {
		t.Fatal(err)
	}
	return item
}

// edges are layers whose fields are at their ends.
var edges = []string{
	"coupling(hidden=0)", "coupling(rqs, bins=2, bound=0.5, hidden=3)", "autoregressive(dsf, components=1, hidden=0)",
	"naf(components=1, hidden=4x3x2)", "cnf(hidden=0, steps=3)", "cnf(hidden=3x4x5, steps=1, tol=0)", "residual(hidden=0)",
	"sylvester(m=7, householder=1)", "gaussianize(components=1)", "rbig(knots=4)", "spline(bins=2, bound=0.5)",
	"power(exponent=1)", "power(exponent=0.4)", "permute(shuffling, seed=5, flip)", "autoregressive(clamp=0.1, hidden=2)",
}

// images are stacks over an image of two channels, in double precision but for the last of
// them with convolutions.
var images = []string{
	"affine, glow(hidden=5, double), squeeze, split(hidden=4, double), linear(channel), glow(hidden=4x3, shuffling, double), squeeze, actnorm(channel)",
	"split(double), haar, split(flip, double), coupling(conv, black, hidden=4, double), coupling(conv, rqs, black, bins=3, hidden=4, double)",
	"coupling(conv, second, hidden=3, double), coupling(conv, dsf, odd, hidden=3, components=2, double), coupling(white, hidden=3, double), glow(rqs, bins=3, hidden=3, double)",
	"affine, split(double), squeeze, split(flip, hidden=3, double)",
	"affine, glow(hidden=5), squeeze, split(hidden=4), glow(hidden=4)",
	"affine, waveglow(hidden=5x3x4), waveglow(flip, shuffling, hidden=3), squeeze(group=2), coupling(wave, rqs, black, bins=3, hidden=4x4), coupling(wave, hidden=0), squeeze(group=2, flip), squeeze(group=4)",
}

// told are stacks in which layers hear the context of an encoder.
var told = []string{
	"encoder(hidden=5, context=3), iaf(hidden=4, precision=double), affine, iaf(hidden=4, reverse, flip, precision=double)",
	"linear, encoder(hidden=5, context=3, off), iaf(hidden=4, precision=double)",
	"encoder(hidden=5x4, context=3, flip), coupling(hidden=4, precision=double), encoder(hidden=0, context=2, frozen, precision=double), coupling(hidden=4, odd, precision=double)",
}

// triedOn are the shapes in which a layer is tried: those of columns, and of images
// where they differ.
func triedOn(item flows.Item) (shapes []flows.Shape) {
	for _, dim := range []int{1, 2, 3, 8} {
		shapes = append(shapes, flows.Row(dim))
	}
	if item.Kind.SeesShape() {
		shapes = append(shapes, flows.Shape{Channels: 1, Height: 2, Width: 4}, flows.Shape{Channels: 4, Height: 2, Width: 2}, flows.Shape{Channels: 3, Height: 3, Width: 2})
	}
	return slices.DeleteFunc(shapes, func(s flows.Shape) bool { return item.Misfit(s) != "" })
}

// subjects are all variants in some dimensions, those with nets also with
// conditions, and all bases.
func subjects(t *testing.T) []subject {
	t.Helper()
	var all []subject
	for _, item := range variants(t) {
		for _, shape := range triedOn(item) {
			for _, size := range []float64{0, 0.35} {
				all = append(all, newSubject(t, flows.BaseSpec{}, flows.Spec{item}, shape, 0, size))
			}
			if _, nets := item.Values["hidden"]; nets && item.Kind.Name != "residual" {
				all = append(all, newSubject(t, flows.BaseSpec{}, flows.Spec{item}, shape, 2, 0.35))
			}
		}
	}
	for _, text := range edges {
		_, spec, err := flows.ParseStack(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, newSubject(t, flows.BaseSpec{}, spec, flows.Row(3), 0, 0.35))
	}
	for _, text := range images {
		_, spec, err := flows.ParseStack(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, given := range []int{0, 2} {
			all = append(all, newSubject(t, flows.BaseSpec{}, spec, flows.Shape{Channels: 2, Height: 4, Width: 4}, given, 0.25))
		}
	}
	for _, text := range told {
		_, spec, err := flows.ParseStack(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, newSubject(t, flows.BaseSpec{}, spec, flows.Row(2), 2, 0.35))
	}
	for _, b := range flows.Bases() {
		all = append(all, baseSubjects(t, b.Name)...)
	}
	return append(all, baseSubjects(t, "mixture(modes=3, trained)")...)
}

// baseSubjects have a layer that fits what the base may be, through which its
// gradients go.
func baseSubjects(t *testing.T, text string) (all []subject) {
	layers := []string{"affine", "affine(frozen)"}
	if text == "uniform" {
		layers = []string{"logit"}
	}
	for _, layer := range layers {
		for _, dim := range []int{1, 3} {
			base, spec, err := flows.ParseStack(text + ", " + layer)
			if err != nil {
				t.Fatal(err)
			}
			s := newSubject(t, base, spec, flows.Row(dim), 0, 0.35)
			s.kind = "base " + base.Kind().Name
			all = append(all, s)
		}
	}
	return all
}

// newSubject moves the parameters away from their start by normal numbers of the
// given size.
func newSubject(t *testing.T, b flows.BaseSpec, spec flows.Spec, shape flows.Shape, given int, size float64) subject {
	t.Helper()
	layers := spec
	if len(spec) == 1 {
		layers = between(spec[0])
	}
	item, stack, base, dim := spec[0], built(t, layers, shape, given), b.Build(), shape.Size()
	stack, base = stack.WithBase(base)
	rng := rand.New(rand.NewPCG(testSeed, uint64(dim)))
	s := subject{
		name: fmt.Sprintf("%s %s given=%d stirred=%g", flows.FormatStack(b, spec), shape, given, size), kind: item.Kind.Name, base: base,
		Script: Script{Stack: stack, Base: b, Theta: make([]float64, stack.Len), Mean: normals(rng, 1, dim).Data, SD: make([]float64, dim)},
		z:      normals(rng, 6, dim), x: normals(rng, 6, dim),
	}
	stack.Start(s.Theta, testSeed)
	s.stir(rng, size)
	if fitted := func(l flows.Layer) bool { return l.Fitted() }; slices.ContainsFunc(stack.Layers, fitted) && size > 0 {
		data := skewed(rng, dim)
		for i, v := range data.Data {
			_, high := spans(item)
			data.Data[i] = high.Within(v)
		}
		stack.StartSomeFrom(data, nil, s.Theta, func(at int) bool { return fitted(stack.Layers[at]) })
	}
	for j := range s.SD {
		s.SD[j] = 0.5 + rng.Float64()
	}
	if given > 0 {
		s.given = normals(rng, 6, given)
	}
	s.moveWithin(item)
	return s
}

func built(t *testing.T, spec flows.Spec, shape flows.Shape, given int) *flows.Stack {
	t.Helper()
	stack, err := flows.Restack(flows.Number(spec), shape, given)
	if err != nil {
		t.Fatal(err)
	}
	return stack
}

// between puts a layer with parameters to both sides of an item, where it takes all
// numbers there: their gradients go through the item.
func between(item flows.Item) flows.Spec {
	affine, _ := flows.LookupKind("affine")
	other := flows.NewItem(affine, nil)
	other.Frozen = item.Frozen
	spec := flows.Spec{item}
	low, high := spans(item)
	if low.All() {
		spec = append(flows.Spec{other}, spec...)
	}
	if high.All() {
		spec = append(spec, other)
	}
	return spec
}

// spans are the numbers that an item may meet on its base side and on its data side.
func spans(item flows.Item) (low, high flows.Span) {
	if item.Flip {
		return item.Kind.Data, item.Kind.Base
	}
	return item.Kind.Base, item.Kind.Data
}

// stir moves the parameters by normal numbers of the given size.
func (s subject) stir(rng *rand.Rand, size float64) {
	blocks := s.Stack.BaseBlocks
	for _, l := range s.Stack.Layers {
		blocks = append(blocks, l.Blocks...)
	}
	for _, b := range blocks {
		for i := range b.In(s.Theta) {
			if b.Mask == nil || b.Mask[i] != 0 {
				b.In(s.Theta)[i] += size * rng.NormFloat64()
			}
		}
	}
}

// moveWithin moves the samples to where they may lie; z also to where the base is.
func (s subject) moveWithin(item flows.Item) {
	low, high := spans(item)
	for i := range s.z.Data {
		s.z.Data[i], s.x.Data[i] = low.Within(1.5*s.z.Data[i]), high.Within(1.5*s.x.Data[i])
	}
}

func normals(rng *rand.Rand, n, d int) *ad.Mat {
	m := ad.New(n, d)
	for i := range m.Data {
		m.Data[i] = rng.NormFloat64()
	}
	return m
}

// skewed are data that a fitted layer has something to do with.
func skewed(rng *rand.Rand, dim int) *ad.Mat {
	m := normals(rng, 300, dim)
	for i, v := range m.Data {
		m.Data[i] = v + v*v/4 + 0.3*m.Data[(i+5)%len(m.Data)]
	}
	return m
}
