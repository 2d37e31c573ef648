package presets

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// ownTable is a table of a person's own with so many rows, columns and conditions.
func ownTable(rows, cols int, given ...model.Given) model.Source {
	rng := rand.New(rand.NewPCG(uint64(rows), uint64(cols)))
	src := model.Source{Spec: "table.csv", Columns: columnsOf(cols), Given: given, Points: ad.New(rows, cols+len(given))}
	for i := range src.Points.Data {
		src.Points.Data[i] = rng.NormFloat64()
	}
	return src
}

func TestAutoChoosesARunThatStartsForEveryTable(t *testing.T) {
	sizes, widths := []int{20, 99, 100, 999, 1500}, []int{1, 2, 7}
	if testing.Short() { // the arithmetic is the same at other sizes
		sizes, widths = []int{20, 1500}, []int{1, 2}
	}
	for _, rows := range sizes {
		for _, cols := range widths {
			for _, given := range [][]model.Given{nil, {{Name: "c"}}} {
				c, err := Auto(model.Config{Source: ownTable(rows, cols, given...), Seed: 1})
				if err != nil {
					t.Fatal(err)
				}
				f, err := model.NewFit(c)
				if err != nil {
					t.Fatalf("%d rows, %d columns: %v", rows, cols, err)
				}
				hears := slices.ContainsFunc(c.Spec, func(i flows.Item) bool { return i.Kind.Name == "autoregressive" || i.Kind.Name == "coupling" })
				if given != nil && !hears {
					t.Errorf("%d rows, %d columns: no layer hears the condition", rows, cols)
				}
				if n := c.Source.Notes; len(n) != 1 || !strings.HasPrefix(n[0], "Auto, for") {
					t.Errorf("notes %q", n)
				}
				f.Close()
			}
		}
	}
}

// A table is learnt by a mixture, and where its columns are skewed each is made normal
// first; what is beyond EM keeps its layers.
func TestAutoMakesSkewedColumnsNormalBeforeAMixture(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	const plain, normal = "mixture(fit", ", rbig(none)"
	for _, c := range []struct {
		rows, cols  int
		skewed      bool
		begins, end string
	}{{600, 3, false, plain, ")"}, {600, 3, true, plain, normal}, {150, 3, true, plain, ")"}, {1000, 2, true, plain, normal}, {3000, 2, false, plain, ")"}, {500, 500, true, autoRules[2].plain, ""}} {
		src := ownTable(c.rows, c.cols)
		for i, v := range src.Points.Data {
			if c.skewed {
				src.Points.Data[i] = math.Exp(v)
			}
		}
		auto, err := Auto(model.Config{Source: src, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		got := flows.FormatStack(auto.Base, auto.Spec)
		if !strings.HasPrefix(got, c.begins) || !strings.HasSuffix(got, c.end) || strings.Contains(got, "rbig") != (c.end == normal) {
			t.Errorf("%d rows of %d columns, skewed %v: %s, want %s…%s", c.rows, c.cols, c.skewed, got, c.begins, c.end)
		}
	}
}

func TestAutoDrawsSetsInThePlaneFreshUnlessTheirPointsAreCounted(t *testing.T) {
	for data, want := range map[string]string{
		"moons": "moons(n=0)", "moons(noise=0.2)": "moons(n=0, noise=0.2)", "moons(n=200)": "moons(n=200)",
		"u1": "u1", "classes": "classes", "iris": "iris", "moons(given=x)": "moons(given=x)",
	} {
		c, err := ParseRecipe(data + " | affine | adam, steps=7 | seed=1")
		if err != nil {
			t.Fatal(err)
		}
		auto, err := Auto(c)
		if err != nil {
			t.Fatal(err)
		}
		if auto.Source.Spec != want {
			t.Errorf("%s is learnt from %s, want %s", data, auto.Source.Spec, want)
		}
		inPlane := strings.HasPrefix(data, "moons") && len(c.Source.Given) == 0
		if got := strings.Contains(FormatRecipe(auto), planeRule.plain); got != inPlane {
			t.Errorf("%s is learnt by %s", data, FormatRecipe(auto))
		}
	}
}

// What a person gets without choosing is as good as the normal distribution of the
// columns, where nothing else is to be known: over some tables, as one has few points to
// test by.
func TestTheDefaultOfASmallTableIsNoWorseThanANormalDistribution(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	nll := func(c model.Config) float64 {
		f, err := model.NewFit(c)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for range c.Settings.Int("steps") {
			f.Step()
		}
		return float64(f.Done().TestNLL)
	}
	plain, err := ParseRecipe("moons | affine | adam, steps=1 | seed=1")
	if err != nil {
		t.Fatal(err)
	}
	const tables, cols = 12, 6
	behind := 0.0
	for k := range tables {
		plain.Source = ownTable(60+k, cols)
		c, err := Auto(model.Config{Source: plain.Source, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		behind += (nll(c) - nll(plain)) / tables
	}
	if t.Logf("%.3f nats behind", behind); behind > 0.02*cols {
		t.Errorf("test NLL is %.3f nats behind that of independent normal columns", behind)
	}
}

func TestAValueOfManyRowsIsToldAndGetsNoMixture(t *testing.T) {
	src := ownTable(200, 3)
	for i := range 120 {
		src.Points.Set(i, 1, 1)
	}
	c, err := Auto(model.Config{Source: src, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if n := c.Source.Notes; len(n) != 2 || !strings.Contains(n[0], "y is 1 in 60 % of the rows") && !strings.Contains(n[0], "x2 is 1 in 60 % of the rows") {
		t.Errorf("notes %q", n)
	}
	if c.Base.String() != "" && strings.Contains(c.Base.String(), "fit") {
		t.Errorf("the base is %s", c.Base)
	}
}
