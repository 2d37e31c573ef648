package densities

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
)

// A goldenCase is one density of densities.json.
type goldenCase struct {
	Name  string
	Dim   int
	Hyper goldenHyper
	X     [][]float64
	LogP  []*float64 // null stands for −∞
	Grad  [][]float64
	Tol   struct{ LogP, Grad float64 }
}

type goldenHyper struct {
	Density        string
	Components     int
	Radius, Std    float64
	HalfWidth      float64 `json:"half_width"`
	Cell           float64
	Sigma          float64
	Variance       *float64 // 1 where the file does not say
	Sigma1, Sigma2 float64
	Curvature      float64
}

// goldenEnergies are not softened: U2 to U4 as the paper has them.
var goldenEnergies = map[string]func(x, y float64) (v, dx, dy float64){"u1": U1, "u2": U2, "u3": U3, "u4": U4}

// density builds what a case describes, or nil for the energies and the radial
// rings, which are not data sets.
func (c goldenCase) density(t *testing.T) model.Density {
	switch h := c.Hyper; h.Density {
	case "standard_normal":
		return Normal{Columns: c.Dim}
	case "eight_gaussians":
		return RingOfGaussians(h.Components, h.Radius, h.Std)
	case "checkerboard":
		return Checkerboard{Half: h.HalfWidth, Cell: h.Cell}
	case "funnel":
		variance := 1.0
		if h.Variance != nil {
			variance = *h.Variance
		}
		return Funnel{Columns: c.Dim, Sigma: h.Sigma, Variance: variance}
	case "banana":
		return Banana(h.Sigma1, h.Sigma2, h.Curvature)
	case "rings", "u1", "u2", "u3", "u4":
		return nil
	default:
		t.Errorf("%s: no density is called %q", c.Name, h.Density)
		return nil
	}
}

func TestGoldenDensities(t *testing.T) {
	dir := os.Getenv("BIJOU_GOLDEN")
	if dir == "" {
		dir = filepath.Join("..", "..", "flows", "testdata", "golden")
	}
	text, err := os.ReadFile(filepath.Join(dir, "densities.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []goldenCase }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, c := range file.Cases {
		checked++
		if at, ok := goldenEnergies[c.Hyper.Density]; ok {
			t.Run("densities/"+c.Name, func(t *testing.T) { c.checkEnergy(t, at) })
			continue
		}
		p := c.density(t)
		if p == nil {
			continue
		}
		t.Run("densities/"+c.Name, func(t *testing.T) { c.check(t, p) })
	}
	if checked == 0 {
		t.Fatalf("%s holds no density that is a data set", dir)
	}
}

func (c goldenCase) check(t *testing.T, p model.Density) {
	if len(c.X) != len(c.LogP) || len(c.X) == 0 || p.Dim() != c.Dim {
		t.Fatalf("%d points in %d dimensions, %d values", len(c.X), c.Dim, len(c.LogP))
	}
	got := make([]float64, len(c.X))
	p.LogProb(got, ad.FromRows(c.X))
	for i, want := range c.LogP {
		if want == nil {
			if !math.IsInf(got[i], -1) {
				t.Errorf("log p%v is %v, want −Inf", c.X[i], got[i])
			}
		} else if !(math.Abs(got[i]-*want) <= c.Tol.LogP*(1+math.Abs(*want))) {
			t.Errorf("log p%v is %.17g, want %.17g", c.X[i], got[i], *want)
		}
	}
}

func (c goldenCase) checkEnergy(t *testing.T, at func(x, y float64) (v, dx, dy float64)) {
	top := 0.0
	for _, g := range c.Grad {
		top = max(top, math.Abs(g[0]), math.Abs(g[1]))
	}
	for i, x := range c.X {
		v, dx, dy := at(x[0], x[1])
		if want := *c.LogP[i]; !(math.Abs(v-want) <= c.Tol.LogP*(1+math.Abs(want))) {
			t.Errorf("log p%v is %.17g, want %.17g", x, v, want)
		}
		if want := c.Grad[i]; !(max(math.Abs(dx-want[0]), math.Abs(dy-want[1])) <= c.Tol.Grad*(1+top)) {
			t.Errorf("gradient at %v is %.17g, %.17g, want %v", x, dx, dy, want)
		}
	}
}
