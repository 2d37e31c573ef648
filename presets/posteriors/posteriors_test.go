package posteriors

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/stat"

	"bijou/flows"
	"bijou/flows/ad"
)

func geyser() (waiting, eruptions []float64) {
	f, err := os.Open("../data/old_faithful.csv")
	if err != nil {
		panic(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		panic(err)
	}
	for _, r := range rows[1:] {
		e, _ := strconv.ParseFloat(r[0], 64)
		w, _ := strconv.ParseFloat(r[1], 64)
		waiting, eruptions = append(waiting, w), append(eruptions, e)
	}
	return waiting, eruptions
}

// build returns a posterior of the catalogue, with some fields by their texts.
func build(t *testing.T, name string, texts ...string) *Posterior {
	t.Helper()
	for _, k := range Catalogue(geyser) {
		if k.Name == name {
			fields := slices.Clone(k.Fields)
			for i, text := range texts {
				fields[i].Default = text
			}
			return k.Build(flows.Defaults(fields))
		}
	}
	t.Fatalf("no %s", name)
	return nil
}

// all returns the posteriors of the catalogue, and those of other fields.
func all(t *testing.T) map[string]*Posterior {
	list := map[string]*Posterior{"schools, free": build(t, "eight-schools", "free"), "line": build(t, "regression", "1")}
	for _, k := range Catalogue(geyser) {
		list[k.Name] = k.Build(flows.Defaults(k.Fields))
	}
	return list
}

// The evidences of separate programs (numpy and scipy: closed forms and quadrature).
func TestEvidencesAreThoseOfOtherPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	for _, c := range []struct {
		name  string
		texts []string
		want  float64
		off   float64
	}{
		{"bernoulli", nil, -13.3905, 1e-4},
		{"bioassay", nil, -4.040, 1e-3},
		{"eight-schools", nil, -31.3114, 1e-3},
		{"eight-schools", []string{"free"}, -31.3114, 1e-3},
		{"regression", []string{"0"}, -851.3147, 1e-4},
		{"regression", []string{"1"}, -168.2320, 1e-4},
		{"regression", []string{"2"}, -167.1482, 1e-4},
		{"regression", []string{"3"}, -131.5820, 1e-4},
		{"regression", []string{"4"}, -128.2036, 1e-4},
		{"regression", []string{"5"}, -118.9627, 1e-4},
		{"regression", []string{"6"}, -120.5043, 1e-4},
		{"gp", nil, -2.913, 2e-3},
		{"bnn", nil, -2.5985, 1e-3},
	} {
		if got := build(t, c.name, c.texts...).LogZ(); !(math.Abs(got-c.want) <= c.off) {
			t.Errorf("%s %v: log Z = %.5f, want %.4f", c.name, c.texts, got, c.want)
		}
	}
}

func TestScoresAreTheGradientsOfTheLogJoint(t *testing.T) {
	const seed = 5
	rng := rand.New(rand.NewPCG(seed, 0))
	for name, p := range all(t) {
		x := ad.New(30, p.Dim())
		p.Sample(rng, x)
		grad := ad.New(30, p.Dim())
		p.Score(grad, x)
		for i := range x.Rows {
			want := fd.Gradient(nil, func(at []float64) float64 {
				logw := make([]float64, 1)
				p.LogWeight(logw, ad.FromRows([][]float64{at}))
				return logw[0]
			}, x.Row(nil, i), &fd.Settings{Formula: fd.Central, Step: 1e-5})
			for j, w := range want {
				if got := grad.At(i, j); math.Abs(got-w) > 2e-5*(1+math.Abs(w)) {
					t.Errorf("seed %d: %s at %v: score[%d] = %g, finite difference %g", seed, name, x.Row(nil, i), j, got, w)
				}
			}
		}
	}
}

func TestMomentsAreThoseOfDraws(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	const n, seed = 5000, 10
	for name, p := range all(t) {
		x := ad.New(n, p.Dim())
		p.Sample(rand.New(rand.NewPCG(seed, 3)), x)
		means, sds := p.Moments()
		for j, want := range means {
			mean, sd := stat.MeanStdDev(x.Col(j), nil)
			if se := sds[j] / math.Sqrt(n); math.Abs(mean-want) > 4.5*se {
				t.Errorf("seed %d: %s: mean of %s %.4f ± %.4f, want %.4f", seed, name, p.Columns()[j], mean, se, want)
			}
			heavy := math.Sqrt((stat.ExKurtosis(x.Col(j), nil) + 2) / (4 * n)) // relative error of a standard deviation
			if math.Abs(sd/sds[j]-1) > 5*heavy {
				t.Errorf("seed %d: %s: standard deviation of %s %.4f, want %.4f", seed, name, p.Columns()[j], sd, sds[j])
			}
		}
	}
}

