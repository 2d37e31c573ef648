package flows

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// The golden vectors were made by a separate program that shares no code with
// this one; the format is that of testdata/golden/README.md. BIJOU_GOLDEN names
// another directory in the same format.

// goldenBuilders makes the layer of a case from its hyper-parameters, by kind.
// A file for every kind must be there and hold cases.
var goldenBuilders = map[string]func(p *nn.Params, d int, h hyper) Bijection{
	"affine": func(p *nn.Params, d int, _ hyper) Bijection { return newAffine(p, d, 1, 0) },
	"linear": func(p *nn.Params, d int, h hyper) Bijection { return newLinear(p, d, h.Perm, h.SignS) },
	"planar": func(p *nn.Params, d int, _ hyper) Bijection { return newPlanar(p, d) },
	"radial": func(p *nn.Params, d int, _ hyper) Bijection { return newRadial(p, d) },
	"coupling": func(p *nn.Params, d int, h hyper) Bijection {
		mask := make([]bool, d)
		for i, m := range h.Mask {
			mask[i] = m == 1
		}
		return newCoupling(p, mask, 0, h.net(), h.transform(blocked))
	},
	"autoregressive": func(p *nn.Params, _ int, h hyper) Bijection {
		return newAutoregressive(p, h.Order, 0, h.net(), h.transform(interleaved))
	},
	"iaf": func(p *nn.Params, _ int, h hyper) Bijection {
		return &IAF{*newAutoregressive(p, h.Order, 0, h.net(), h.transform(interleaved))}
	},
	"naf_dsf": func(p *nn.Params, _ int, h hyper) Bijection {
		return newAutoregressive(p, h.Order, 0, h.net(), newSigmoids(h.Components, bySoftplus, 0))
	},
	"residual":        func(p *nn.Params, d int, h hyper) Bijection { return newResidual(p, d, h.net(), 0, 0) },
	"sylvester":       func(p *nn.Params, d int, h hyper) Bijection { return newSylvester(p, d, h.M, h.Householder) },
	"rqs_elementwise": func(p *nn.Params, d int, h hyper) Bijection { return newElementwiseSpline(p, d, h.spline()) },
	"logistic_mixture_gaussianize": func(p *nn.Params, d int, h hyper) Bijection {
		return newGaussianize(p, d, h.Components)
	},
	"exp":      func(*nn.Params, int, hyper) Bijection { return newElementwise(expCurve{}, logCurve{}) },
	"softplus": func(*nn.Params, int, hyper) Bijection { return newElementwise(softplusCurve{}, softplusInverseCurve{}) },
	"sigmoid":  func(*nn.Params, int, hyper) Bijection { return newElementwise(sigmoidCurve{}, logitCurve{}) },
}

type hyper struct {
	Transform  string
	Mask       []int
	Order      []int
	Hidden     []int
	Activation string
	Clamp      float64
	Bins       int
	Bound      float64
	Perm       []int
	SignS      []float64 `json:"sign_s"`
	MinWidth   float64   `json:"min_width"`
	MinHeight  float64   `json:"min_height"`
	MinSlope   float64   `json:"min_derivative"`

	M, Householder int
	Components     int
}

func (h hyper) net() net { return net{hidden: h.Hidden, act: nn.ParseActivation(h.Activation)} }

func (h hyper) transform(l layout) transform {
	switch h.Transform {
	case "additive":
		return additive{}
	case "affine":
		return newScaleShift(h.Clamp, l)
	}
	return h.spline()
}

func (h hyper) spline() *spline {
	return newSpline(h.Bins, h.Bound, least{h.MinWidth, h.MinHeight, h.MinSlope})
}

type goldenFile struct {
	Format int
	Kind   string
	Cases  []goldenCase
}

type goldenCase struct {
	Name       string
	Dim        int
	Hyper      hyper
	Params     map[string]nested
	Z, X       [][]float64
	Logdet     []float64
	CotX       [][]float64 `json:"cot_x"`
	CotZ       [][]float64 `json:"cot_z"`
	CotLogdet  []float64   `json:"cot_logdet"`
	ForwardVJP vjp         `json:"forward_vjp"`
	InverseVJP vjp         `json:"inverse_vjp"`
	Tol        struct {
		Forward, Inverse float64
		ForwardGrad      float64 `json:"forward_grad"`
		InverseGrad      float64 `json:"inverse_grad"`
	}
}

type vjp struct {
	Loss    float64
	DZ, DX  [][]float64
	DParams map[string]nested `json:"dparams"`
}

// nested is an array of any depth, flattened in row-major order.
type nested []float64

func (n *nested) UnmarshalJSON(b []byte) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	n.add(v)
	return nil
}

func (n *nested) add(v any) {
	switch v := v.(type) {
	case float64:
		*n = append(*n, v)
	case []any:
		for _, e := range v {
			n.add(e)
		}
	}
}

func goldenDir() string {
	if dir := os.Getenv("BIJOU_GOLDEN"); dir != "" {
		return dir
	}
	return filepath.Join("testdata", "golden")
}

func TestGolden(t *testing.T) {
	for kind, build := range goldenBuilders {
		raw, err := os.ReadFile(filepath.Join(goldenDir(), kind+".json"))
		if err != nil {
			t.Errorf("no golden vectors for %s: %v", kind, err)
			continue
		}
		var file goldenFile
		if err := json.Unmarshal(raw, &file); err != nil {
			t.Errorf("%s.json: %v", kind, err)
			continue
		}
		if file.Format != 1 || file.Kind != kind || len(file.Cases) == 0 {
			t.Errorf("%s.json: format %d, kind %q, %d cases", kind, file.Format, file.Kind, len(file.Cases))
		}
		for _, c := range file.Cases {
			t.Run(kind+"/"+c.Name, func(t *testing.T) { c.check(t, build) })
		}
	}
}

