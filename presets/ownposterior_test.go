package presets

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bijou/model"
	"bijou/presets/reading"
)

const (
	doseTable = "dose,animals,deaths\n-0.86,5,0\n-0.30,5,1\n-0.05,5,3\n0.73,5,5\n"
	doseModel = "data doses.csv\na ~ normal(0, 2)\nb ~ normal(10, 10)\nlogit(p) = a + b*dose\ndeaths ~ binomial(animals, p)\n"
)

// modelIn writes a model and its table into a folder and returns what the data are called.
func modelIn(t *testing.T, text, table string) (data, dir string) {
	t.Helper()
	dir = t.TempDir()
	write(t, filepath.Join(dir, "doses.csv"), []byte(table))
	path := filepath.Join(dir, "model.txt")
	write(t, path, []byte(text))
	return "posterior(" + path + ")", dir
}

func TestTheModelOfAFileIsATarget(t *testing.T) {
	data, _ := modelIn(t, doseModel, doseTable)
	src, err := ParseSource(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	if z := src.Target.LogZ(); src.Spec != data || !slices.Equal(src.Columns, []string{"a", "b"}) || !(z > -4.05 && z < -4.03) {
		t.Errorf("%s: columns %v, log Z %g", src.Spec, src.Columns, z)
	}
}

// A run of it is kept whole: the files may be gone.
func TestARunOfAModelIsKeptWithItsTable(t *testing.T) {
	data, dir := modelIn(t, doseModel, doseTable)
	line := data + " | affine(scale=5), coupling(hidden=8) | adam(lr=0.01), steps=20, objective=reverse-kl | seed=4"
	cfg, err := ParseRecipe(line)
	if err != nil {
		t.Fatal(err)
	}
	if again := FormatRecipe(cfg); again != line {
		t.Errorf("%s is written as %s", line, again)
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range 10 {
		f.Step()
	}
	path := filepath.Join(t.TempDir(), "run.safetensors")
	if err := SaveRun(path, f.Keep()); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	again, err := OpenRun(path)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	for range 10 {
		f.Step()
		again.Step()
	}
	if !slices.Equal(f.Snapshot().Theta, again.Snapshot().Theta) {
		t.Error("the run goes on with other bits")
	}
}

func TestABadModelNamesItsFileAndLine(t *testing.T) {
	for _, c := range []struct {
		text, table, file string
		lines             []int
		want              string
	}{
		{strings.Replace(doseModel, "normal(0, 2)", "gauss(0, 2)", 1), doseTable, "model.txt", []int{2}, "there are normal"},
		{strings.Replace(doseModel, "b*dose", "b*dosis", 1), doseTable, "model.txt", []int{4}, "dosis"},
		{strings.Replace(doseModel, "doses.csv", "dosis.csv", 1), doseTable, "dosis.csv", nil, "cannot be read"},
		{doseModel, strings.Replace(doseTable, "0.73,5,5", "0.73,,5", 1), "doses.csv", []int{5}, "animals"},
		{doseModel, strings.Replace(doseTable, "0.73,5,5", "0.73,5,6", 1), "model.txt", []int{5}, "row 4"},
		{doseModel, "", "doses.csv", nil, ""},
		{"\xff\xfe", doseTable, "model.txt", nil, "no text"},
	} {
		data, _ := modelIn(t, c.text, c.table)
		_, err := ParseSource(data, nil)
		var wrong *reading.BadFileError
		if !errors.As(err, &wrong) || filepath.Base(wrong.File) != c.file || !slices.Equal(wrong.Lines, c.lines) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s %v: %s", err, c.file, c.lines, c.want)
		}
	}
	for _, data := range []string{"posterior()", "posterior(/nowhere.txt)", "posterior"} {
		if _, err := ParseSource(data, nil); err == nil {
			t.Errorf("%s is no data", data)
		}
	}
	if _, err := ParseCatalogue("posterior(/etc/passwd)", 0); err == nil {
		t.Error("a stranger may name a file")
	}
	if _, err := toldPosterior("posterior(x)", doseModel+tableMark+"dose,animals,deaths\n1,2\n"); err == nil {
		t.Error("a table with a short row was taken")
	}
}
