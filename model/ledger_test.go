package model

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bijou/flows"
	"bijou/flows/ad"
)

// kindsOfAllNumbers lists the kinds that any number may pass, either way.
func kindsOfAllNumbers() []string {
	var names []string
	for _, k := range flows.Kinds() {
		if k.Base.All() && k.Data.All() && flows.NewItem(k, nil).Misfit(flows.Row(2)) == "" {
			names = append(names, k.Name)
		}
	}
	return names
}

// exact are the kinds whose stacks add up to rounding, whatever their order.
// Others are held to it alone: a steep one (power) behind one that is inverted
// numerically (naf, cnf) amplifies what is left of the search.
var exact = []string{"coupling", "autoregressive", "iaf", "actnorm", "affine", "linear", "permute", "rotate", "shear", "planar", "radial"}

// anyStack draws a stack of exact kinds that fit the dimension, with small nets
// and random choices and flags.
func anyStack(t *rapid.T, dim int) string {
	var layers []string
	names := slices.DeleteFunc(slices.Clone(exact), func(name string) bool {
		k, _ := flows.LookupKind(name)
		return !k.InDimension(dim)
	})
	for range rapid.IntRange(0, 6).Draw(t, "layers") {
		k, _ := flows.LookupKind(rapid.SampledFrom(names).Draw(t, "kind"))
		it := flows.NewItem(k, nil)
		for _, f := range k.Fields {
			switch f.Type {
			case flows.Choice:
				it.Values[f.Name] = rapid.SampledFrom(f.Choices).Draw(t, f.Name)
				if it.Misfit(flows.Row(dim)) != "" { // a mask of images
					it.Values[f.Name] = f.Default
				}
			case flows.Widths:
				it.Values[f.Name] = "4"
			}
		}
		it.Flip, it.Off = rapid.Bool().Draw(t, "flip"), rapid.IntRange(0, 4).Draw(t, "off") == 0
		layers = append(layers, flows.Spec{it}.String())
	}
	return strings.Join(layers, ", ")
}

func TestTheLedgerAddsUpToTheNLL(t *testing.T) {
	src := map[int]Source{1: points(60, 1), 2: points(60, 2), 3: points(60, 3)}
	rapid.Check(t, func(t *rapid.T) {
		dim := rapid.IntRange(1, 3).Draw(t, "dim")
		stack := anyStack(t, dim)
		f := fit(t, src[dim], stack, "batch=16")
		stir(f, rapid.Uint64().Draw(t, "seed"), 0.2)
		s := f.Snapshot()
		l := s.Ledger(f.data.Train)
		nll, _ := s.NLL(f.data.Train)
		sum := 0.0
		for _, layer := range l.Layers {
			sum += layer.Mean
		}
		size := 1 + math.Abs(nll) // a planar layer may by chance throw samples far away
		closeTo(t, "Σ of the layers", l.Sum, sum, 1e-12*size)
		closeTo(t, "base + Σ + units", l.BaseTerm+l.Sum+l.Units, l.NLL, 1e-12*size)
		closeTo(t, "NLL of the ledger", l.NLL, nll, 1e-9*size)
		tol := 1e-9 * size
		if strings.Contains(stack, "rqs") {
			tol *= 10 // as far as a spline comes back to where it was
		}
		closeTo(t, "residual", l.Residual, 0, tol)
		closeTo(t, "round trip", l.RoundTrip, 0, 1e-7*size)
	})
}

func TestTheLedgerOfEveryKindAloneAddsUp(t *testing.T) {
	for _, name := range kindsOfAllNumbers() {
		k, _ := flows.LookupKind(name)
		for _, flip := range []bool{false, true} {
			it := flows.NewItem(k, nil)
			it.Flip = flip
			for _, f := range k.Fields {
				switch {
				case f.Type == flows.Widths:
					it.Values[f.Name] = "4"
				case f.Name == "tol": // of a numeric integral
					it.Values[f.Name] = "1e-11"
				}
			}
			for seed := range uint64(4) {
				f := fit(t, points(60, 2), flows.Spec{it}.String(), "batch=16")
				stir(f, seed, 0.2)
				l := f.Snapshot().Ledger(f.data.Train)
				closeTo(t, fmt.Sprintf("%v: residual", flows.Spec{it}), l.Residual, 0, 1e-9*(1+math.Abs(l.NLL)))
				closeTo(t, fmt.Sprintf("%v: round trip", flows.Spec{it}), l.RoundTrip, 0, 1e-8)
			}
		}
	}
}

func TestTheLedgerDescribesEveryLayer(t *testing.T) {
	f := trained(t, 2)
	do(t, f.SetLayer(3, "off", "yes"))
	s, x := f.Snapshot(), f.data.Val
	l := s.Ledger(x)
	at := s.Inverse(x)
	if len(l.Layers) != 12 {
		t.Fatalf("%d layers", len(l.Layers))
	}
	for k, got := range l.Layers {
		layer := s.Stack.Layers[k]
		_, ladj := layer.Map.Forward(ad.NewTape(s.Theta, nil).Const(at[k]), nil)
		want := slices.Clone(ladj.Data)
		if layer.Off {
			clear(want)
		}
		m, sd := meanSD(want)
		what := fmt.Sprintf("layer %d (%s): ", k+1, layer.Kind.Name)
		closeTo(t, what+"mean", got.Mean, m, 1e-9)
		closeTo(t, what+"deviation", got.SD, sd, 1e-9)
		closeTo(t, what+"least", got.Min, slices.Min(want), 1e-9)
		closeTo(t, what+"most", got.Max, slices.Max(want), 1e-9)
		closeTo(t, what+"round trip", got.RoundTrip, 0, 1e-9)
		if got.ID != layer.ID {
			t.Errorf("%sid %d, want %d", what, got.ID, layer.ID)
		}
		if hasSpline := layer.Values["transform"] == "rqs"; hasSpline == math.IsNaN(got.Tails) {
			t.Errorf("%sshare in the tails is %g", what, got.Tails)
		}
	}
}

