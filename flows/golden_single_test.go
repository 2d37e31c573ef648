package flows

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// In single precision the raw numbers that a net gives are within 2e-7 of the largest of
// those in double precision, and what goes forward by them within 1e-6, but for an
// autoregressive layer of steep splines, whose first entries are heard by the net again.
// The inverse of a steep map enlarges what is rounded by its slope, to 1.2e-5 of the largest
// z in the strong affine coupling and 3.4e-5 in the strong spline: there it is the point
// whose image, in double precision, is within 1e-6 of x. What a spline rounds itself is
// double already.
func TestGoldenVectorsInSinglePrecision(t *testing.T) {
	for _, kind := range []string{"coupling", "autoregressive", "iaf"} {
		raw, err := os.ReadFile(filepath.Join(goldenDir(), kind+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var file goldenFile
		if err := json.Unmarshal(raw, &file); err != nil {
			t.Fatal(err)
		}
		for _, c := range file.Cases {
			c.checkSingle(t, kind)
		}
	}
}

func (c goldenCase) checkSingle(t *testing.T, kind string) {
	var params nn.Params
	layer := goldenBuilders[kind](&params, c.Dim, c.Hyper)
	net, theta := netOf(layer), make([]float64, params.Len)
	c.load(t, params.Blocks, theta)
	tape := ad.NewTape(theta, nil)
	z, x := tape.Const(ad.FromRows(c.Z)), tape.Const(ad.FromRows(c.X))
	heard := x // by the net
	switch layer := layer.(type) {
	case *Coupling:
		heard = ad.Pick(x, layer.pass)
	case *IAF:
		heard = z
	}
	want := net.Apply(heard)
	net.InSingle(true)
	got := ad.Widened(net.Apply(heard))
	there, _ := layer.Forward(z, nil)
	back, _ := layer.Inverse(x, nil)
	net.InSingle(false)
	again, _ := layer.Forward(back, nil)
	for _, e := range []struct {
		what       string
		off, bound float64
	}{
		{"the net's numbers", relative(got, want), 1e-6},
		{"forward", relative(there, x), map[bool]float64{false: 1e-6, true: 2e-6}[kind == "autoregressive"]},
		{"inverse and forward", relative(again, x), 1e-6},
	} {
		if !(e.off <= e.bound) {
			t.Errorf("%s/%s in single precision: %s is off by %.2g, allowed %.2g", kind, c.Name, e.what, e.off, e.bound)
		}
	}
}

func netOf(b Bijection) *nn.MLP {
	switch b := b.(type) {
	case *Coupling:
		return b.net.(perceptron).MLP
	case *Autoregressive:
		return b.net
	case *IAF:
		return b.net
	}
	return nil
}
