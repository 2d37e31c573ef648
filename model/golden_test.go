package model

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
)

// The golden runs were made by a separate program that shares no code with this
// one. BIJOU_GOLDEN names another directory in the same format.

type goldenRun struct {
	Name  string
	Dim   int
	Hyper struct {
		Objective, Optimizer  string
		Steps, Batch          int
		LR, Beta1, Beta2, Eps float64
		Layers                []goldenLayer
	}
	Params      map[string]nested
	FirstGrad   map[string]nested `json:"first_grad"`
	FinalParams map[string]nested `json:"final_params"`
	Batches     [][][]float64
	Losses      []float64
	FinalLoss   float64 `json:"final_loss_first_batch"`
	Tol         struct {
		Losses      float64
		FinalParams float64 `json:"final_params"`
		FirstGrad   float64 `json:"first_grad"`
	}
}

type goldenLayer struct {
	Kind    string
	Flipped bool
	Hyper   struct {
		Transform   string
		Mask, Order []int
		Hidden      []int
		Activation  string
		Clamp       float64
		Bins        int
		Bound       float64
		MinWidth    float64 `json:"min_width"`
		MinHeight   float64 `json:"min_height"`
		MinSlope    float64 `json:"min_derivative"`
	}
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

func TestGoldenRuns(t *testing.T) {
	dir := os.Getenv("BIJOU_GOLDEN")
	if dir == "" {
		dir = filepath.Join("..", "flows", "testdata", "golden")
	}
	raw, err := os.ReadFile(filepath.Join(dir, "training.json"))
	if err != nil {
		t.Fatalf("no golden runs: %v", err)
	}
	var file struct {
		Format int
		Kind   string
		Cases  []goldenRun
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, c := range file.Cases {
		t.Run("training/"+c.Name, c.check)
		ran++
	}
	if file.Format != 1 || file.Kind != "training" || ran == 0 {
		t.Errorf("training.json: format %d, kind %q, %d runs", file.Format, file.Kind, ran)
	}
}

// check runs the case with Fit.Step, whatever a step does.
func (c goldenRun) check(t *testing.T) {
	f := c.fit(t)
	for range c.Hyper.Steps {
		f.Step()
		if f.step == 1 {
			c.compare(t, "gradient", f, f.gradient.sum, c.FirstGrad, func(_, most float64) float64 {
				return c.Tol.FirstGrad * (1 + most)
			})
		}
	}
	if f.guard.skipped > 0 || len(f.trainCurve.points) != len(c.Losses) {
		t.Fatalf("%d steps skipped, %d losses, want %d", f.guard.skipped, len(f.trainCurve.points), len(c.Losses))
	}
	for k, want := range c.Losses {
		closeTo(t, fmt.Sprintf("loss %d", k), f.trainCurve.points[k].NLL, want, c.Tol.Losses)
	}
	c.compare(t, "final", f, f.theta, c.FinalParams, func(want, _ float64) float64 {
		return c.Tol.FinalParams * (1 + math.Abs(want))
	})
	f.gradient.at(f.batches.At(0))
	closeTo(t, "final loss of the first batch", f.gradient.total(), c.FinalLoss, c.Tol.Losses)
}

// fit returns a run at the start of the case: its batches in their order, as
// they are, and its parameters.
func (c goldenRun) fit(t *testing.T) *Fit {
	h := c.Hyper
	src, objective := points(20, c.Dim), likelihoodName
	if h.Objective == "reverse_kl" {
		src.Target, objective = u1{}, reverseName
	}
	f := fit(t, src, c.spec(t), fmt.Sprintf("%s(lr=%g, beta1=%g, beta2=%g, eps=%g), batch=%d, steps=%d, schedule=constant, clip=0, objective=%s",
		h.Optimizer, h.LR, h.Beta1, h.Beta2, h.Eps, h.Batch, h.Steps, objective))
	var all [][]float64
	for _, b := range c.Batches {
		all = append(all, b...)
	}
	f.data = &Data{Source: src, Mean: make([]float64, c.Dim), SD: slices.Repeat([]float64{1}, c.Dim), Train: ad.FromRows(all), Val: ad.FromRows(c.Batches[0])}
	f.rebuild()
	b := newBatches(f.data, 0, h.Batch)
	f.batches, b.epoch = b, 0
	for i := range b.order {
		b.order[i] = i
	}
	c.eachBlock(t, f, c.Params, func(_ string, got, want []float64) { copy(got, want) }, f.theta)
	return f
}

// u1 is the first energy of Rezende and Mohamed 2015, the target of the golden
// run, written here once more so that the test shares no code with it.
type u1 struct{}

func (u1) Dim() int      { return 2 }
func (u1) LogZ() float64 { return 1.8775 }

func (u1) LogWeight(dst []float64, x *ad.Mat) {
	for i := range dst {
		a, b := x.At(i, 0), x.At(i, 1)
		ring := (math.Hypot(a, b) - 2) / 0.4
		right, left := (a-2)/0.6, (a+2)/0.6
		dst[i] = -ring*ring/2 + math.Log(math.Exp(-right*right/2)+math.Exp(-left*left/2))
	}
}

func (u1) Score(grad, x *ad.Mat) {
	for i := range x.Rows {
		a, b := x.At(i, 0), x.At(i, 1)
		r := math.Hypot(a, b)
		pull := -(r - 2) / (0.16 * r)
		right, left := math.Exp(-(a-2)*(a-2)/0.72), math.Exp(-(a+2)*(a+2)/0.72)
		grad.Set(i, 0, pull*a-((a-2)*right+(a+2)*left)/(0.36*(right+left)))
		grad.Set(i, 1, pull*b)
	}
}

func (c goldenRun) compare(t *testing.T, what string, f *Fit, got []float64, want map[string]nested, tol func(want, most float64) float64) {
	t.Helper()
	c.eachBlock(t, f, want, func(name string, got, want []float64) {
		most := 0.0
		for _, w := range want {
			most = max(most, math.Abs(w))
		}
		for i, w := range want {
			closeTo(t, fmt.Sprintf("%s %s[%d]", what, name, i), got[i], w, tol(w, most))
		}
	}, got)
}

// eachBlock pairs the blocks of the stack, in a vector laid out as θ, with the
// arrays of their names.
func (c goldenRun) eachBlock(t *testing.T, f *Fit, arrays map[string]nested, visit func(name string, got, want []float64), in []float64) {
	t.Helper()
	seen := 0
	for i, l := range f.stack.Layers {
		for _, b := range l.Blocks {
			name := fmt.Sprintf("layer%d.%s", i, b.Name)
			if len(arrays[name]) != b.Len() {
				t.Fatalf("%s has %d entries, want %d", name, len(arrays[name]), b.Len())
			}
			visit(name, b.In(in), arrays[name])
			seen++
		}
	}
	if seen != len(arrays) {
		t.Fatalf("the stack has %d blocks, the case %d", seen, len(arrays))
	}
}

// spec writes the layers of the case as the catalogue has them.
func (c goldenRun) spec(t *testing.T) string {
	t.Helper()
	var layers []string
	for _, l := range c.Hyper.Layers {
		layers = append(layers, l.spec(t))
	}
	return strings.Join(layers, ", ")
}

func (l goldenLayer) spec(t *testing.T) string {
	t.Helper()
	h := l.Hyper
	var args []string
	if h.Transform != "" {
		args = append(args, h.Transform, "hidden="+flows.FormatWidths(h.Hidden), "act="+h.Activation)
	}
	switch h.Transform {
	case "affine":
		args = append(args, "clamp="+flows.FormatFloat(h.Clamp))
	case "rqs":
		if h.MinWidth != 1e-3 || h.MinHeight != 1e-3 || h.MinSlope != 1e-3 {
			t.Fatalf("the catalogue has splines of least width, height and slope 1e-3 only")
		}
		args = append(args, fmt.Sprintf("bins=%d, bound=%g", h.Bins, h.Bound))
	}
	if h.Mask != nil {
		args = append(args, maskName(t, h.Mask))
	}
	if h.Order != nil {
		args = append(args, orderName(t, h.Order))
	}
	if l.Flipped {
		args = append(args, "flip")
	}
	return l.Kind + "(" + strings.Join(args, ", ") + ")"
}

func maskName(t *testing.T, mask []int) string {
	t.Helper()
	d := len(mask)
	passes := map[string]func(i int) bool{
		"even":   func(i int) bool { return i%2 == 0 },
		"odd":    func(i int) bool { return i%2 == 1 },
		"first":  func(i int) bool { return i < (d+1)/2 },
		"second": func(i int) bool { return i >= (d+1)/2 },
	}
	for name, pass := range passes {
		fits := true
		for i, m := range mask {
			fits = fits && pass(i) == (m == 1)
		}
		if fits {
			return name
		}
	}
	t.Fatalf("the catalogue has no mask %v", mask)
	return ""
}

func orderName(t *testing.T, order []int) string {
	t.Helper()
	forward, reverse := true, true
	for p, i := range order {
		forward, reverse = forward && i == p, reverse && i == len(order)-1-p
	}
	switch {
	case forward:
		return "forward"
	case reverse:
		return "reverse"
	}
	t.Fatalf("the catalogue has no order %v", order)
	return ""
}
