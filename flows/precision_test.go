package flows

import (
	"math"
	"testing"

	"bijou/flows/ad"
)

// Couplings whose nets compute in single precision go there and back as exactly as
// those in double precision, and are these to about seven digits.
func TestNetsInSinglePrecisionCostNoRoundTrip(t *testing.T) {
	for _, text := range []string{
		"coupling(hidden=33x20, single)", "coupling(relu, hidden=33x20, single)", "coupling(additive, tanh, hidden=9, single)",
		"coupling(rqs, hidden=33x20, single)", "coupling(elu, hidden=0, single)",
		"coupling(conv, hidden=33x20, single, first)", "coupling(conv, rqs, black, hidden=9, single)", "split(hidden=0, single)", "glow(hidden=32x32, single)",
		"autoregressive(single, hidden=33x20)", "autoregressive(rqs, single, relu, hidden=33x20)", "iaf(single, tanh, reverse, hidden=40)",
	} {
		item := parsed(t, text)[0]
		plain, err := item.With("precision", "double")
		if err != nil {
			t.Fatal(err)
		}
		for _, shape := range shapesOfNets(item) {
			s, d := newShapedSubject(t, item, shape, 0.3), newShapedSubject(t, plain, shape, 0.3)
			z := s.batch(200, 1)
			x, ladj := s.run(s.layer.Map.Forward, z)
			back, down := s.run(s.layer.Map.Inverse, x)
			same, exact := d.run(d.layer.Map.Forward, z)
			bound, close := 1e-12, 3e-6
			if item.Values["transform"] == "rqs" { // steep at places, which enlarges what is rounded
				bound, close = 1e-8, 3e-4
			}
			if off := distance(back, z); off > bound {
				t.Errorf("%s over %s: comes back %g away", text, shape, off)
			}
			for i, l := range ladj.Data {
				if math.Abs(l+down.Data[i]) > 10*bound {
					t.Errorf("%s over %s: log|det| of the two ways %g and %g", text, shape, l, down.Data[i])
				}
			}
			if off := max(relative(x, same), relative(ladj, exact)); off > close || off == 0 {
				t.Errorf("%s over %s: %g from double precision", text, shape, off)
			}
		}
	}
}

// shapesOfNets are those of columns, or of images where nets go through positions.
func shapesOfNets(i Item) []Shape {
	if i.Values["net"] == "conv" || i.Kind.SeesShape() && i.Values["net"] == "" {
		return []Shape{{2, 4, 4}, {4, 3, 2}}
	}
	return []Shape{Row(2), Row(21)}
}

// inDouble keeps a layer in double precision, for differences smaller than single has.
func inDouble(i Item) Item {
	if double, err := i.With("precision", "double"); err == nil {
		return double
	}
	return i
}

// Nets are in single precision by default where that is faster: from three columns on,
// but for ReLUs that hear one number.
func TestThePrecisionOfANetGoesByItsColumns(t *testing.T) {
	for _, c := range []struct {
		text string
		dim  int
		want string
	}{
		{"coupling", 2, "double"}, {"coupling", 3, "single"}, {"coupling(relu)", 3, "single"}, {"coupling(relu, odd)", 3, "double"},
		{"coupling(relu)", 4, "single"}, {"coupling(double)", 64, "double"}, {"coupling(single)", 2, "single"},
		{"autoregressive", 2, "double"}, {"autoregressive(rqs)", 3, "single"}, {"iaf(relu)", 8, "single"}, {"naf", 8, ""}, {"linear", 8, ""},
		{"coupling(flip)", 64, "single"},
	} {
		stack, err := NewStack(parsed(t, c.text), c.dim, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := stack.Layers[0].Precision(); got != c.want {
			t.Errorf("%s in %d dimensions: %q precision, want %q", c.text, c.dim, got, c.want)
		}
	}
}

// relative is the largest difference as a part of the largest number.
func relative(a, b *ad.Mat) float64 {
	size := 0.0
	for _, v := range b.Data {
		size = max(size, math.Abs(v))
	}
	return distance(a, b) / size
}

func TestGatesRefuseSinglePrecision(t *testing.T) {
	item := parsed(t, "coupling(wave, single)")[0]
	if item.Misfit(Shape{4, 2, 2}) == "" {
		t.Error("gates take single precision and do not compute in it")
	}
}
