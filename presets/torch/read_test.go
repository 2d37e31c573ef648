package torch

import (
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
	"strings"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/safetensors"
	"bijou/presets"
)

// tensors is the state of a script as a file of weights has it.
func tensors(s Script) map[string]safetensors.Tensor {
	all := map[string]safetensors.Tensor{}
	for _, t := range s.state() {
		all[t.name] = safetensors.Tensor{Shape: t.shape, Data: slices.Clone(t.data)}
	}
	return all
}

func TestWeightsComeBackAsTheyLeft(t *testing.T) {
	rng := rand.New(rand.NewPCG(testSeed, 9))
	for _, s := range subjects(t) {
		moved := s.Script
		moved.Theta = slices.Clone(s.Theta)
		for _, w := range moved.state()[s.unitTensors():] {
			for k := range w.data {
				if w.free == nil || w.free[k] != 0 {
					w.data[k] += rng.NormFloat64()
				}
			}
		}
		theta, err := s.Weights(tensors(moved))
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		if want, got := tensors(moved), tensors(learnt(s.Script, theta)); !maps.EqualFunc(want, got, func(a, b safetensors.Tensor) bool { return slices.Equal(a.Data, b.Data) }) {
			t.Errorf("%s: other weights came back", s.name)
		}
	}
}

// PyTorch multiplies by a mask, and bijou holds what it hides at 0.
func TestWhatAMaskHidesStays(t *testing.T) {
	s := small(t, "autoregressive(hidden=5)")
	m := tensors(s)
	for _, w := range m {
		for k := range w.Data {
			w.Data[k] += 1
		}
	}
	m["mean"], m["sd"] = tensors(s)["mean"], tensors(s)["sd"]
	theta, err := s.Weights(m)
	if err != nil {
		t.Fatal(err)
	}
	hidden := 0
	for _, w := range learnt(s, theta).state() {
		for k, v := range w.data {
			if w.free != nil && w.free[k] == 0 {
				hidden++
				if v != 0 {
					t.Errorf("%s[%d], which is hidden, became %v", w.name, k, v)
				}
			}
		}
	}
	if hidden == 0 {
		t.Error("nothing is hidden")
	}
}

func learnt(s Script, theta []float64) Script {
	s.Theta = theta
	return s
}

func TestWeightsOfAnotherFlowAreRefused(t *testing.T) {
	s := small(t, "actnorm, coupling(hidden=4), affine(off), linear")
	for want, change := range map[string]func(m map[string]safetensors.Tensor){
		"lack layers.1.net.0.weight": func(m map[string]safetensors.Tensor) { delete(m, "layers.1.net.0.weight") },
		"has no layers.7.shift":      func(m map[string]safetensors.Tensor) { m["layers.7.shift"] = m["mean"] },
		"layers.1.net.0.weight is [1 4] and would be [4 1]": func(m map[string]safetensors.Tensor) {
			w := m["layers.1.net.0.weight"]
			m["layers.1.net.0.weight"] = safetensors.Tensor{Shape: []int{1, 4}, Data: w.Data}
		},
		"data in other units": func(m map[string]safetensors.Tensor) { m["sd"].Data[0] *= 1.001 },
		"what is no number":   func(m map[string]safetensors.Tensor) { m["layers.2.lower"].Data[0] = math.NaN() },
	} {
		m := tensors(s)
		change(m)
		if _, err := s.Weights(m); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	prefixed := map[string]safetensors.Tensor{}
	for name, w := range tensors(s) {
		prefixed["module."+name] = w
	}
	if _, err := s.Weights(prefixed); err != nil {
		t.Errorf("of several processes: %v", err)
	}
}

func TestAFileThatHoldsNoWeightsIsRefused(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a pickle of torch.save": "PK\x03\x04rest", "holds no weights": "x,y\n1,2\n", "is no file": ""} {
		path := filepath.Join(dir, "w")
		writeFile(t, path, []byte(text))
		if text == "" {
			path = dir
		}
		if _, err := ReadWeights(path); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %s", err, name)
		}
	}
}

