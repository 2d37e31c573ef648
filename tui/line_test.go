package tui

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/view"
)

// A normalLine is the normal distribution of one column: as data, or, with
// target, as one to be drawn towards, which is shown in its own units.
type normalLine struct{ mean, sd float64 }

func (normalLine) Dim() int { return 1 }

func (n normalLine) Sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Data {
		x.Data[i] = n.mean + n.sd*rng.NormFloat64()
	}
}

func (n normalLine) LogProb(dst []float64, x *ad.Mat) {
	for i, v := range x.Data {
		d := (v - n.mean) / n.sd
		dst[i] = -d*d/2 - math.Log(n.sd*math.Sqrt(2*math.Pi))
	}
}

func (n normalLine) Entropy() float64 { return math.Log(n.sd*math.Sqrt(2*math.Pi)) + 0.5 }

// A logNormalLine is e to the power of a standard normal number.
type logNormalLine struct{}

func (logNormalLine) Dim() int { return 1 }

func (logNormalLine) Sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Data {
		x.Data[i] = math.Exp(rng.NormFloat64())
	}
}

func (l logNormalLine) LogProb(dst []float64, x *ad.Mat) {
	for i, v := range x.Data {
		dst[i] = math.Inf(-1)
		if u := math.Log(v); v > 0 {
			dst[i] = -u*u/2 - u - math.Log(2*math.Pi)/2
		}
	}
}

func (logNormalLine) Entropy() float64 { return math.Log(2*math.Pi)/2 + 0.5 }

func (l logNormalLine) LogWeight(dst []float64, x *ad.Mat) { l.LogProb(dst, x) }

func (logNormalLine) Score(grad, x *ad.Mat) {
	for i, v := range x.Data {
		grad.Data[i] = -(math.Log(v) + 1) / v
	}
}

func (logNormalLine) LogZ() float64 { return 0 }

// lineSnapshot is a flow of one column at its start.
func lineSnapshot(t *testing.T, src model.Source, stack string) *model.Snapshot {
	t.Helper()
	src.Columns = []string{"x"}
	fit, err := model.NewFit(model.Config{Source: src, Spec: spec(t, stack), Settings: settings(t, "adam"), Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	defer fit.Close()
	for range 20 {
		fit.Step()
	}
	return fit.Snapshot()
}

func lineOf(s *model.Snapshot) *view.Line {
	return view.MakeLine(s, view.BaseSample(s, 500).Data, view.DataSample(s.Data, 500).X.Data)
}

func ownLine() model.Source { return model.Source{Spec: "line", Truth: normalLine{3, 2}} }

func positiveLine() model.Source {
	return model.Source{Spec: "positive", Truth: logNormalLine{}, Target: logNormalLine{}}
}

// The curve is carried forward; the model gives its density by going back.
func TestTheDensityOnALineIsThatOfTheModel(t *testing.T) {
	for _, stack := range []string{"affine", "affine, spline, affine", "autoregressive(rqs, hidden=8), affine", "affine, gaussianize(flip)", "spline(off), affine"} {
		s := lineSnapshot(t, ownLine(), stack)
		l := lineOf(s)
		last := &l.At[len(l.At)-1]
		x, logp := ad.New(len(last.X), 1), make([]float64, len(last.X))
		for i, v := range last.X {
			x.Data[i] = (v - s.Data.Mean[0]) / s.Data.SD[0]
		}
		s.LogProb(logp, x)
		for i := range logp {
			if math.Abs(last.X[i]-3) < 8 && math.Abs(logp[i]-last.Logp[i]) > 1e-7*(1+math.Abs(logp[i])) {
				t.Errorf("%s: at %g the curve has log p %g, the model %g", stack, last.X[i], last.Logp[i], logp[i])
				break
			}
		}
	}
}

func TestTheAreaBelowEveryDensityIsOne(t *testing.T) {
	for _, c := range []struct {
		src   model.Source
		stack string
	}{
		{ownLine(), "affine, spline, affine"}, {ownLine(), "autoregressive(rqs, hidden=8)*3"}, {ownLine(), "power(exponent=3), affine"},
		{positiveLine(), "affine, exp"}, {positiveLine(), "softplus"}, {positiveLine(), "sigmoid, logit, exp"},
	} {
		l := lineOf(lineSnapshot(t, c.src, c.stack))
		for k, p := range l.At {
			if math.Abs(p.Area-1) > 2e-3 {
				t.Errorf("%s: behind layer %d the area is %.5f", c.stack, k, p.Area)
			}
			if n := len(p.X); n > view.MostNodes+1 {
				t.Errorf("%s: %d nodes", c.stack, n)
			}
		}
	}
}

func TestTheTermsAreThoseOfTheFormula(t *testing.T) {
	l := lineOf(lineSnapshot(t, positiveLine(), "exp"))
	z, x := l.At[0], l.At[1]
	const logp = -1.4189385332 // of the normal distribution at 1
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"z", z.X[l.Mark], 1}, {"log p(z)", z.Logp[l.Mark], logp}, {"x", x.X[l.Mark], math.E}, {"log|det|", x.Ladj[l.Mark], 1}, {"log p(x)", x.Logp[l.Mark], logp - 1},
	} {
		if math.Abs(c.got-c.want) > 1e-3 {
			t.Errorf("%s is %.5f at the mark, want %.5f", c.name, c.got, c.want)
		}
	}
}

