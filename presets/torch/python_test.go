package torch

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
)

// A pythonCase is a script with what bijou finds for it, in the data's own units.
type pythonCase struct {
	Name        string               `json:"name"`
	File        string               `json:"file"`
	Frozen      []bool               `json:"frozen"` // of each layer that is on
	Z           [][]float64          `json:"z"`
	X           [][]float64          `json:"x"`
	Given       [][]float64          `json:"given"`
	Forward     [][]float64          `json:"forward"`
	ForwardLadj []float64            `json:"forward_ladj"`
	Inverse     [][]float64          `json:"inverse"`
	InverseLadj []float64            `json:"inverse_ladj"`
	LogProb     []float64            `json:"log_prob"`
	Gradient    map[string][]float64 `json:"gradient"`
	Pushed      map[string][]float64 `json:"pushed"`
}

// A pythonResult is by how much Python differs, as shares of what is above 1.
type pythonResult struct {
	Name     string
	Forward  float64
	Inverse  float64
	LogProb  float64 `json:"log_prob"`
	Gradient float64
	Pushed   float64
	Frozen   bool
}

// BIJOU_TORCH names a Python that has PyTorch.
func TestTorchFindsTheSameNumbers(t *testing.T) {
	python := os.Getenv("BIJOU_TORCH")
	if python == "" {
		t.Skip("BIJOU_TORCH names no Python that has PyTorch")
	}
	dir, all := t.TempDir(), append(subjects(t), recipeSubjects(t)...)
	worst, results := map[string]pythonResult{}, runPython(t, python, writeCases(t, dir, all))
	if len(results) != len(all) {
		t.Errorf("%d answers for %d cases", len(results), len(all))
	}
	for i, r := range results {
		s := all[i]
		if r.Name != s.name {
			t.Fatalf("%s was answered for %s", r.Name, s.name)
		}
		if !r.within(s.bounds(t)) {
			t.Errorf("seed %d: %s differs by %+v", testSeed, s.name, r)
		}
		w := worst[s.kind]
		worst[s.kind] = pythonResult{
			s.kind, max(w.Forward, r.Forward), max(w.Inverse, r.Inverse), max(w.LogProb, r.LogProb),
			max(w.Gradient, r.Gradient), max(w.Pushed, r.Pushed), true,
		}
	}
	for _, name := range slices.Sorted(maps.Keys(worst)) {
		w := worst[name]
		t.Logf("%-14s forward %.0e  inverse %.0e  log p %.0e  gradient %.0e  forward gradient %.0e", name, w.Forward, w.Inverse, w.LogProb, w.Gradient, w.Pushed)
	}
}

// within tells whether values and gradients are as near as they should be.
func (r pythonResult) within(value, gradient float64) bool {
	return max(r.Forward, r.Inverse, r.LogProb) <= value && max(r.Gradient, r.Pushed) <= gradient && r.Frozen
}

// bounds are those of values and gradients. That of gradients is wider for a residual
// layer, whose singular vectors the power method finds to half the digits of its singular
// values; both are for nets in single precision, which PyTorch adds up in another order.
func (s subject) bounds(t *testing.T) (value, gradient float64) {
	if (flows.Flow{Map: s.Stack.Chain()}).Single() {
		return max(1e-5, roundings*s.unrest(t)), 1e-4
	}
	if s.kind == "residual" {
		return 1e-9, 1e-6
	}
	return 1e-9, 1e-9
}

// roundings is how many times as far as by a rounding of every weight two programs may be
// from each other that compute in single precision: each rounds products and sums.
const roundings = 4

// unrest is by how much values move at most, of some tries, when every parameter moves by a
// rounding to single precision, one part in 2²⁴: exp(s) of one layer after the other makes
// values of 184 of it in one of these flows, and moves them by 9e-6.
func (s subject) unrest(t *testing.T) (most float64) {
	s = s.inDouble(t)
	exact, theta, rng := s.solved(), s.Theta, rand.New(rand.NewPCG(testSeed, 0))
	for range 20 {
		s.Theta = slices.Clone(theta)
		for i := range s.Theta {
			s.Theta[i] *= 1 + math.Ldexp(float64(2*rng.IntN(2)-1), -24)
		}
		moved := s.solved()
		for _, of := range [][2][][]float64{{moved.Forward, exact.Forward}, {moved.Inverse, exact.Inverse}, {{moved.ForwardLadj, moved.InverseLadj, moved.LogProb}, {exact.ForwardLadj, exact.InverseLadj, exact.LogProb}}} {
			most = max(most, offOf(of[0], of[1]))
		}
	}
	return most
}

func writeCases(t *testing.T, dir string, all []subject) (path string) {
	t.Helper()
	path = filepath.Join(dir, "cases.jsonl")
	var lines bytes.Buffer
	for i, s := range all {
		c := s.solved()
		c.File = filepath.Join(dir, caseFile(i))
		writeFile(t, c.File, written(t, s.Script))
		if err := json.NewEncoder(&lines).Encode(c); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
	}
	writeFile(t, path, lines.Bytes())
	return path
}

func caseFile(i int) string { return fmt.Sprintf("flow%d.py", i) }