// Draws come from the factors of a posterior, log p from its log-joint: if the mean of
// −log p over draws is the entropy, both agree, and so does the evidence.
func TestDrawsHaveTheEntropyAndNoSlope(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	const n, seed = 10000, 8
	for name, p := range all(t) {
		x, logp, grad := ad.New(n, p.Dim()), make([]float64, n), ad.New(n, p.Dim())
		p.Sample(rand.New(rand.NewPCG(seed, 1)), x)
		p.LogProb(logp, x)
		mean, sd := stat.MeanStdDev(logp, nil)
		if se := sd / math.Sqrt(n); math.Abs(mean+p.Entropy()) > 4*se {
			t.Errorf("seed %d: %s: mean log p %.4f ± %.4f, entropy %.4f", seed, name, mean, se, p.Entropy())
		}
		p.Score(grad, x) // E ∇log p = 0
		for j := range p.Dim() {
			mean, sd := stat.MeanStdDev(grad.Col(j), nil)
			if se := sd / math.Sqrt(n); math.Abs(mean) > 4.5*se {
				t.Errorf("seed %d: %s: mean score of %s %.4f ± %.4f", seed, name, p.Columns()[j], mean, se)
			}
		}
	}
}

func TestPosteriorMeansAreThoseOfOtherPrograms(t *testing.T) {
	const n, seed = 40000, 9
	moments := func(name string, j int, own bool) (mean, sd float64) {
		p := build(t, name)
		x := ad.New(n, p.Dim())
		p.Sample(rand.New(rand.NewPCG(seed, 2)), x)
		v := x.Col(j)
		if own {
			for i := range v {
				v[i] = p.Parameters[j].Own(v[i])
			}
		}
		return stat.MeanStdDev(v, nil)
	}
	for _, c := range []struct {
		name string
		j    int
		own  bool
		want float64
	}{
		{"bernoulli", 0, true, 2. / 3},
		{"bioassay", 0, false, 0.950},
		{"bioassay", 1, false, 9.983},
		{"eight-schools", 0, false, 0.802},
		{"eight-schools", 0, true, 3.598},
		{"eight-schools", 1, false, 4.397},
	} {
		if mean, sd := moments(c.name, c.j, c.own); math.Abs(mean-c.want) > 4*sd/math.Sqrt(n)+1e-3 {
			t.Errorf("seed %d: %s: mean of parameter %d is %.4f ± %.4f, want %.4f", seed, c.name, c.j, mean, sd/math.Sqrt(n), c.want)
		}
	}
}

func TestAMirrorChangesNothing(t *testing.T) {
	p := build(t, "bnn")
	x, y := ad.FromRows([][]float64{{1.5, -0.4, 0.9}}), ad.FromRows([][]float64{{1.5, -0.4, 0.9}})
	for j, turns := range p.Mirror() {
		if turns {
			y.Set(0, j, -y.At(0, j))
		}
	}
	var here, there [1]float64
	p.LogWeight(here[:], x)
	p.LogWeight(there[:], y)
	if here != there {
		t.Errorf("log p̃ = %g, in the mirror %g", here[0], there[0])
	}
}

func TestTheJacobianOfASupportIsExact(t *testing.T) {
	tape := ad.NewTape(nil, nil)
	for _, s := range []Support{Positive, Unit} {
		p := Parameter{"a", s}
		for _, u := range []float64{-7, -0.3, 0, 2, 9} {
			want := math.Log(fd.Derivative(p.Own, u, &fd.Settings{Formula: fd.Central, Step: 1e-5}))
			got := p.logSlope(tape.Const(ad.FromRows([][]float64{{u}}))).Data[0]
			if math.Abs(got-want) > 1e-5 {
				t.Errorf("support %d at %g: log slope %g, finite difference %g", s, u, got, want)
			}
		}
	}
}

// A step of training evaluates the target again and again.
func TestEvaluatingAgainAllocatesNothing(t *testing.T) {
	for name, p := range all(t) {
		x, grad, logw := ad.New(300, p.Dim()), ad.New(300, p.Dim()), make([]float64, 300)
		again := func() {
			p.LogWeight(logw, x)
			p.Score(grad, x)
		}
		again()
		if n := testing.AllocsPerRun(10, again); n > 0 {
			t.Errorf("%s: %g allocations", name, n)
		}
	}
}
