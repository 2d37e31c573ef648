package posteriors

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat"

	"bijou/flows/ad"
	"bijou/model/chain"
)

var bioassayTable = Table{"dose": doses, "deaths": deaths, "animals": animals}

const bioassayText = `# Deaths by dose.
data doses.csv
a ~ normal(0, 2)
b ~ normal(10, 10)
logit(p) = a + b*dose   # on the log-odds
deaths ~ binomial(animals, p)
`

// over opens a table whatever its name is.
func over(table Table) func(string) (Table, error) {
	return func(string) (Table, error) { return table, nil }
}

func mustRead(t *testing.T, text string, table Table) *Posterior {
	t.Helper()
	p, err := Read(text, over(table))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAModelOfOnesOwnIsTheOneOfTheCatalogue(t *testing.T) {
	own, want := mustRead(t, bioassayText, bioassayTable), build(t, "bioassay")
	if math.Abs(own.LogZ()-want.LogZ()) > 1e-4 || math.Abs(own.Entropy()-want.Entropy()) > 1e-3 {
		t.Errorf("log Z = %.5f and entropy %.4f, want %.5f and %.4f", own.LogZ(), own.Entropy(), want.LogZ(), want.Entropy())
	}
	if !slices.Equal(own.Columns(), want.Columns()) {
		t.Errorf("columns %v", own.Columns())
	}
	mean, sd := own.Moments()
	wantMean, wantSD := want.Moments()
	for j := range mean {
		if math.Abs(mean[j]-wantMean[j]) > 1e-3 || math.Abs(sd[j]-wantSD[j]) > 1e-2 {
			t.Errorf("parameter %d: %.4f ± %.4f, want %.4f ± %.4f", j, mean[j], sd[j], wantMean[j], wantSD[j])
		}
	}
}

// With a known noise a regression is normal, whatever the number of its weights: three of
// them by quadrature, five by chains.
func TestARegressionHasItsNormalPosterior(t *testing.T) {
	x, y := geyser()
	x, y = standardised(x[:120]), standardised(y[:120])
	text, sum, names := "data geyser.csv\n", "", []string{"", "*x", "*x*x", "*x*x*x", "*x*x*x*x"}
	for k, powers := range names {
		text += "w" + string(rune('0'+k)) + " ~ normal(0, 1)\n"
		sum += " + w" + string(rune('0'+k)) + powers
		if k != 2 && k != 4 {
			continue
		}
		p := mustRead(t, text+"mean = "+sum[3:]+"\ny ~ normal(mean, 0.4)\n", Table{"x": x, "y": y})
		exact := regression(k, x, y) // which standardises once more, to the same
		if k == 2 && math.Abs(p.LogZ()-exact.LogZ()) > 1e-4 {
			t.Errorf("%d weights: log Z = %.5f, want %.5f", k+1, p.LogZ(), exact.LogZ())
		}
		const n, seed = 6000, 3
		draws := ad.New(n, k+1)
		p.Sample(rand.New(rand.NewPCG(seed, 0)), draws)
		means, sds := exact.Moments()
		for j := range means {
			mean, sd := stat.MeanStdDev(draws.Col(j), nil)
			if se := sds[j] / math.Sqrt(n); math.Abs(mean-means[j]) > 5*se || math.Abs(sd/sds[j]-1) > 0.06 {
				t.Errorf("seed %d: %d weights: w%d is %.4f ± %.4f, want %.4f ± %.4f", seed, k+1, j, mean, sd, means[j], sds[j])
			}
		}
	}
}

func TestChainsOfALargerModelHaveMixed(t *testing.T) {
	const text = `data counts.csv
mu ~ normal(0, 2)
tau ~ halfnormal(1)
slope ~ normal(mu, tau)
size ~ gamma(2, 0.5)
log(rate) = mu + slope*x
y ~ negbinomial(rate, size)
`
	p := mustRead(t, text, Table{"x": {-1, -0.5, 0, 0.5, 1, 1.5}, "y": {0, 2, 1, 3, 6, 9}})
	w, ok := p.truth.(*walk)
	if !ok || !(w.rhat <= chain.MostRHat) || !math.IsNaN(p.LogZ()) || !strings.Contains(p.Note(), "R-hat") {
		t.Errorf("%+v: %s", ok, p.Note())
	}
	logp := make([]float64, 1)
	if p.LogProb(logp, ad.New(1, 4)); !math.IsNaN(logp[0]) {
		t.Errorf("log p = %g of a posterior whose evidence nobody knows", logp[0])
	}
}

func TestQuadratureFindsAModeFarOutOfThePriors(t *testing.T) {
	const text = "data t.csv\nw ~ normal(0, 3)\nv ~ normal(0, 3)\nm = w*x\ny ~ normal(m, 0.1)\nn = v*x\nz ~ normal(n, 0.1)\n"
	p := mustRead(t, text, Table{"x": {1, 2}, "y": {30, 60}, "z": {-20, -41}})
	mean, _ := p.Moments()
	if math.Abs(mean[0]-30) > 0.1 || math.Abs(mean[1]+20.4) > 0.1 {
		t.Errorf("a posterior far out of its priors has means %v", mean)
	}
}

func TestABadModelSaysWhere(t *testing.T) {
	table := maps.Clone(bioassayTable)
	table["half"] = []float64{0.5, 1, 2, 3}
	const head = "data t.csv\na ~ normal(0, 2)\ns ~ halfnormal(1)\n"
	for _, c := range []struct {
		text string
		line int
		want string
	}{
		{"", 0, "names no table"},
		{"a ~ normal(0, 1)", 0, "names no table"},
		{"data t.csv\n", 0, "no parameters"},
		{"data t.csv\ndata u.csv", 2, "named in line 1"},
		{head, 0, "nothing hangs on the data"},
		{head + "b normal", 4, "no statement"},
		{head + "b ~ normal", 4, "no distribution"},
		{head + "b ~ gauss(0, 1)", 4, "no distribution is called"},
		{head + "b ~ normal(0)", 4, "1 arguments"},
		{head + "b ~ normal(0, -1)", 4, "above 0"},
		{head + "b ~ normal(0, a)", 4, "is not"},
		{head + "b ~ normal(c, 1)", 4, "nothing is called"},
		{head + "b ~ normal(dose, 1)", 4, "row to row"},
		{head + "b ~ poisson(2)", 4, "no column"},
		{head + "a ~ normal(0, 1)", 4, "defined twice"},
		{head + "2b ~ normal(0, 1)", 4, "no name"},
		{head + "m = a*s", 4, "two parameters"},
		{head + "m = a + ", 4, "no term"},
		{head + "m = a dose", 4, "no term"},
		{head + "m = 2*", 4, "no term"},
		{head + "m = a + q*dose", 4, "nothing is called"},
		{head + "dose = a", 4, "column of the data"},
		{head + "sqrt(m) = a", 4, "no link"},
		{head + "m = a\ndeaths ~ poisson(m)", 5, "above 0"},
		{head + "log(m) = a\nhalf ~ poisson(m)", 5, "row 1"},
		{head + "logit(m) = a\ndeaths ~ bernoulli(m)", 5, "row 3"},
		{head + "logit(m) = a\ndeaths ~ binomial(2, m)", 5, "row 3"},
		{head + "logit(m) = a\ndeaths ~ binomial(half, m)", 5, "whole"},
		{head + "dose ~ gamma(s, s)", 4, "row 1"},
		{head + "dose ~ normal(a, 0)", 4, "above 0"},
		{head + "dose ~ normal(a, 1e999)", 4, "above 0"},
		{"\x00", 0, "no text"},
		{strings.Repeat("#", MaxModelBytes+1), 0, "bytes"},
	} {
		_, err := Read(c.text, over(table))
		var wrong *FileError
		if !errors.As(err, &wrong) || wrong.Line != c.line || !strings.Contains(wrong.What+wrong.Do, c.want) {
			t.Errorf("%q gave %v, want line %d: %s", c.text[:min(len(c.text), 120)], err, c.line, c.want)
		}
	}
}

func TestAPredictorIsItsSum(t *testing.T) {
	p, err := readProgram("data t\nm = -2*a + 1e-3 - x*b*2*x + c+1E+1*c -.5")
	if err != nil {
		t.Fatal(err)
	}
	want := []term{{-2, []string{"a"}}, {1e-3, nil}, {-2, []string{"x", "b", "x"}}, {1, []string{"c"}}, {10, []string{"c"}}, {-0.5, nil}}
	got := p.statements[0].sum
	if !slices.EqualFunc(got, want, func(a, b term) bool { return a.factor == b.factor && slices.Equal(a.names, b.names) }) {
		t.Errorf("%v", got)
	}
}

// A step of training evaluates the target again and again.
func TestAModelOfOnesOwnAllocatesNothing(t *testing.T) {
	p := mustRead(t, bioassayText, bioassayTable)
	x, grad, logw := ad.New(300, p.Dim()), ad.New(300, p.Dim()), make([]float64, 300)
	again := func() {
		p.LogWeight(logw, x)
		p.Score(grad, x)
	}
	again()
	if n := testing.AllocsPerRun(10, again); n > 0 {
		t.Errorf("%g allocations", n)
	}
}

// The largest model there can be is evaluated in little time and memory: each line costs as
// much as its parameters and rows, once.
func TestTheLargestModelIsEvaluatedAtOnce(t *testing.T) {
	text := largestText()
	p, err := readProgram(text)
	if err != nil {
		t.Fatal(err)
	}
	b := &builder{table: bioassayTable, predictors: map[string]int{}}
	for _, s := range p.statements {
		if err := b.add(s); err != nil {
			t.Fatal(err)
		}
	}
	m := Model{Parameters: b.params, LogJoint: b.logJoint}
	tape := FromTape(len(b.params), m.onLine)
	x, grad := ad.New(atOnce, len(b.params)), ad.New(atOnce, len(b.params))
	start := time.Now()
	tape.Score(grad, x)
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
	if _, err := readProgram(text + "deaths ~ poisson(m)\n"); err == nil {
		t.Error("one line more is taken")
	}
}

// largestText has all the parameters and all the lines that a model may have, and all
// parameters in every likelihood.
func largestText() string {
	var b, sum strings.Builder
	b.WriteString("data t\n")
	for i := range mostParams {
		fmt.Fprintf(&b, "p%d ~ gamma(1, 1)\n", i)
		fmt.Fprintf(&sum, " - p%d", i)
	}
	b.WriteString("log(m) =" + sum.String() + "\n")
	for range mostLines - mostParams - 1 {
		b.WriteString("deaths ~ poisson(m)\n")
	}
	return b.String()
}

func TestAPriorWhereNumbersEndIsRefused(t *testing.T) {
	for _, text := range []string{
		"data t\na ~ lognormal(-1e300, 1)\nb ~ gamma(a, 1)\ndeaths ~ poisson(b)\n", // ζ(2, 0)
		"data t\na ~ gamma(1e-300, 1)\ndeaths ~ poisson(a)\n",
		"data t\na ~ lognormal(1e300, 1)\nb ~ exponential(a)\ndeaths ~ poisson(b)\n",
	} {
		_, err := Read(text, func(string) (Table, error) { return bioassayTable, nil })
		if err == nil || !strings.Contains(err.Error(), "lies where numbers end") {
			t.Errorf("%q gave %v", text, err)
		}
	}
}

// Whatever a file holds, the reader says what is wrong, or makes a model whose density can
// be evaluated.
func FuzzRead(f *testing.F) {
	f.Add(bioassayText)
	f.Add(largestText())
	f.Add("data t\na ~ lognormal(-1e300, 1)\nb ~ gamma(a, 1)\ndeaths ~ poisson(b)\n")
	f.Add("data t\na ~ beta(1, 2)\ndeaths ~ bernoulli(a)\n")
	f.Add("data t\ns ~ gamma(1, 2)\nlog(m) = 2*s*dose - 1e-3\ndeaths ~ negbinomial(m, s)\n")
	f.Add("data t\nm ~ student(3, 0, 1)\nt ~ halfcauchy(1)\nu ~ normal(m, t)\ndose ~ cauchy(u, t)\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := readProgram(text)
		b := &builder{table: bioassayTable, predictors: map[string]int{}}
		for i := 0; err == nil && i < len(p.statements); i++ {
			err = b.add(p.statements[i])
		}
		if err != nil {
			var wrong *FileError
			if !errors.As(err, &wrong) || wrong.Line > strings.Count(text, "\n")+1 || wrong.What == "" || wrong.Do == "" {
				t.Errorf("%q gave %v", text, err)
			}
			return
		}
		if len(b.params) == 0 || !b.fits {
			return
		}
		m := Model{Parameters: b.params, LogJoint: b.logJoint}
		tape := FromTape(len(b.params), m.onLine)
		x, grad, logw := ad.New(2, len(b.params)), ad.New(2, len(b.params)), make([]float64, 2)
		tape.LogWeight(logw, x)
		tape.Score(grad, x)
	})
}