func writeFile(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func runPython(t *testing.T, python, cases string) (results []pythonResult) {
	t.Helper()
	parts, err := filepath.Abs("parts")
	if err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), python, filepath.Join("testdata", "compare.py"), cases, parts)
	var failed bytes.Buffer
	run.Stderr = &failed
	out, err := run.Output()
	if err != nil {
		t.Errorf("%v\n%s", err, failed.String())
	}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var r pythonResult
		line := bytes.ReplaceAll(lines.Bytes(), []byte("Infinity"), []byte("1e300"))
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		results = append(results, r)
	}
	return results
}

// frozen tells which of the layers in the script are frozen.
func (s subject) frozen() []bool {
	frozen := []bool{}
	for _, l := range s.Stack.Layers {
		if !leftOut(l) {
			frozen = append(frozen, l.Frozen)
		}
	}
	return frozen
}

// solved is what bijou finds.
func (s subject) solved() pythonCase {
	c := pythonCase{Name: s.name, Frozen: s.frozen(), Z: rows(s.z), X: rows(s.own(s.x)), Given: rows(s.ownGiven())}
	flow, units := s.Stack.Flow(s.base), 0.0
	for _, sd := range s.SD {
		units += math.Log(sd)
	}
	tape := ad.NewTape(s.Theta, nil)
	x, ladj := flow.Map.Forward(tape.Const(s.z), s.conditions(tape))
	c.Forward, c.ForwardLadj = rows(s.own(x)), plus(ladj.Data, units)
	z, ladj := flow.Map.Inverse(tape.Const(s.x), s.conditions(tape))
	c.Inverse, c.InverseLadj = rows(z), plus(ladj.Data, -units)
	c.LogProb = plus(flow.LogProb(tape.Const(s.x), s.conditions(tape)).Data, -units)
	c.Gradient = s.gradient(func(t *ad.Tape) *ad.Mat { return flow.LogProb(t.Const(s.x), s.conditions(t)) })
	c.Pushed = s.gradient(func(t *ad.Tape) *ad.Mat {
		x, ladj := flow.Map.Forward(t.Const(s.z), s.conditions(t))
		sd := &ad.Mat{Rows: 1, Cols: len(s.SD), Data: s.SD}
		return ad.Add(ad.SumFeatures(ad.Mul(x, t.Const(sd))), ladj)
	})
	return c
}

func (s subject) conditions(t *ad.Tape) *ad.Mat {
	if s.given == nil {
		return nil
	}
	return t.Const(s.given)
}

// own returns standardised samples in the data's own units.
func (s subject) own(x *ad.Mat) *ad.Mat {
	own := ad.New(x.Rows, x.Cols)
	for j := range x.Cols {
		for i, v := range x.Col(j) {
			own.Set(i, j, s.Mean[j]+s.SD[j]*v)
		}
	}
	return own
}

// ownGiven returns the conditions in the units that Python takes.
func (s subject) ownGiven() *ad.Mat {
	if s.given == nil || s.GivenMean == nil {
		return s.given
	}
	own := ad.New(s.given.Rows, s.given.Cols)
	for j := range own.Cols {
		for i, v := range s.given.Col(j) {
			own.Set(i, j, s.GivenMean[j]+s.GivenSD[j]*v)
		}
	}
	return own
}

// gradient returns that of the mean over the samples, by the names of the state.
func (s subject) gradient(of func(t *ad.Tape) *ad.Mat) map[string][]float64 {
	tape := ad.NewTape(s.Theta, make([]float64, len(s.Theta)))
	tape.Backward(ad.Scale(ad.Sum(of(tape)), 1/float64(s.x.Rows)))
	script := s.Script
	script.Theta = tape.Grad()
	named := map[string][]float64{}
	for _, t := range script.state()[2:] {
		named[t.name] = t.data
	}
	return named
}

func rows(m *ad.Mat) [][]float64 {
	if m == nil {
		return nil
	}
	out := make([][]float64, m.Rows)
	for i := range out {
		out[i] = m.Row(nil, i)
	}
	return out
}

func plus(x []float64, by float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = v + by
	}
	return out
}

func written(t *testing.T, s Script) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// inDouble is the subject with all nets in double precision.
func (s subject) inDouble(t *testing.T) subject {
	t.Helper()
	layers := slices.Clone(s.Stack.Layers)
	for i, l := range layers {
		if _, is := l.Values["precision"]; is {
			layers[i].Item = set(t, l.Item, "precision", "double")
		}
	}
	stack, err := flows.Restack(layers, s.Stack.Shape, s.Stack.Given)
	if err != nil {
		t.Fatal(err)
	}
	s.Stack, s.base = stack.WithBase(s.base)
	return s
}

// offOf is by how much numbers differ, as a share of what is above 1.
func offOf(got, want [][]float64) (most float64) {
	for i, row := range want {
		for j, v := range row {
			most = max(most, math.Abs(got[i][j]-v)/max(math.Abs(v), 1))
		}
	}
	return most
}

// The wider bound holds where a flow is ill-conditioned, and stays small for the others.
func TestFewFlowsInSinglePrecisionNeedAWiderBound(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	wider, single := 0, 0
	for _, s := range subjects(t) {
		if !(flows.Flow{Map: s.Stack.Chain()}).Single() {
			continue
		}
		value, _ := s.bounds(t)
		if single++; value > 1e-5 {
			wider++
		}
		if value > 1e-4 {
			t.Errorf("%s: a bound of %.0e says nothing", s.name, value)
		}
	}
	if single < 20 || 3*wider > single {
		t.Errorf("%d of %d have a wider bound", wider, single)
	}
}
