package presets

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const outsideProgram = `package main

import (
	"context"
	"fmt"
	"math/rand/v2"

	"bijou/flows"
	"bijou/model"
	"bijou/presets"
)

func main() {
	var rows [][]float64
	for range 200 {
		rows = append(rows, []float64{rand.NormFloat64(), rand.NormFloat64()})
	}
	d, err := presets.FitRows(context.Background(), rows, "affine | adam, steps=50 | seed=1")
	must(err)
	fmt.Println(d.LogProb([]float64{0, 0}) > d.LogProb([]float64{5, 5}), len(d.Rand(nil)))

	must(d.Save("fit.safetensors"))
	again, err := presets.OpenDistribution("fit.safetensors")
	must(err)
	fmt.Println(again.LogProb([]float64{1, 2}) == d.LogProb([]float64{1, 2}))

	spec, err := flows.ParseSpec("affine*2")
	must(err)
	_, err = model.ParseSettings("adam, steps=9")
	must(err)
	fmt.Println(spec)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
`

// Nothing that others need is internal, and what they build stays free of the terminal.
func TestAnotherModuleCanFitAndAsk(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds a program")
	}
	dir := t.TempDir()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"main.go": outsideProgram, "go.sum": string(sums),
		"go.mod": "module example.org/outside\n\ngo 1.26\n\nrequire bijou v0.0.0\n\nreplace bijou => " + root + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) string {
		c := exec.Command("go", args...)
		c.Dir, c.Env = dir, append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	if got := run("run", "."); got != "true 2\ntrue\naffine*2\n" {
		t.Errorf("it says %q", got)
	}
	if deps := run("list", "-deps", "."); strings.Contains(deps, "bijou/tui") || strings.Contains(deps, "bubbletea") {
		t.Error("a program that fits rows has a terminal in it")
	}
}
