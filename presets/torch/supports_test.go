package torch

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// boundedSnapshot is a run over one column for each kind of support.
func boundedSnapshot(t *testing.T) *model.Snapshot {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	src := model.Source{
		Spec: "bounded", Columns: []string{"a", "b", "c", "d", "e"}, Points: ad.New(60, 5),
		Supports: []model.Support{model.Positive, {Lo: math.Inf(-1), Hi: 4}, {Lo: -1, Hi: 3}, {Lo: -3, Hi: 3.5, Wraps: true}, {}},
	}
	for i := range src.Points.Rows {
		for j, s := range src.Supports {
			src.Points.Set(i, j, s.FromLine(rng.NormFloat64()))
		}
	}
	base, spec, err := flows.ParseStack("actnorm, coupling(rqs, hidden=8), linear")
	if err != nil {
		t.Fatal(err)
	}
	settings, err := model.ParseSettings("adam(lr=0.01), steps=40")
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(model.Config{Source: src, Base: base, Spec: spec, Settings: settings, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	for range 40 {
		f.Step()
	}
	return f.BestSnapshot()
}

func TestSupportsAreWrittenAsPython(t *testing.T) {
	text := string(written(t, Of(boundedSnapshot(t))))
	for _, want := range []string{
		"import math\n", "class Bounded(Flow):", "# Column 1: a, in its support positive",
		"flow = Bounded(5, ", ", supports=[(0, math.inf), (-math.inf, 4), (-1, 3), (-3, 3.5, True), (-math.inf, math.inf)])",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the script lacks %q", want)
		}
	}
}

func TestTorchKeepsToTheSupports(t *testing.T) {
	python := os.Getenv("BIJOU_TORCH")
	if python == "" {
		t.Skip("BIJOU_TORCH names no Python that has PyTorch")
	}
	s := boundedSnapshot(t)
	file := filepath.Join(t.TempDir(), "flow.py")
	writeFile(t, file, written(t, Of(s)))
	z := normals(rand.New(rand.NewPCG(3, 4)), 8, 5)
	e := s.Stack.Evaluator(s.Base, s.Theta)
	forward, inverse := e.Forward(z), e.Inverse(s.Data.Test.X)
	sum := func(p flows.Path, x *ad.Mat, sign float64) []float64 {
		total := make([]float64, x.Rows)
		s.Data.LogUnits(total, x)
		for i := range total {
			total[i] *= sign
			for _, ladj := range p.Ladj {
				total[i] += ladj.Data[i]
			}
		}
		return total
	}
	made, logp := forward.At[len(forward.At)-1], make([]float64, s.Data.Test.X.Rows)
	s.LogProb(logp, s.Data.Test.X)
	line, err := json.Marshal(map[string]any{
		"file": file, "z": rows(z), "forward": rows(s.Data.Own(made)), "forward_ladj": sum(forward, made, 1),
		"x": rows(s.Data.Own(s.Data.Test.X)), "inverse": rows(inverse.At[0]), "inverse_ladj": sum(inverse, s.Data.Test.X, -1), "log_prob": logp,
		"outside": rows(ad.FromRows([][]float64{{0, 1, 1, 1, 1}, {1, 4, 1, 1, 1}, {1, 1, 5, 1, 1}, {-2, 1, 1, 1, 1}})),
	})
	if err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), python, filepath.Join("testdata", "bounded.py"))
	var failed bytes.Buffer
	run.Stdin, run.Stderr = bytes.NewReader(line), &failed
	answer, err := run.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, failed.String())
	}
	if off, err := strconv.ParseFloat(strings.TrimSpace(string(answer)), 64); err != nil || !(off < 1e-9) {
		t.Errorf("Python differs by %s", answer)
	}
}
