package flows

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/integrate/quad"

	"bijou/flows/ad"
)

// Every base of the catalogue as it comes, and some with other values.
func everyBase(t *testing.T) map[string]Base {
	t.Helper()
	texts := []string{"student(nu=1)", "student(nu=30)", "mixture(modes=1, radius=0, sd=1)", "mixture(modes=3, radius=4, sd=0.7)"}
	for _, k := range Bases() {
		texts = append(texts, k.Name)
	}
	all := map[string]Base{}
	for _, text := range texts {
		b := parsedBase(t, text)
		if b.Name() != text {
			t.Errorf("%s calls itself %s", text, b.Name())
		}
		all[text] = b
	}
	return all
}

func parsedBase(t *testing.T, text string) Base {
	t.Helper()
	b, layers, err := ParseStack(text)
	if err != nil || len(layers) > 0 {
		t.Fatalf("%s: %d layers, %v", text, len(layers), err)
	}
	return b.Build()
}

func TestAStackIsPrintedAsItIsRead(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "",
		"normal":                            "",
		"normal, affine":                    "affine",
		"student(nu=5), affine":             "student, affine",
		"mixture(modes=3, trained), affine": "mixture(modes=3, trained), affine",
		"laplace":                           "laplace",
	} {
		base, layers, err := ParseStack(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := FormatStack(base, layers); got != want {
			t.Errorf("%q is printed as %q, want %q", text, got, want)
		}
	}
}

func TestABaseIsChangedFieldByField(t *testing.T) {
	b, err := BaseSpec{}.With("base", "student")
	if err != nil {
		t.Fatal(err)
	}
	if b, err = b.With("nu", "3"); err != nil || b.String() != "student(nu=3)" {
		t.Fatalf("%s, %v", b, err)
	}
	if _, err := b.With("nu", "0"); err == nil {
		t.Error("0 degrees of freedom were taken")
	}
	if _, err := b.With("modes", "2"); err == nil {
		t.Error("a Student base took modes")
	}
	if b, _ = b.With("base", "student"); b.Value("nu") != "5" {
		t.Errorf("a base that is chosen again starts from its defaults, not from ν = %s", b.Value("nu"))
	}
}

// A trained base has parameters: away from where it starts it is a density like
// the others, and its gradients by θ are right.
func TestATrainedMixtureIsADensityAtAnyParameters(t *testing.T) {
	const seed = 6
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, d := range []int{1, 3} {
		b := parsedBase(t, "mixture(modes=3, trained)")
		plain, err := NewStack(parsed(t, "affine"), d, 0)
		if err != nil {
			t.Fatal(err)
		}
		s, b := plain.WithBase(b)
		if own := s.Len - plain.Len; own != 3*(d+2) || s.Free()-plain.Free() != own {
			t.Errorf("in %d dimensions the base has %d parameters", d, own)
		}
		theta := make([]float64, s.Len)
		s.Start(theta, seed)
		fixed := parsedBase(t, "mixture(modes=3)")
		x := ad.New(6, d)
		fixed.Draw(rng, x)
		want := fixed.LogProb(ad.NewTape(nil, nil).Const(x))
		if off := distance(b.LogProb(ad.NewTape(theta, nil).Const(x)), want); off > 1e-14 {
			t.Errorf("it starts %g away from the fixed one", off)
		}
		for i := range theta {
			theta[i] += 0.4 * rng.NormFloat64()
		}
		loss := func(t *ad.Tape) *ad.Mat { return ad.Sum(s.Flow(b).LogProb(t.Const(x), nil)) }
		tape := ad.NewTape(theta, make([]float64, len(theta)))
		tape.Backward(loss(tape))
		numeric := fd.Gradient(nil, func(theta []float64) float64 { return loss(ad.NewTape(theta, nil)).Data[0] }, theta, &fd.Settings{Formula: fd.Central})
		for i, w := range numeric {
			if !near(tape.Grad()[i], w, 1e-6) {
				t.Errorf("seed %d: d/dθ[%d] = %g, finite difference %g", seed, i, tape.Grad()[i], w)
			}
		}
		if d == 1 {
			now := BaseAt(b, theta)
			checkDraws(t, "a trained mixture", now)
			if mass := massOf(now); math.Abs(mass-1) > 1e-8 {
				t.Errorf("it has mass %.10g", mass)
			}
		}
	}
}

// logProb evaluates log p of one sample.
func logProb(b Base, z ...float64) float64 {
	return b.LogProb(ad.NewTape(nil, nil).Const(ad.FromRows([][]float64{z}))).Data[0]
}

func TestABaseIsADensity(t *testing.T) {
	for name, b := range everyBase(t) {
		if mass := massOf(b); math.Abs(mass-1) > 1e-8 {
			t.Errorf("%s has mass %.10g", name, mass)
		}
	}
}

// massOf integrates a density in one dimension. tan carries (−π/2, π/2) to the
// line, heavy tails and all; the pieces keep the bounds of the uniform
// distribution off their inside.
func massOf(b Base) float64 {
	mass := 0.0
	for _, piece := range [][2]float64{{-math.Pi / 2, -1}, {-1, 0}, {0, math.Pi / 4}, {math.Pi / 4, math.Pi / 2}} {
		mass += quad.Fixed(func(u float64) float64 {
			c := math.Cos(u)
			return math.Exp(logProb(b, math.Tan(u))) / (c * c)
		}, piece[0], piece[1], 400, quad.Legendre{}, 0)
	}
	return mass
}

