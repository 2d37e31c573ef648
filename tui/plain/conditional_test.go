package plain_test

import (
	"encoding/csv"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// The numbers in log_p.csv come from conditional.py beside it, which computes the
// density from the weights in the file and shares no code with this program.
func TestScoresUnderConditionsAreThoseOfASeparateProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of work alone")
	}
	dir := filepath.Join("testdata", "conditional")
	out, err := exec.Command(build(t), "score", filepath.Join(dir, "run.safetensors"), filepath.Join(dir, "people.csv")).Output()
	if err != nil {
		t.Fatal(err)
	}
	got := lastColumn(t, string(out))
	text, err := os.ReadFile(filepath.Join(dir, "log_p.csv"))
	if err != nil {
		t.Fatal(err)
	}
	want := lastColumn(t, string(text))
	if len(got) != len(want) || len(got) != 120 {
		t.Fatalf("%d scores for %d rows, want 120", len(got), len(want))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= 1e-10*(1+math.Abs(want[i]))) {
			t.Errorf("row %d: log p %.17g, want %.17g", i+1, got[i], want[i])
		}
	}
}

// lastColumn returns the numbers of the last column of a CSV text with a header.
func lastColumn(t *testing.T, text string) (list []float64) {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records[1:] {
		v, err := strconv.ParseFloat(r[len(r)-1], 64)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}
