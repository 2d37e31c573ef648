package torch

import (
	"bytes"
	"encoding/base64"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/model"
	"bijou/presets"
)

var update = flag.Bool("update", false, "write the golden script anew")

func TestEveryLayerAndEveryBaseHasItsPython(t *testing.T) {
	for _, k := range flows.Kinds() {
		if layerKinds[k.Name] == nil {
			t.Errorf("the layer %s has no Python: write its part, and its entry in layers.go", k.Name)
		}
	}
	for _, b := range flows.Bases() {
		if baseKinds[b.Name] == nil {
			t.Errorf("the base %s has no Python: write its part, and its entry in bases.go", b.Name)
		}
	}
}

func TestALayerWithoutPythonIsRefusedByItsName(t *testing.T) {
	_, err := construct(flows.Layer{Item: flows.Item{Kind: &flows.Kind{Name: "braid"}}}, 2, "")
	if err == nil || !strings.Contains(err.Error(), "braid") {
		t.Errorf("the error is %v", err)
	}
}

// Without a Python at hand: every number stands there once by its name, what a script
// calls is defined once and above, and what opens closes.
func TestAScriptIsWhole(t *testing.T) {
	all := subjects(t)
	for _, r := range presets.Recipes() {
		all = append(all, startOf(t, r))
	}
	for _, s := range all {
		text := string(written(t, s.Script))
		s.checkNumbers(t, text)
		s.checkNames(t, text)
		for _, pair := range []string{"()", "[]", "{}"} {
			if open, closed := strings.Count(text, pair[:1]), strings.Count(text, pair[1:]); open != closed {
				t.Errorf("%s: %d %c but %d %c", s.name, open, pair[0], closed, pair[1])
			}
		}
	}
}

func (s subject) checkNumbers(t *testing.T, text string) {
	t.Helper()
	c := s.Stack.Given
	zeros, ones := make([]float64, c), slices.Repeat([]float64{1}, c) // conditions as they are
	named, want := shapesOf(t, text), slices.Concat(s.Mean, s.SD, zeros, ones, s.Theta)
	if got := floats(weightsOf(t, text)); !slices.Equal(got, want) {
		t.Errorf("%s: %d numbers are not the %d of the flow", s.name, len(got), len(want))
	}
	total, blocks := 0, 2+len(s.Stack.BaseBlocks)
	if c > 0 {
		blocks += 2
	}
	for _, size := range named {
		total += size
	}
	for _, l := range s.Stack.Layers {
		blocks += len(l.Blocks)
	}
	if total != len(want) || len(named) != blocks {
		t.Errorf("%s: %d names hold %d numbers, not %d and %d", s.name, len(named), total, blocks, len(want))
	}
}

var (
	definition   = regexp.MustCompile(`(?m)^(?:class|def) (\w+)`)
	construction = regexp.MustCompile(`\b([A-Z]\w+)\(`)
)

func (s subject) checkNames(t *testing.T, text string) {
	t.Helper()
	defined := map[string]int{}
	for _, m := range definition.FindAllStringSubmatchIndex(text, -1) {
		name := text[m[2]:m[3]]
		if _, twice := defined[name]; twice {
			t.Errorf("%s: %s is defined twice", s.name, name)
		}
		defined[name] = m[0]
	}
	build := text[defined["build"]:strings.Index(text, "\nSHAPES")]
	for _, m := range construction.FindAllStringSubmatch(build, -1) {
		if at, ok := defined[m[1]]; !ok || at > defined["build"] {
			t.Errorf("%s: build uses %s, which is not defined above it", s.name, m[1])
		}
	}
}

var shapeLine = regexp.MustCompile(`(?m)^    "([a-z0-9_.]+)": \[(\d+)(?:, (\d+))?\],$`)

// shapesOf returns how many numbers every name of a script stands for.
func shapesOf(t *testing.T, text string) map[string]int {
	t.Helper()
	named := map[string]int{}
	for _, m := range shapeLine.FindAllStringSubmatch(text, -1) {
		size := 1
		for _, side := range m[2:] {
			n := 0
			for _, digit := range side {
				n = 10*n + int(digit-'0')
			}
			size *= max(n, 1)
		}
		if _, twice := named[m[1]]; twice {
			t.Errorf("%s stands there twice", m[1])
		}
		named[m[1]] = size
	}
	return named
}

