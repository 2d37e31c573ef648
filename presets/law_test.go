package presets

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets/densities"
)

// A known is what is known of a synthetic set from elsewhere.
type known struct {
	box     [4]float64 // x from, x to, y from, y to: holds all but 1e-7 of the mass
	step    float64    // of a midpoint grid that resolves the density
	entropy string     // of the defaults, from a separate program in Python
}

// planes lists the densities of the plane that are known in full: the synthetic
// sets, and the targets with a formula.
func planes() []synthetic {
	return append(synthetics(),
		synthetic{Name: "funnel", density: func(float64) model.Density { return densities.Funnel{Columns: 2, Sigma: 3, Variance: 1} }},
		synthetic{Name: "modes", density: func(float64) model.Density { return densities.RingOfGaussians(2, 2.5, 0.6) }})
}

// targets holds one line for each plane; one without a line fails.
func targets() map[string]known {
	return map[string]known{
		"moons":        {[4]float64{-5, 5, -4, 4}, 0.04, "2.3939"},
		"circles":      {[4]float64{-5, 5, -5, 5}, 0.04, "3.2681"},
		"rings":        {[4]float64{-4, 4, -4, 4}, 0.02, "2.6232"},
		"8gaussians":   {[4]float64{-6, 6, -6, 6}, 0.05, "2.8319"},
		"25gaussians":  {[4]float64{-6, 6, -6, 6}, 0.05, "2.8379"},
		"pinwheel":     {[4]float64{-7, 7, -7, 7}, 0.04, "2.3206"},
		"spirals":      {[4]float64{-4.4, 4.4, -4.4, 4.4}, 0.04, "2.7234"},
		"checkerboard": {[4]float64{-5, 5, -5, 5}, 0.05, "3.4657"},
		"swissroll":    {[4]float64{-4.5, 4.5, -4.5, 4.5}, 0.05, "2.6696"},
		"scurve":       {[4]float64{-3.2, 3.2, -3.2, 3.2}, 0.03, "1.7827"},
		"crescent":     {[4]float64{-4, 16, -6, 6}, 0.05, "1.8379"},
		"sine":         {[4]float64{-6, 6, -4, 4}, 0.05, "1.8379"},
		"abs":          {[4]float64{-6, 6, -3, 7}, 0.04, "1.3379"},
		"sign":         {[4]float64{-6, 6, -8, 8}, 0.04, "1.3379"},
		"banana":       {[4]float64{-12, 12, -7, 40}, 0.08, "3.5310"},
		"funnel":       {[4]float64{-18, 18, -6, 6}, 0.1, "3.9365"},
		"modes":        {[4]float64{-7, 7, -5, 5}, 0.05, "2.5093"},
		"gaussian":     {[4]float64{-6, 6, -6, 6}, 0.05, "2.8379"},
	}
}

// unfold draws the plane so that an even grid suits the density: the funnel
// with y in units of its local width e^(x/2), all others as they are.
func unfold(name string, x, y float64) (float64, float64) {
	if name == "funnel" {
		return x, y * math.Exp(-x/2)
	}
	return x, y
}

// gridOf returns the midpoints of columns×rows cells, in the data's
// coordinates, and the log area of each cell.
func gridOf(name string, k known, columns, rows int) (points *ad.Mat, logArea []float64) {
	width, height := (k.box[1]-k.box[0])/float64(columns), (k.box[3]-k.box[2])/float64(rows)
	points, logArea = ad.New(columns*rows, 2), make([]float64, columns*rows)
	for i := range columns * rows {
		x := k.box[0] + (float64(i/rows)+0.5)*width
		y := k.box[2] + (float64(i%rows)+0.5)*height
		logArea[i] = math.Log(width * height)
		if name == "funnel" {
			y *= math.Exp(x / 2)
			logArea[i] += x / 2
		}
		points.Set(i, 0, x)
		points.Set(i, 1, y)
	}
	return points, logArea
}

// cells returns how many grid cells a box has, in multiples of some.
func (k known) cells(multiple int) (columns, rows int) {
	m := float64(multiple)
	columns = multiple * int(math.Ceil((k.box[1]-k.box[0])/k.step/m))
	return columns, multiple * int(math.Ceil((k.box[3]-k.box[2])/k.step/m))
}

// integrate returns the mass and the entropy of a density by the midpoint rule.
func integrate(name string, p model.Density, k known) (mass, entropy float64) {
	columns, rows := k.cells(20)
	points, logArea := gridOf(name, k, columns, rows)
	logp := make([]float64, points.Rows)
	p.LogProb(logp, points)
	for i, l := range logp {
		if w := math.Exp(l + logArea[i]); w > 0 {
			mass += w
			entropy -= w * l
		}
	}
	return mass, entropy
}