func TestTheGradientOfABaseIsThatOfItsLogDensity(t *testing.T) {
	const seed = 4
	rng := rand.New(rand.NewPCG(seed, 0))
	for name, b := range everyBase(t) {
		z := ad.New(6, 3)
		b.Draw(rng, z)
		tape := ad.NewTape([]float64{0}, make([]float64, 1))
		leaf := tape.Leaf(z)
		tape.Backward(ad.Sum(b.LogProb(leaf)))
		want := fd.Gradient(nil, func(data []float64) float64 {
			m := &ad.Mat{Rows: z.Rows, Cols: z.Cols, Data: data}
			return ad.Sum(b.LogProb(ad.NewTape(nil, nil).Const(m))).Data[0]
		}, z.Data, &fd.Settings{Formula: fd.Central, Step: 1e-6})
		for i, w := range want {
			if !near(leaf.Grad[i], w, 1e-6) {
				t.Errorf("seed %d: %s: d/dz[%d] = %g, finite difference %g", seed, name, i, leaf.Grad[i], w)
			}
		}
	}
}

func TestABaseDrawsFromItsDensity(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	for name, b := range everyBase(t) {
		checkDraws(t, name, b)
	}
}

// checkDraws counts the draws of a base in ten intervals and compares with what
// its density says.
func checkDraws(t *testing.T, name string, b Base) {
	t.Helper()
	const seed, n = 5, 40000
	z := ad.New(n, 1)
	b.Draw(rand.New(rand.NewPCG(seed, 0)), z)
	edges := []float64{-4, -2.5, -1.5, -0.75, -0.25, 0.1, 0.5, 0.9, 1.5, 2.5, 4}
	for k := range len(edges) - 1 {
		lo, hi, count := edges[k], edges[k+1], 0
		for _, v := range z.Data {
			if v > lo && v <= hi {
				count++
			}
		}
		p := 0.0
		const pieces = 400 // so that the bounds of the uniform one cost little
		for i := range pieces {
			p += math.Exp(logProb(b, lo+(hi-lo)*(float64(i)+0.5)/pieces)) * (hi - lo) / pieces
		}
		if sd := math.Sqrt(n * p * max(1-p, 1e-9)); math.Abs(float64(count)-n*p) > 5*sd+0.002*n*p {
			t.Errorf("seed %d: %s draws %d of %d between %g and %g, its density says %.0f", seed, name, count, n, lo, hi, n*p)
		}
	}
}

func TestTheFirstDrawsDoNotDependOnHowManyFollow(t *testing.T) {
	for name, b := range everyBase(t) {
		few, many := ad.New(3, 2), ad.New(50, 2)
		b.Draw(rand.New(rand.NewPCG(1, 1)), few)
		b.Draw(rand.New(rand.NewPCG(1, 1)), many)
		for i := range few.Rows {
			for j := range few.Cols {
				if few.At(i, j) != many.At(i, j) {
					t.Errorf("%s: draw %d of 3 is %g, of 50 it is %g", name, i, few.At(i, j), many.At(i, j))
				}
			}
		}
	}
}

func TestKnownLogDensitiesOfBases(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		text string
		z    []float64
		want float64
	}{
		{"normal", []float64{0, 0}, -math.Log(2 * math.Pi)},
		{"uniform", []float64{0.3, 0.9}, 0},
		{"uniform", []float64{0.3, 1.1}, -inf},
		{"logistic", []float64{0}, -math.Log(4)},
		{"logistic", []float64{800}, -800},
		{"laplace", []float64{2, -3}, -5 - 2*math.Ln2},
		{"student(nu=1)", []float64{1}, -math.Log(2 * math.Pi)}, // Cauchy
		{"student(nu=1)", []float64{1e200}, -math.Log(math.Pi) - 2*200*math.Ln10},
		{"mixture(modes=1, radius=0, sd=1)", []float64{1, 2}, -math.Log(2*math.Pi) - 2.5},
		{"mixture(modes=2, radius=3, sd=1)", []float64{3, 0, 0}, -1.5*math.Log(2*math.Pi) - math.Ln2 + math.Log1p(math.Exp(-18))},
	} {
		b := parsedBase(t, c.text)
		if got := logProb(b, c.z...); !near(got, c.want, 1e-13) {
			t.Errorf("%s at %v: log p = %.17g, want %.17g", c.text, c.z, got, c.want)
		}
	}
}

func TestABaseThatIsWrongIsRefusedWhereItIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"gauss":              `and before them a base: normal, uniform`,
		"student(nu=0)":      "column 9: student: nu is a number from 0.5 to 1000, not 0",
		"normal(sd=2)":       "column 8: normal: takes no arguments",
		"normal, laplace":    "column 9: laplace is a base: it stands before all layers, once",
		"actnorm, normal":    "column 10: normal is a base: it stands before all layers, once",
		"student=3":          "column 1: student takes its values in parentheses",
		"mixture(modes=2":    "column 16",
		"mixture(modes=2)*2": "column 1: a flow starts from one base",
	} {
		_, _, err := ParseStack(text)
		var parse *ParseError
		if !errors.As(err, &parse) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestALogDensityOfABaseAllocatesNothing(t *testing.T) {
	for name, b := range everyBase(t) {
		z := ad.New(32, 2)
		tape := ad.NewTape([]float64{0}, make([]float64, 1))
		step := func() {
			tape.Reset()
			tape.Backward(ad.Sum(b.LogProb(tape.Leaf(z))))
		}
		step()
		if n := testing.AllocsPerRun(5, step); n > 0 {
			t.Errorf("%s: %g allocations a step", name, n)
		}
	}
}
