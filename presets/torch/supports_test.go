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
	return fittedTo(t, src)
}

// fittedTo is a run over data after 40 steps.
func fittedTo(t *testing.T, src model.Source) *model.Snapshot {
	t.Helper()
	base, spec, err := flows.ParseStack("actnorm, coupling(rqs, hidden=8, double), linear") // to hold Python to 1e-9
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
	if off, err := ask(t, python, "bounded.py", line); err != nil || !(off < 1e-9) {
		t.Errorf("Python differs by %g, %v", off, err)
	}
}

// ask gives a program of testdata a case and returns by how much it differs.
func ask(t *testing.T, python, program string, line []byte) (float64, error) {
	t.Helper()
	run := exec.CommandContext(t.Context(), python, filepath.Join("testdata", program))
	var failed bytes.Buffer
	run.Stdin, run.Stderr = bytes.NewReader(line), &failed
	answer, err := run.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, failed.String())
	}
	return strconv.ParseFloat(strings.TrimSpace(string(answer)), 64)
}

// codedSnapshot is a run over counts, amounts that are 0 in many rows, and numbers.
func codedSnapshot(t *testing.T) *model.Snapshot {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	src := model.Source{
		Spec: "coded", Columns: []string{"a", "b", "c"}, Points: ad.New(80, 3), Whole: []bool{true, false, false},
		Atoms: []model.Atom{{}, {Is: true}, {}}, Supports: []model.Support{model.Positive, model.Positive, {}},
	}
	for i := range src.Points.Rows {
		src.Points.Set(i, 0, float64(rng.IntN(5)))
		src.Points.Set(i, 1, max(0, rng.NormFloat64()))
		src.Points.Set(i, 2, rng.NormFloat64())
	}
	return fittedTo(t, src)
}

func TestTorchKnowsWholeNumbersAndAtoms(t *testing.T) {
	python := os.Getenv("BIJOU_TORCH")
	if python == "" {
		t.Skip("BIJOU_TORCH names no Python that has PyTorch")
	}
	s := codedSnapshot(t)
	file := filepath.Join(t.TempDir(), "flow.py")
	writeFile(t, file, written(t, Of(s)))
	x := ad.FromRows([][]float64{{0, 0, 0.5}, {3, 0, -1}, {2, 0.7, 0.1}, {4, 1.9, 2}, {7, 0.01, 0}, {1.5, 0, 0}, {-1, 1, 0}, {1, -0.5, 0}})
	logp := make([]float64, x.Rows)
	s.Score(logp, x)
	list := make([]model.Number, len(logp))
	for i, v := range logp {
		list[i] = model.Number(v)
	}
	line, err := json.Marshal(map[string]any{"file": file, "x": rows(x), "log_prob": list})
	if err != nil {
		t.Fatal(err)
	}
	off, err := ask(t, python, "coded.py", line)
	if err != nil || !(off < 1e-9) {
		t.Errorf("Python differs by %g, %v", off, err)
	}
}