func weightsOf(t *testing.T, text string) []byte {
	t.Helper()
	_, text, _ = strings.Cut(text, `WEIGHTS = base64.b64decode("""`)
	text, _, _ = strings.Cut(text, `"""`)
	raw, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(text, "\n", ""))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func floats(raw []byte) (numbers []float64) {
	for eight := range slices.Chunk(raw, 8) {
		bits := uint64(0)
		for i, b := range eight {
			bits |= uint64(b) << (8 * i)
		}
		numbers = append(numbers, math.Float64frombits(bits))
	}
	return numbers
}

func TestASmallScriptLooksLikeThis(t *testing.T) {
	s := small(t, "student(nu=3), affine(scale=2, shift=1), permute, exp(off), shear(flip, frozen, factor=0.5)")
	s.Recipe, s.Moment, s.Version, s.Columns = "points.csv | …", "those of step 50", "v1", []string{"height", "weight"}
	path := filepath.Join("testdata", "small.py")
	if *update {
		if err := os.WriteFile(path, written(t, s), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := written(t, s); !bytes.Equal(got, want) {
		t.Errorf("it is now\n%s\n-update keeps it so", got)
	}
}

func small(t *testing.T, text string) Script {
	t.Helper()
	base, spec, err := flows.ParseStack(text)
	if err != nil {
		t.Fatal(err)
	}
	stack := built(t, spec, flows.Row(2), 0)
	s := Script{Stack: stack, Base: base, Theta: make([]float64, stack.Len), Mean: []float64{1, 2}, SD: []float64{3, 4}}
	stack.Start(s.Theta, 1)
	return s
}

func TestWeightsApartAreTheSameBytes(t *testing.T) {
	s := small(t, "affine(scale=2)")
	var script, weights bytes.Buffer
	if err := s.WriteApart(&script, &weights, `a "b".bin`); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(weights.Bytes(), weightsOf(t, string(written(t, s)))) {
		t.Error("the bytes differ from those inside a script")
	}
	if want := `Path(__file__).with_name("a \"b\".bin").read_bytes()`; !strings.Contains(script.String(), want) {
		t.Errorf("the script does not read them: %s is not in it", want)
	}
}

// Names of columns and of files come from outside; Python must not run them.
func TestTextFromOutsideStaysInTheComment(t *testing.T) {
	s := small(t, "affine")
	s.Columns = []string{"a\nimport os", "b\r\x0cimport os\u2028import os"}
	s.Recipe, s.Version, s.Moment = "x\nimport os", "v\rimport os", "at\n\nimport os"
	for _, line := range strings.FieldsFunc(string(written(t, s)), func(r rune) bool { return strings.ContainsRune("\n\r\f\v\u0085\u2028\u2029", r) }) {
		if strings.Contains(line, "import os") && !strings.HasPrefix(line, "# ") {
			t.Errorf("%q is not in the comment", line)
		}
	}
}

// A base that was fitted stands in the script with as many components as the data asked
// for, and with its numbers.
func TestAFittedBaseIsWrittenWithItsNumbers(t *testing.T) {
	for _, base := range []string{"mixture(fit)", "mixture(fit, noise=1)"} {
		checkFittedBase(t, base)
	}
}

func checkFittedBase(t *testing.T, base string) {
	t.Helper()
	cfg, err := presets.ParseRecipe("iris | " + base + " | adam, steps=1 | seed=1")
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	s := Of(f.Snapshot())
	text := string(written(t, s))
	if want := fmt.Sprintf("FittedMixture(4, components=%d)", flows.FittedComponents(s.Base)); !strings.Contains(text, want) || s.Base.Value("components") == "0" {
		t.Errorf("no %s in the script", want)
	}
	subject{name: base, Script: s}.checkNumbers(t, text)
}