func TestARunGoesOnFromWeightsOfElsewhere(t *testing.T) {
	cfg, err := presets.ParseRecipe("moons(n=300) | actnorm, coupling(hidden=8)*2 | adam, steps=30, average=0.9 | seed=1")
	if err != nil {
		t.Fatal(err)
	}
	teacher, pupil := fitted(t, cfg, 30), fitted(t, cfg, 5)
	if err := Take(pupil, tensors(Of(teacher.BestSnapshot()))); err != nil {
		t.Fatal(err)
	}
	best := pupil.BestSnapshot()
	if best.BestStep != 5 || !slices.Equal(best.Theta, teacher.BestSnapshot().Theta) {
		t.Errorf("the best step is %d", best.BestStep)
	}
	path := filepath.Join(t.TempDir(), "run.safetensors")
	if err := presets.SaveRun(path, pupil.Keep()); err != nil {
		t.Fatal(err)
	}
	again, err := presets.OpenRun(path)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if !slices.Equal(again.BestSnapshot().Theta, best.Theta) {
		t.Error("a file of the run holds other weights")
	}
	for range 10 {
		pupil.Step()
		again.Step()
	}
	if !slices.Equal(pupil.Snapshot().Theta, again.Snapshot().Theta) || math.IsNaN(pupil.Snapshot().Theta[0]) {
		t.Error("it goes on otherwise from the file")
	}
}

func fitted(t *testing.T, cfg model.Config, steps int) *model.Fit {
	t.Helper()
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	for range steps {
		f.Step()
	}
	return f
}

// oneOfEach leaves of the cases of a layer and its fields one with conditions and one without.
func oneOfEach(all []subject) (some []subject) {
	seen := map[string]bool{}
	for _, s := range all {
		layer, _, _ := strings.Cut(s.name, "×")
		layer = strings.TrimRight(layer, "0123456789")
		if key := fmt.Sprint(layer, s.Stack.Given > 0); !seen[key] {
			seen[key] = true
			some = append(some, s)
		}
	}
	return some
}

// BIJOU_TORCH names a Python that has PyTorch.
func TestWeightsThatTorchMovedGiveTheSameDensity(t *testing.T) {
	python := os.Getenv("BIJOU_TORCH")
	if python == "" {
		t.Skip("BIJOU_TORCH names no Python that has PyTorch")
	}
	dir, all := t.TempDir(), oneOfEach(subjects(t))
	run := exec.CommandContext(t.Context(), python, filepath.Join("testdata", "moved.py"), writeCases(t, dir, all))
	var failed bytes.Buffer
	run.Stderr = &failed
	out, err := run.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, failed.String())
	}
	answers, worst := json.NewDecoder(bytes.NewReader(out)), 0.0
	for i, s := range all {
		var r struct {
			Name    string
			LogProb []float64 `json:"log_prob"`
		}
		if err := answers.Decode(&r); err != nil || r.Name != s.name {
			t.Fatalf("%s: %v", s.name, err)
		}
		w, err := ReadWeights(filepath.Join(dir, caseFile(i)+".safetensors"))
		if err != nil {
			t.Fatal(err)
		}
		theta, err := s.Weights(w)
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		s.Theta = theta
		tape, units := ad.NewTape(theta, nil), 0.0
		for _, sd := range s.SD {
			units += math.Log(sd)
		}
		flow := s.Stack.Flow(s.base)
		value, _ := s.bounds(t)
		for k, got := range plus(flow.LogProb(tape.Const(s.x), s.conditions(tape)).Data, -units) {
			off := math.Abs(got-r.LogProb[k]) / max(1, math.Abs(r.LogProb[k]))
			if off > value || math.IsNaN(off) {
				t.Errorf("%s: log p is %v here and %v there", s.name, got, r.LogProb[k])
			}
			if value <= 1e-9 {
				worst = max(worst, off)
			}
		}
	}
	t.Logf("%d flows, off by %.0e at most where all is double", len(all), worst)
}