// truth builds the density of an entry with its default noise times factor,
// within the bounds of the field, and says which noise that is.
func (s synthetic) truth(factor float64) (model.Density, string) {
	if len(s.noise) == 0 {
		return s.density(0), "no noise"
	}
	f := s.noise[0]
	level := min(max(flows.Values{"noise": f.Default}.Float("noise")*factor, f.Min), f.Max)
	return s.density(level), "noise=" + flows.FormatFloat(level)
}

func TestEveryDensityIntegratesToOneAndToItsEntropy(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	for _, s := range planes() {
		t.Run(s.Name, func(t *testing.T) {
			k, ok := targets()[s.Name]
			if !ok {
				t.Fatal("nothing is known of this set")
			}
			p, _ := s.truth(1)
			mass, entropy := integrate(s.Name, p, k)
			if math.Abs(mass-1) > 1e-3 {
				t.Errorf("the density integrates to %.6f", mass)
			}
			if got := p.Entropy(); math.Abs(got-entropy) > 2e-6 {
				t.Errorf("entropy is %.7f, a grid gives %.7f", got, entropy)
			}
			if got := fmt.Sprintf("%.4f", p.Entropy()); got != k.entropy {
				t.Errorf("entropy is %s, want %s", got, k.entropy)
			}
		})
	}
}

// Where no closed form exists the entropy is a quadrature. These values were
// computed once with finer steps and a longer reach.
func TestQuadraturesHoldSixDigits(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	for _, c := range []struct {
		name string
		p    model.Density
		want float64
	}{
		{"moons", densities.Moons(0.1), 2.393879},
		{"moons with half the noise", densities.Moons(0.05), 1.675528},
		{"moons as thin as they get", densities.Moons(0.01), 0.043665},
		{"spirals", densities.Spirals(0.12), 2.723435},
		{"swissroll", densities.SwissRoll(0.2), 2.669646},
		{"scurve", densities.SCurve(0.1), 1.782695},
		{"8gaussians", densities.RingOfGaussians(8, 4/1.414, 0.5/1.414), 2.831880},
		{"25gaussians", densities.GridOfGaussians(5, 2, 0.2), 2.837874},
		{"pinwheel", densities.NewPinwheel(5, 0.3, 0.1, 0.25, 2), 2.320588},
		{"circles", densities.NewRings([]float64{3, 1.5}, 0.24), 3.268136},
		{"rings", densities.NewRings([]float64{0.75, 1.5, 2.25, 3}, 0.08), 2.623183},
	} {
		if got := c.p.Entropy(); math.Abs(got-c.want) > 6e-7 {
			t.Errorf("%s: entropy is %.8f, want %.6f", c.name, got, c.want)
		}
	}
}

func TestSamplesHaveMeanLogDensityMinusEntropy(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	const n = 10_000
	for _, s := range planes() {
		for _, factor := range []float64{0.3, 1, math.Inf(1)} {
			p, label := s.truth(factor)
			t.Run(s.Name+"/"+label, func(t *testing.T) {
				const seed = 1
				x, logp := ad.New(n, 2), make([]float64, n)
				p.Sample(rand.New(rand.NewPCG(seed, 0)), x)
				p.LogProb(logp, x)
				mean, se := meanAndError(logp)
				if gap := mean + p.Entropy(); math.Abs(gap) > 4*se+1e-12 {
					t.Errorf("mean log p is %.5f ± %.5f, entropy %.5f (seed %d)", mean, se, p.Entropy(), seed)
				}
			})
			if len(s.noise) == 0 {
				break
			}
		}
	}
}

func meanAndError(values []float64) (mean, se float64) {
	n := float64(len(values))
	for _, v := range values {
		mean += v / n
	}
	for _, v := range values {
		se += (v - mean) * (v - mean) / n
	}
	return mean, math.Sqrt(se / n)
}