func TestALayerThatKeepsVolumeHasNoMinusZero(t *testing.T) {
	f := fit(t, points(60, 2), "permute, coupling(additive, hidden=4), affine(off), shear", "batch=16")
	for _, l := range f.Snapshot().Ledger(f.data.Val).Layers {
		for _, v := range []float64{l.Mean, l.SD, l.Min, l.Max} {
			if v != 0 || math.Signbit(v) {
				t.Errorf("layer %d: %g, %g, %g, %g", l.ID, l.Mean, l.SD, l.Min, l.Max)
			}
		}
	}
}

// A liar is a layer whose forward log|det| is off by a constant.
type liar struct {
	flows.Bijection
	by float64
}

func (l liar) Forward(z, given *ad.Mat) (x, ladj *ad.Mat) {
	x, ladj = l.Bijection.Forward(z, given)
	return x, ad.Shift(ladj, l.by)
}

func TestTheResidualShowsALogDetThatIsWrong(t *testing.T) {
	f := trained(t, 2)
	f.stack.Layers[4].Map = liar{f.stack.Layers[4].Map, 1e-6}
	closeTo(t, "residual", f.Snapshot().Ledger(f.data.Val).Residual, 1e-6, 1e-9)
}

// A sloppy layer does not come back to where it was.
type sloppy struct {
	flows.Bijection
	by float64
}

func (l sloppy) Forward(z, given *ad.Mat) (x, ladj *ad.Mat) {
	x, ladj = l.Bijection.Forward(z, given)
	return ad.Shift(x, l.by), ladj
}

func TestTheRoundTripShowsTheLayerThatDoesNotComeBack(t *testing.T) {
	f := fit(t, points(60, 2), "affine, affine, affine", "batch=16")
	f.stack.Layers[1].Map = sloppy{f.stack.Layers[1].Map, 1e-5}
	l := f.Snapshot().Ledger(f.data.Val)
	for k, want := range []float64{0, 1e-5, 0} {
		closeTo(t, fmt.Sprintf("round trip of layer %d", k+1), l.Layers[k].RoundTrip, want, 1e-12)
	}
	closeTo(t, "round trip of all", l.RoundTrip, 1e-5, 1e-12)
}

func TestTheTailsCountWhatLiesOutsideOfASpline(t *testing.T) {
	x := ad.FromRows([][]float64{{0, 0.4}, {0, 0.6}, {0, -0.6}, {9, 0.1}})
	for text, want := range map[string]float64{
		"coupling(rqs, even, bound=0.5, hidden=0)":            0.5,   // of the second column
		"coupling(rqs, odd, bound=0.5, hidden=0)":             0.25,  // of the first
		"autoregressive(rqs, bound=0.5, hidden=0)":            0.375, // of both
		"coupling(rqs, even, bound=0.7, hidden=0)":            0,
		"coupling(rqs, even, bound=0.5, hidden=0, flip)":      0.5,  // at its other side
		"coupling(rqs, even, bound=0.5, hidden=0), permute":   0.25, // what was the first column
		"coupling(rqs, even, bound=0.5, hidden=0, off)":       0.5,  // as if it were on
		"iaf(rqs, reverse, bound=0.5, hidden=0), affine(off)": 0.375,
	} {
		f := fit(t, points(60, 2), text, "batch=16")
		if got := f.Snapshot().Ledger(x).Layers[0].Tails; got != want {
			t.Errorf("%s: share in the tails is %g, want %g", text, got, want)
		}
	}
}

func TestAPathRunsFromOneEndToTheOther(t *testing.T) {
	f := trained(t, 2)
	s, x := f.Snapshot(), f.data.Val
	down := s.Inverse(x)
	up := s.Forward(down[0])
	if len(down) != 13 || len(up) != 13 {
		t.Fatalf("%d and %d places for 12 layers", len(down), len(up))
	}
	sameNumbers(t, "data end", down[12].Data, x.Data)
	for k := range up {
		for i, v := range down[k].Data {
			closeTo(t, fmt.Sprintf("place %d", k), up[k].Data[i], v, 1e-9)
		}
	}
}

func TestTheStandardErrorOfAnNLLIsThatOfItsMean(t *testing.T) {
	f := fit(t, points(60, 2), "", "batch=16")
	x := ad.FromRows([][]float64{{0, 0}, {2, 0}}) // −log p differs by 2
	nll, se := f.Snapshot().NLL(x)
	closeTo(t, "NLL", nll, math.Log(2*math.Pi)+1+f.data.Units, 1e-12)
	closeTo(t, "standard error", se, 1/math.Sqrt2, 1e-12)
}

func TestTheGapOfTheTruthIsZero(t *testing.T) {
	f := fit(t, fresh(2), "linear", "adam(lr=0.05), batch=512, steps=300")
	steps(f, 300)
	s := f.Snapshot()
	_, se := s.NLL(f.objective.(*maximumLikelihood).test.X)
	closeTo(t, "gap of a linear flow to a Gaussian", s.Gap(), 0, 4*se)
}
