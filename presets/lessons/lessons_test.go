package lessons

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/glossary"
)

const whole = "title x\nrun moons\nask what\ndo this\n  when step 3\nanswer {val}\n"

func TestALessonThatIsWrongSaysWhereAndWhat(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "line 1: a lesson needs a line that begins with title",
		"title x\nfoo bar":                    `line 2: a line begins with title, run, text, ask, do, answer, said, true, from, see, not with "foo"`,
		"title x\ntitle y":                    "line 2: title stands here a second time",
		"title":                               "line 1: title says nothing",
		"  when step 3":                       "line 1: an indented line goes on with the one above",
		"title x\nrun moons\nask y\nanswer z": "line 4: a lesson needs something to do",
		strings.Replace(whole, "  when step 3\n", "", 1):                  "line 5: task 1 has no line with when",
		strings.Replace(whole, "step 3", "stpe 3", 1):                     `line 5: no condition begins with "stpe"; there are base NAME`,
		strings.Replace(whole, "step 3", "val => 3", 1):                   "line 5: a comparison is by = < > <= or >=, not by \"=>\"",
		strings.Replace(whole, "step 3", "val < three", 1):                `line 5: "three" is no number`,
		strings.Replace(whole, "step 3", "layer planner", 1):              `line 5: no layer is called "planner"`,
		strings.Replace(whole, "step 3", "layer coupling kind affine", 1): `line 5: coupling has no field "kind"`,
		strings.Replace(whole, "step 3", "set lr fast", 1):                "line 5: ",
		strings.Replace(whole, "step 3", "base normale", 1):               `line 5: no base is called "normale"`,
		strings.Replace(whole, "step 3", "colour blue", 1):                "line 5: this is on or off",
		strings.Replace(whole, "step 3", "key", 1):                        "line 5: this condition is written key K",
		strings.Replace(whole, "{val}", "{vla}", 1):                       "line 6: no run has a number {vla}",
		strings.Replace(whole, "{val}", "{val@2}", 1):                     "line 6: {val@…} counts the tasks from 1 to 1",
		strings.Replace(whole, "run moons", "run a|b|c|d|e", 1):           "run: a recipe has at most four parts",
		whole + "true y":           "line 7: true belongs below a line that begins with said",
		whole + "said y\ntrue z":   "line 8: what is said wrongly needs lines that begin with true and from: y",
		whole + "see NLL, entrpoy": `line 7: the glossary has no "entrpoy"; did you mean entropy?`,
		"title \xff":               "line 1: this is no text in UTF-8",
	} {
		_, err := Parse("my.lesson", text)
		if err == nil || !strings.HasPrefix(err.Error(), "my.lesson: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%q says %v, want %s", text, err, want)
		}
	}
}

// A teacher's own file, as LESSONS.md prints it.
func TestTheLessonOfTheManualIsRead(t *testing.T) {
	manual, err := os.ReadFile("../../.github/LESSONS.md")
	if err != nil {
		t.Fatal(err)
	}
	text := regexp.MustCompile("(?s)```\n(.*?)```").FindStringSubmatch(string(manual))[1]
	path := filepath.Join(t.TempDir(), "own.lesson")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Tasks) != 3 || l.Name() != "What does one more layer do?" || l.Tasks[2].Keys != "N N N" {
		t.Errorf("it is read as %+v", l)
	}
	if _, err := l.Config(); err != nil {
		t.Error(err)
	}
	for _, name := range slices.Concat(ofEveryRun[:1], screenNumbers, slices.Collect(keys(measures))) {
		if !strings.Contains(string(manual), "`"+name+"`") {
			t.Errorf("the manual lacks the number %s", name)
		}
	}
	for word := range verbs {
		if !strings.Contains(string(manual), "`"+word) {
			t.Errorf("the manual lacks the condition %s", word)
		}
	}
}

func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func TestLessonsAreFoundByNumberAndByFile(t *testing.T) {
	if n := len(All()); n != 10 {
		t.Fatalf("%d lessons, want 10", n)
	}
	for _, name := range []string{"3", "lesson-3"} {
		if l, err := Open(name); err != nil || l.Number != 3 {
			t.Errorf("%s is %v, %v", name, l, err)
		}
	}
	for name, want := range map[string]string{"11": "lists 1 to 10", "0": "lists 1 to 10", "no/such.lesson": "there is no file"} {
		if _, err := Open(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s says %v, want %s", name, err, want)
		}
	}
}

// Guests have the lessons too, so their runs are of the catalogue and small.
func TestTheRunsOfLessonsSuitGuests(t *testing.T) {
	limits := model.Limits{Layers: 16, Hidden: 2, Width: 64, Parameters: 200_000, Points: 5000, Batch: 1024}
	for _, l := range All() {
		parts, err := presets.SplitRecipe(l.Run)
		if err != nil {
			t.Fatal(err)
		}
		cfg, err := parts.CatalogueConfig(limits)
		if err == nil {
			err = limits.Check(cfg)
		}
		if err != nil {
			t.Errorf("%s: %v", l.Name(), err)
		}
	}
}

func TestConditionsHoldOfTheRunAndTheScreen(t *testing.T) {
	cfg, err := presets.ParseRecipe("moons(n=200) | coupling(additive, hidden=8), planar(off) | adam(lr=0.01), batch=32 | seed=1")
	if err != nil {
		t.Fatal(err)
	}
	fit, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer fit.Close()
	fit.Step()
	s := fit.Snapshot()
	state := &State{Snap: s, Numbers: glossary.Of(s), Began: 1, Keys: map[string]bool{"S": true}, View: "density map", Open: "diagnosis", Colour: true}
	for text, want := range map[string]bool{
		"key S": true, "key s": false, "step 1": true, "step 2": false, "step + 0": true, "step + 1": false, "layers = 2 and columns = 2": true,
		"layer coupling": true, "layer coupling transform additive": true, "layer coupling transform rqs": false, "layer planar": false, "no layer planar": true,
		"base normal": true, "data moons": true, "objective likelihood": true, "view density map": true, "open diagnosis": true, "set lr 0.01": true, "set lr 0.1": false,
		"colour on": true, "colour off": false, "probe": false, "pinned": false, "past": false, "val < 100": true, "val > 100": false, "lr <= 0.01": true,
	} {
		list, err := parseConditions(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := (&Task{When: list}).Done(state); got != want {
			t.Errorf("%s is %v", text, got)
		}
	}
}
