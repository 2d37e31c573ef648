//go:build unix

package torch

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"bijou/model"
	"bijou/presets"
)

// chain are rows of ten columns, each a curve of the one before with noise: their entropy is
// that of the normal distribution, 10·½ log 2πe.
func chain(rng *rand.Rand, n int) [][]float64 {
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = make([]float64, 10)
		for j := range rows[i] {
			rows[i][j] = rng.NormFloat64()
			if j > 0 {
				rows[i][j] += 0.9 * math.Sin(2*rows[i][j-1])
			}
		}
	}
	return rows
}

func writeTable(t *testing.T, path string, rows [][]float64) {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	names := make([]string, len(rows[0]))
	for j := range names {
		names[j] = fmt.Sprintf("c%d", j)
	}
	w.Write(names) //nolint:errcheck // a buffer takes all
	for _, row := range rows {
		texts := make([]string, len(row))
		for j, v := range row {
			texts[j] = strconv.FormatFloat(v, 'g', -1, 64)
		}
		w.Write(texts) //nolint:errcheck // as above
	}
	w.Flush()
	writeFile(t, path, b.Bytes())
}

// trainingScript writes a run as it starts, with what trains it.
func trainingScript(t *testing.T, path, line string) model.Config {
	t.Helper()
	parts, err := presets.SplitRecipe(line)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := parts.Config(nil)
	if err != nil {
		t.Fatal(err)
	}
	f := fitted(t, cfg, 0)
	s := Of(f.Snapshot())
	if s.Training, err = TrainingOf(f.Snapshot()); err != nil {
		t.Fatal(err)
	}
	writeFile(t, path, written(t, s))
	return cfg
}

func TestATrainingScriptHasTheSettingsOfItsRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "flow.py")
	trainingScript(t, path, "iris | actnorm | adamw(lr=0.002, decay=0.1), batch=64, steps=70, warmup=5, clip=3, patience=4, average=0.9 | seed=7")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`COLUMNS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]`,
		`"optimiser": "adamw", "own": {"betas": (0.9, 0.999), "eps": 1e-08, "weight_decay": 0.1},`,
		`"lr": 0.002, "batch": 64, "steps": 70, "schedule": "cosine", "warmup": 5,`,
		`"clip": 3, "average": 0.9, "patience": 4, "seed": 7,`,
		"if __name__ == \"__main__\":\n    train()\n",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("it lacks %s", want)
		}
	}
}

func TestOnlyTablesByLikelihoodAreTrainedElsewhere(t *testing.T) {
	for line, want := range map[string]string{
		"u1 | planar*4 | adam, objective=reverse-kl | seed=1": "by reverse-kl",
		"digits | coupling*2 | adam | seed=1":                 "reads tables",
	} {
		cfg, err := presets.ParseRecipe(line)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := TrainingOf(fitted(t, cfg, 0).Snapshot()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", line, err, want)
		}
	}
}

// A done is the last line of a training script.
type done struct {
	Event     string
	Step      int
	TestNLL   float64 `json:"test_nll"`
	SE        float64 `json:"test_nll_se"`
	Processes int
}

// torchrun runs a script on two processes until it ends, or is killed when it says so.
func torchrun(t *testing.T, python, dir string, killed func(out string) bool, args ...string) (done, string) {
	t.Helper()
	run := exec.CommandContext(t.Context(), python, append([]string{"-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "flow.py"}, args...)...)
	run.Dir, run.SysProcAttr = dir, &syscall.SysProcAttr{Setpgid: true}
	out, err := os.Create(filepath.Join(dir, "out.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	run.Stdout, run.Stderr = out, out
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- run.Wait() }()
	for {
		text, _ := os.ReadFile(out.Name())
		select {
		case err := <-ended:
			text, _ = os.ReadFile(out.Name())
			if err != nil && killed == nil {
				t.Fatalf("%v\n%s", err, text)
			}
			var last done
			for line := range strings.Lines(string(text)) {
				if strings.HasPrefix(line, "{") {
					json.Unmarshal([]byte(line), &last) //nolint:errcheck // the numbers are compared
				}
			}
			return last, string(text)
		case <-time.After(100 * time.Millisecond):
		}
		if killed != nil && killed(string(text)) {
			syscall.Kill(-run.Process.Pid, syscall.SIGKILL)
			killed = func(string) bool { return false }
		}
	}
}

// BIJOU_TORCH names a Python that has PyTorch.
func TestTwoProcessesLearnWhatBijouLearns(t *testing.T) {
	python := os.Getenv("BIJOU_TORCH")
	if python == "" {
		t.Skip("BIJOU_TORCH names no Python that has PyTorch")
	}
	dir, rng := t.TempDir(), rand.New(rand.NewPCG(testSeed, 3))
	fresh := chain(rng, 3000)
	table := filepath.Join(dir, "rows.csv")
	writeTable(t, table, chain(rng, 6000))
	writeTable(t, filepath.Join(dir, "fresh.csv"), fresh)
	cfg := trainingScript(t, filepath.Join(dir, "flow.py"), table+" | actnorm, coupling(hidden=32, spread=2)*4 | adam(lr=0.005), batch=256, steps=300, average=0.98 | seed=5")

	here := fitted(t, cfg, 300)
	path := filepath.Join(dir, "run.safetensors")
	if err := presets.SaveRun(path, here.Keep()); err != nil {
		t.Fatal(err)
	}
	nll := func(path string) (mean, se float64) {
		d, err := presets.OpenDistribution(path)
		if err != nil {
			t.Fatal(err)
		}
		sum, square := 0.0, 0.0
		for _, v := range d.LogProbs(nil, fresh) {
			sum, square = sum-v, square+v*v
		}
		n := float64(len(fresh))
		return sum / n, math.Sqrt((square/n - sum/n*sum/n) / (n - 1))
	}
	want, se := nll(path)

	args := []string{"--data", "rows.csv", "--test", "fresh.csv", "--checkpoint", "flow.pt", "--every", "100", "--cpu"}
	if last, text := torchrun(t, python, dir, func(out string) bool { return strings.Contains(out, `"step": 100,`) }, args...); last.Event == "done" {
		t.Fatalf("it was not killed:\n%s", text)
	}
	last, text := torchrun(t, python, dir, nil, args...)
	if !strings.Contains(text, `{"event": "resumed", "step": `) || last.Event != "done" || last.Step != 300 || last.Processes != 2 {
		t.Fatalf("it does not go on:\n%s", text)
	}
	w, err := ReadWeights(filepath.Join(dir, "weights.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	pupil := fitted(t, cfg, 0)
	if err := Take(pupil, w); err != nil {
		t.Fatal(err)
	}
	if err := presets.SaveRun(path, pupil.Keep()); err != nil {
		t.Fatal(err)
	}
	got, _ := nll(path)
	t.Logf("fresh rows: bijou %.4f ± %.4f, two processes %.4f, the same back in bijou %.4f", want, se, last.TestNLL, got)
	if math.Abs(got-last.TestNLL) > 1e-5 { // nets of ten columns are single here
		t.Errorf("here it is %v, and PyTorch found %v", got, last.TestNLL)
	}
	if math.Abs(last.TestNLL-want) > 3*math.Hypot(se, last.SE) {
		t.Errorf("two processes come to %v ± %v, bijou to %v ± %v", last.TestNLL, last.SE, want, se)
	}
}