// Where the flow is right, the truth brought back to the base is the base.
func TestTheTruthComesBackToTheBase(t *testing.T) {
	l := lineOf(lineSnapshot(t, positiveLine(), "exp"))
	for k, p := range l.At {
		for i := range p.X {
			if math.Abs(p.Truth[i]-p.P[i]) > 1e-9*(1+p.P[i]) {
				t.Fatalf("behind layer %d, at %g: the truth is %g, the model %g", k, p.X[i], p.Truth[i], p.P[i])
			}
		}
	}
	if l := lineOf(lineSnapshot(t, model.Source{Spec: "file", Points: view.Column([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12})}, "affine")); l.At[0].Truth != nil {
		t.Error("a file has no truth")
	}
}

func TestHuesAreSharesOfTheBase(t *testing.T) {
	l := lineOf(lineSnapshot(t, ownLine(), "affine"))
	for i, z := range l.At[0].X {
		if want := view.QuantileHue(z); l.Hue[i] != want && view.QuantileHue(z+0.01) == want && view.QuantileHue(z-0.01) == want {
			t.Fatalf("%g has hue %d, want %d", z, l.Hue[i], want)
		}
	}
}

// A flow of one column is shown by its densities, and its samples on demand.
func TestOneColumnIsDensitiesOnALine(t *testing.T) {
	points := slices.Repeat([]float64{0}, 400)
	for i := range points {
		points[i] = float64(i%20) + float64(i)/400
	}
	line := model.Source{Spec: "line.csv", Columns: []string{"x"}, Points: view.Column(points)}
	s := newSession(t, large, withData(line), withStack("affine, autoregressive(hidden=8)"))
	s.sees("line.csv", "your own", "4 base  p(z)", "5 data side  p(x)", "∫p 1.000", "log p(x) = log p(z) − log|det|", "✚", "┴10")
	s.misses("truth")
	curves := dotted(s.screen())
	s.press("o")
	s.sees("samples of the model")
	if heaps := dotted(s.screen()); curves < 60 || heaps < curves+200 {
		t.Errorf("the curves have %d cells, with samples below them %d", curves, heaps)
	}
	s.press("o [")
	s.sees("after layer 1", "depth 1/2", "∫p 1.000")
}

// dotted counts the cells of braille.
func dotted(screen string) int {
	n := 0
	for _, r := range screen {
		if r > 0x2800 && r <= 0x28ff {
			n++
		}
	}
	return n
}

func TestTheTruthIsShownWhereItIsKnown(t *testing.T) {
	src := ownLine()
	src.Columns = []string{"x"}
	s := newSession(t, large, withData(src), withStack("affine, spline"))
	s.sees("p · truth", "∫p 1.000")
	s.sees("log p(x) = log p(z)")
}

func TestTheLineSurvivesADensityWithoutEnd(t *testing.T) {
	src := ownLine()
	src.Columns = []string{"x"}
	s := newSession(t, large, withData(src), withStack("power(exponent=3), affine"))
	if top := s.app.Plots.Sample.Shown.YMax; !(top < 20) {
		t.Errorf("the picture reaches up to %g", top)
	}
}

// Data that is drawn fresh has as many points as a smooth histogram needs, those
// held out first.
func TestAHistogramHasEnoughPoints(t *testing.T) {
	src := ownLine()
	src.Columns = []string{"x"}
	s := newSession(t, large, withData(src), withStack("affine, exp(off)"))
	l := s.app.Plots.Pictures.Line
	if len(l.Data) != 3 || len(l.Data[0]) != view.LineData {
		t.Fatalf("%d depths of %d points, want 3 of %d", len(l.Data), len(l.Data[0]), view.LineData)
	}
	d := s.app.Snap.Data
	for i, v := range l.Data[2][:d.Val.Rows] {
		if want := d.Mean[0] + d.SD[0]*d.Val.Data[i]; math.Abs(v-want) > 1e-9 {
			t.Fatalf("point %d is %g, want %g of the test part", i, v, want)
		}
	}
	if m, sd := mean(l.Data[2]), view.Spread(l.Data[2]); math.Abs(m-3) > 0.1 || math.Abs(sd-2) > 0.1 {
		t.Errorf("mean %.2f and deviation %.2f, want those of the data, 3 and 2", m, sd)
	}
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}