func (c goldenCase) check(t *testing.T, build func(*nn.Params, int, hyper) Bijection) {
	var params nn.Params
	layer := build(&params, c.Dim, c.Hyper)
	theta := make([]float64, params.Len)
	c.load(t, params.Blocks, theta)
	tape := ad.NewTape(theta, make([]float64, len(theta)))

	z := tape.Leaf(ad.FromRows(c.Z))
	x, ladj := layer.Forward(z, nil)
	closeEntries(t, "x", rowsOf(x), c.X, c.Tol.Forward)
	closeEntries(t, "logdet", ladj.Data, c.Logdet, c.Tol.Forward)
	loss, scale := c.loss(tape, x, ladj, c.CotX)
	closeTo(t, "loss", loss.Data[0], c.ForwardVJP.Loss, c.Tol.Forward*scale)
	tape.Backward(loss)
	closeArray(t, "dz", gradRows(z), flat(c.ForwardVJP.DZ), c.Tol.ForwardGrad)
	c.gradients(t, params.Blocks, tape.Grad(), c.ForwardVJP, c.Tol.ForwardGrad)

	tape.Reset()
	x = tape.Leaf(ad.FromRows(c.X))
	z, ladj = layer.Inverse(x, nil)
	closeEntries(t, "z", rowsOf(z), c.Z, c.Tol.Inverse)
	closeEntries(t, "inverse logdet", ladj.Data, negated(c.Logdet), c.Tol.Inverse)
	loss, scale = c.loss(tape, z, ladj, c.CotZ)
	closeTo(t, "inverse loss", loss.Data[0], c.InverseVJP.Loss, c.Tol.Inverse*scale)
	tape.Backward(loss)
	closeArray(t, "dx", gradRows(x), flat(c.InverseVJP.DX), c.Tol.InverseGrad)
	c.gradients(t, params.Blocks, tape.Grad(), c.InverseVJP, c.Tol.InverseGrad)
}

// load copies the parameters of the case, every one into the block of its name.
func (c goldenCase) load(t *testing.T, blocks []nn.Block, theta []float64) {
	t.Helper()
	if len(blocks) != len(c.Params) {
		t.Fatalf("%d blocks for %d parameters", len(blocks), len(c.Params))
	}
	for _, b := range blocks {
		if len(c.Params[b.Name]) != b.Len() {
			t.Fatalf("%s has %d entries, want %d", b.Name, b.Len(), len(c.Params[b.Name]))
		}
		copy(b.In(theta), c.Params[b.Name])
	}
}

// loss is Σ cot·v + Σ c·ladj; scale is 1 plus the sum of the absolute terms.
func (c goldenCase) loss(tape *ad.Tape, v, ladj *ad.Mat, cot [][]float64) (loss *ad.Mat, scale float64) {
	a, b := ad.FromRows(cot), ad.New(v.Rows, 1)
	copy(b.Data, c.CotLogdet)
	scale = 1
	for i, w := range a.Data {
		scale += math.Abs(w * v.Data[i])
	}
	for i, w := range b.Data {
		scale += math.Abs(w * ladj.Data[i])
	}
	return ad.Add(ad.Sum(ad.Mul(v, tape.Const(a))), ad.Sum(ad.Mul(ladj, tape.Const(b)))), scale
}

func (c goldenCase) gradients(t *testing.T, blocks []nn.Block, grad []float64, want vjp, tol float64) {
	t.Helper()
	for _, b := range blocks {
		closeArray(t, "d"+b.Name, b.In(grad), want.DParams[b.Name], tol)
	}
}

// closeEntries compares entry by entry: |got − want| ≤ tol·(1 + |want|).
func closeEntries[W [][]float64 | []float64](t *testing.T, what string, got []float64, want W, tol float64) {
	t.Helper()
	for i, w := range flat(want) {
		closeTo(t, fmt.Sprintf("%s[%d]", what, i), got[i], w, tol*(1+math.Abs(w)))
	}
}

// closeArray compares with the scale of the whole array: tol·(1 + max|want|).
func closeArray(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s has %d entries, want %d", what, len(got), len(want))
		return
	}
	top := 0.0
	for _, w := range want {
		top = max(top, math.Abs(w))
	}
	for i, w := range want {
		closeTo(t, fmt.Sprintf("%s[%d]", what, i), got[i], w, tol*(1+top))
	}
}

func closeTo(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.17g, want %.17g: off by %.2g, allowed %.2g", what, got, want, math.Abs(got-want), tol)
	}
}

func flat[W [][]float64 | []float64](w W) []float64 {
	switch w := any(w).(type) {
	case [][]float64:
		return slices.Concat(w...)
	case []float64:
		return w
	}
	return nil
}

func rowsOf(m *ad.Mat) []float64 {
	var rows []float64
	for i := range m.Rows {
		rows = append(rows, m.Row(nil, i)...)
	}
	return rows
}

func gradRows(m *ad.Mat) []float64 {
	return rowsOf(&ad.Mat{Rows: m.Rows, Cols: m.Cols, Data: m.Grad})
}

func negated(x []float64) []float64 {
	n := make([]float64, len(x))
	for i, v := range x {
		n[i] = -v
	}
	return n
}
