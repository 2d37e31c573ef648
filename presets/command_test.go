package presets

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"bijou/model"
)

// words takes a command line apart as a shell does.
func words(t *testing.T, line string) []string {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no sh")
	}
	out, err := exec.Command("sh", "-c", "set -- "+line+`; printf '%s\0' "$@"`).Output()
	if err != nil {
		t.Fatalf("sh does not read %s: %v", line, err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

func TestACommandLineSurvivesTheShell(t *testing.T) {
	cfg, err := ParseRecipe("moons | student(nu=3), coupling(rqs)*2, linear | adam(lr=0.003) | seed=7")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file   string
		chosen []string
		want   []string
	}{
		{"my file.csv", nil, []string{"bijou", "--spec", "my file.csv | student(nu=3), coupling(rqs)*2, linear | adam(lr=0.003) | seed=7"}},
		{"$(it's)`a` \"b\"\\.csv", []string{"a"}, []string{"bijou", "--spec", "$(it's)`a` \"b\"\\.csv | student(nu=3), coupling(rqs)*2, linear | adam(lr=0.003) | seed=7", "--cols", "a"}},
		{"a|b.csv", []string{"x, y", `"`, "2"}, []string{"bijou", "--data", "a|b.csv", "--spec", "moons | student(nu=3), coupling(rqs)*2, linear | adam(lr=0.003) | seed=7", "--cols", `"x, y","""",2`}},
	} {
		cfg.Source = model.Source{Spec: c.file, Chosen: c.chosen}
		if got := words(t, CommandLine(cfg)); !slices.Equal(got, c.want) {
			t.Errorf("%s gives the words\n%q\nwant\n%q", CommandLine(cfg), got, c.want)
		}
	}
}

func TestEveryRecipeComesBackFromItsCommandLine(t *testing.T) {
	for _, r := range Recipes() {
		cfg, err := ParseRecipe(r.Line)
		if err != nil {
			t.Fatal(err)
		}
		if got := words(t, CommandLine(cfg)); len(got) != 3 || got[2] != r.Line {
			t.Errorf("%s: %q", r.Name, got)
		}
	}
}
