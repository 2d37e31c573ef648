package presets

import (
	"slices"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/model"
	"bijou/presets/reading"
)

// with returns the values of a set's fields: the defaults, and args over them.
func (d Dataset) with(t *testing.T, args ...string) flows.Values {
	t.Helper()
	v := flows.Values{}
	for _, f := range d.Fields {
		v[f.Name] = f.Default
	}
	for _, arg := range args {
		name, text, _ := strings.Cut(arg, "=")
		i := slices.IndexFunc(d.Fields, func(f flows.Field) bool { return f.Name == name })
		if i < 0 {
			t.Fatalf("%s has no field %s", d.Name, name)
		}
		canonical, err := d.Fields[i].Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		v[name] = canonical
	}
	return v
}

// reread takes a spec apart again.
func reread(t *testing.T, spec string) (Dataset, flows.Values) {
	t.Helper()
	name, args, some := strings.Cut(strings.TrimSuffix(spec, ")"), "(")
	d, ok := LookupDataset(name)
	if !ok {
		t.Fatalf("no data set is called %q", name)
	}
	if !some {
		return d, d.with(t)
	}
	return d, d.with(t, strings.Split(args, ", ")...)
}

func TestCatalogueHoldsEverySetOnceAndDescribed(t *testing.T) {
	want := []string{"moons", "circles", "rings", "8gaussians", "25gaussians", "pinwheel", "spirals", "checkerboard", "swissroll",
		"scurve", "crescent", "sine", "abs", "sign", "banana", "gaussian", "spread", "rings-by-radius", "classes", "linear-gaussian", "gaussian-linear", "two-moons", "g-and-k", "lotka-volterra", "vowels", "strings", "factors", "binary-digits", "old-faithful", "iris", "digits", "digit-details", "shapes"}
	var names []string
	for _, d := range Datasets() {
		names = append(names, d.Name)
		if d.Title == "" || d.Summary == "" || d.Origin == "" || d.Build == nil {
			t.Errorf("%s lacks a title, a summary, an origin or a builder", d.Name)
		}
		for _, f := range d.Fields {
			if got, err := f.Parse(f.Default); err != nil || got != f.Default {
				t.Errorf("%s: default %s=%s is not canonical: %q, %v", d.Name, f.Name, f.Default, got, err)
			}
			if f.Help == "" || f.Step <= 0 {
				t.Errorf("%s: field %s lacks a help or a step", d.Name, f.Name)
			}
		}
	}
	if !slices.Equal(names, want) {
		t.Errorf("the catalogue is %v, want %v", names, want)
	}
	if _, ok := LookupDataset("moon"); ok {
		t.Error("a set is found by half of its name")
	}
}

func TestSpecIsTheShortestTextAndReadsBackAsTheSameData(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"moons", nil, "moons"},
		{"moons", []string{"noise=0.05", "n=2000"}, "moons(n=2000, noise=0.05)"},
		{"moons", []string{"noise=0.10", "n=0010000", "seed=0"}, "moons"},
		{"banana", []string{"seed=7"}, "banana(seed=7)"},
		{"25gaussians", []string{"n=20", "noise=5e-2", "seed=9"}, "25gaussians(n=20, noise=0.05, seed=9)"},
		{"iris", nil, "iris"},
		{"old-faithful", nil, "old-faithful"},
	} {
		d, _ := LookupDataset(c.name)
		src, err := d.Build(d.with(t, c.args...))
		if err != nil {
			t.Fatal(err)
		}
		if src.Spec != c.want {
			t.Errorf("spec is %q, want %q", src.Spec, c.want)
		}
		again, v := reread(t, src.Spec)
		same, err := again.Build(v)
		if err != nil || same.Spec != src.Spec || !slices.Equal(same.Points.Data, src.Points.Data) {
			t.Errorf("%s does not read back as the same data: %q, %v", src.Spec, same.Spec, err)
		}
	}
}

func TestEverySyntheticSetRespectsItsFields(t *testing.T) {
	for _, s := range synthetics() {
		d := s.dataset()
		build := func(args ...string) []float64 {
			src, err := d.Build(d.with(t, args...))
			if err != nil {
				t.Fatal(err)
			}
			if src.Truth == nil || src.Points.Cols != src.Truth.Dim() || len(src.Columns) != src.Points.Cols {
				t.Fatalf("%s: columns %v, %d×%d points", d.Name, src.Columns, src.Points.Rows, src.Points.Cols)
			}
			return src.Points.Data
		}
		base := build("n=50")
		if len(base) != 100 {
			t.Errorf("%s: n=50 gives %d numbers", d.Name, len(base))
		}
		if !slices.Equal(base, build("n=50")) {
			t.Errorf("%s: the same seed gives other points", d.Name)
		}
		if slices.Equal(base, build("n=50", "seed=1")) {
			t.Errorf("%s: another seed gives the same points", d.Name)
		}
		if len(s.noise) > 0 && slices.Equal(base, build("n=50", "noise=0.3")) {
			t.Errorf("%s: another noise gives the same points", d.Name)
		}
	}
}

// Its entropy is an integral that many runs side by side would all find anew.
func TestRunsShareADensityOfTheDefaultNoise(t *testing.T) {
	truth := func(spec string) model.Density {
		src, err := ParseSource(spec, nil)
		if err != nil {
			t.Fatal(err)
		}
		return src.Truth
	}
	if truth("moons") != truth("moons(n=500)") || truth("moons") == truth("moons(noise=0.2)") || truth("moons") == truth("circles") {
		t.Error("the set and the noise decide which density it is")
	}
}

func TestNoPointsMeansThatEveryBatchIsDrawnFresh(t *testing.T) {
	d, _ := LookupDataset("moons")
	src, err := d.Build(d.with(t, "n=0"))
	if err != nil || src.Points != nil || src.Truth == nil || src.Spec != "moons(n=0)" {
		t.Errorf("n=0 gives %+v, %v", src, err)
	}
	if _, err := d.Build(d.with(t, "n=9")); err == nil {
		t.Error("9 points are accepted, too few to split")
	}
	if _, err := d.Build(d.with(t, "n=10")); err != nil {
		t.Error(err)
	}
}

func TestRealSetsAreCarriedWhole(t *testing.T) {
	for _, c := range []struct {
		name    string
		rows    int
		columns []string
		first   []float64
	}{
		{"old-faithful", 272, []string{"eruptions", "waiting"}, []float64{3.6, 79}},
		{"digits", 1797, reading.PixelNames(digitsShape), firstDigit},
		{"iris", 150, []string{"sepal_length", "sepal_width", "petal_length", "petal_width"}, []float64{5.1, 3.5, 1.4, 0.2}},
	} {
		d, _ := LookupDataset(c.name)
		src, err := d.Build(d.with(t))
		if err != nil {
			t.Fatal(err)
		}
		if src.Points.Rows != c.rows || !slices.Equal(src.Columns, c.columns) || !slices.Equal(src.Points.Row(nil, 0), c.first) || src.Truth != nil {
			t.Errorf("%s: %d rows of %v, the first %v", c.name, src.Points.Rows, src.Columns, src.Points.Row(nil, 0))
		}
	}
	d, _ := LookupDataset("iris")
	if src, _ := d.Build(nil); !slices.Contains(src.Notes, `Left out species (text, such as "setosa").`) {
		t.Errorf("iris does not say that it leaves out the species: %q", src.Notes)
	}
}