// The samples are counted in large cells of the same grid over which the
// density is added up, and the counts are put to a χ² test.
func TestSamplesFallWhereTheDensitySays(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	const n, side, seed = 40_000, 20, 2
	for _, s := range planes() {
		t.Run(s.Name, func(t *testing.T) {
			k := targets()[s.Name]
			p, _ := s.truth(1)
			cell := func(x, y float64) int {
				x, y = unfold(s.Name, x, y)
				i := int(side * (x - k.box[0]) / (k.box[1] - k.box[0]))
				j := int(side * (y - k.box[2]) / (k.box[3] - k.box[2]))
				if x < k.box[0] || y < k.box[2] || i >= side || j >= side {
					return side * side
				}
				return i*side + j
			}
			want, got := make([]float64, side*side+1), make([]float64, side*side+1)
			columns, rows := k.cells(side)
			points, logArea := gridOf(s.Name, k, columns, rows)
			logp := make([]float64, points.Rows)
			p.LogProb(logp, points)
			for i, l := range logp {
				want[cell(points.At(i, 0), points.At(i, 1))] += n * math.Exp(l+logArea[i])
			}
			x := ad.New(n, 2)
			p.Sample(rand.New(rand.NewPCG(seed, 0)), x)
			for i := range n {
				got[cell(x.At(i, 0), x.At(i, 1))]++
			}
			chi2, freedom := chiSquare(want, got)
			if q := (distuv.ChiSquared{K: freedom}).Survival(chi2); q < 1e-3 {
				t.Errorf("χ² is %.1f with %v degrees of freedom, p = %.1e (seed %d)", chi2, freedom, q, seed)
			}
		})
	}
}

// chiSquare joins the cells where fewer than 8 samples are expected.
func chiSquare(want, got []float64) (chi2, freedom float64) {
	restWant, restGot := 0.0, 0.0
	for i, w := range want {
		if w < 8 {
			restWant += w
			restGot += got[i]
			continue
		}
		chi2 += (got[i] - w) * (got[i] - w) / w
		freedom++
	}
	return chi2 + (restGot-restWant)*(restGot-restWant)/max(restWant, 1), freedom
}

func TestFarAndInfinitePointsHaveAVanishingDensity(t *testing.T) {
	inf := math.Inf(1)
	x := ad.FromRows([][]float64{{1e5, -1e5}, {1e160, 3}, {0, -1e200}, {inf, 0}, {0, -inf}, {-inf, inf}, {inf, inf}})
	for _, s := range planes() {
		p, _ := s.truth(1)
		logp := make([]float64, x.Rows)
		p.LogProb(logp, x)
		for i, l := range logp {
			if s.Name == "funnel" && i == 0 {
				continue // 1e5 is a wide place of the funnel, tested below
			}
			if !(l < -1e4) {
				t.Errorf("%s: log p%v is %v", s.Name, x.Row(nil, i), l)
			}
		}
	}
	p, logp := densities.Funnel{Columns: 2, Sigma: 3, Variance: 1}, make([]float64, 2)
	p.LogProb(logp, ad.FromRows([][]float64{{-2000, 0}, {-2000, 1e-3}}))
	if want := -2000.0*2000/18 + 1000 - densities.Ln2Pi - math.Log(3); math.Abs(logp[0]-want) > 1e-6 || !math.IsInf(logp[1], -1) {
		t.Errorf("deep in the funnel's neck log p is %v, want %v and −Inf", logp, want)
	}
}

func TestLogProbOfRowsIsThatOfEachRow(t *testing.T) {
	for _, s := range planes() {
		p, _ := s.truth(1)
		x := ad.New(50, 2)
		p.Sample(rand.New(rand.NewPCG(3, 0)), x)
		all, one, row := make([]float64, 50), make([]float64, 1), ad.New(1, 2)
		p.LogProb(all, x)
		for i := range all {
			row.CopyRows(x, i, i+1)
			p.LogProb(one, row)
			if one[0] != all[i] {
				t.Errorf("%s: row %d alone has log p %v, in the batch %v", s.Name, i, one[0], all[i])
			}
		}
		if n := testing.AllocsPerRun(5, func() { p.LogProb(all, x) }); n > 1 {
			t.Errorf("%s: LogProb of 50 rows allocates %v times", s.Name, n)
		}
	}
}

func BenchmarkLogProb10000(b *testing.B) {
	for _, s := range synthetics() {
		b.Run(s.Name, func(b *testing.B) {
			p, _ := s.truth(1)
			x, logp := ad.New(10_000, 2), make([]float64, 10_000)
			p.Sample(rand.New(rand.NewPCG(1, 0)), x)
			for b.Loop() {
				p.LogProb(logp, x)
			}
		})
	}
}

// The entropy of the thinnest curve that the fields allow is the slowest.
func BenchmarkEntropy(b *testing.B) {
	for _, s := range synthetics() {
		for _, factor := range []float64{0, 1} {
			_, label := s.truth(factor)
			b.Run(s.Name+"/"+label, func(b *testing.B) {
				for b.Loop() {
					p, _ := s.truth(factor)
					p.Entropy()
				}
			})
		}
	}
}
