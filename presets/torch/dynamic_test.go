package torch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// torch.export takes the len of a tensor for a number, and the program that it writes
// would accept one size of a batch only.
func TestNoPartFixesTheSizeOfABatch(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("parts", "*.py"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d parts: %v", len(files), err)
	}
	fixes := regexp.MustCompile(`\blen\((x|z|v|batch)\)`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if at := fixes.Find(text); at != nil {
			t.Errorf("%s fixes the size of a batch by %s: write shape[0]", file, at)
		}
	}
}

// BIJOU_TORCH names a Python that has PyTorch.
func TestAnExportedFlowTakesBatchesOfTwoSizes(t *testing.T) {
	python := os.Getenv("BIJOU_TORCH")
	if python == "" {
		t.Skip("BIJOU_TORCH names no Python that has PyTorch")
	}
	// torch.export holds no branch and no loop that the numbers of a batch decide.
	loops := map[string]bool{"residual": true, "cnf": true, "gaussianize": true, "planar": true, "radial": true, "sylvester": true, "sigmoids": true}
	dir, args, names := t.TempDir(), []string{filepath.Join("testdata", "dynamic.py")}, []string{}
	seen := map[string]bool{}
	for i, s := range subjects(t) {
		if seen[s.kind] || loops[s.kind] || s.Stack.Given > 0 {
			continue
		}
		seen[s.kind] = true
		file := filepath.Join(dir, fmt.Sprintf("flow%d.py", i))
		writeFile(t, file, written(t, s.Script))
		args, names = append(args, file), append(names, s.name)
	}
	run := exec.CommandContext(t.Context(), python, args...)
	var failed bytes.Buffer
	run.Stderr = &failed
	out, err := run.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, failed.String())
	}
	answers := json.NewDecoder(bytes.NewReader(out))
	for _, name := range names {
		var r struct {
			Off float64
			Why string
		}
		if err := answers.Decode(&r); err != nil {
			t.Fatal(err)
		}
		if r.Why != "" || r.Off > 1e-12 {
			t.Errorf("%s: off by %g; %s", name, r.Off, r.Why)
		}
	}
	t.Logf("%d flows", len(names))
}
