package plain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bijou/presets"
	"bijou/presets/sweep"
)

const sweptBase = "moons(n=300) | actnorm, coupling(rqs, hidden=8) | adam, steps=40, batch=64 | seed=1"

// swept sweeps axes and returns what was told, the time that runs took left out.
func sweptBy(t *testing.T, ctx context.Context, axes string, o SweepOptions) (runs []swept, out string, err error) {
	t.Helper()
	cfg, err := presets.ParseRecipe(sweptBase)
	if err != nil {
		t.Fatal(err)
	}
	s, err := sweep.Parse(axes)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	o.Out = &b
	err = Sweep(ctx, cfg, s, o)
	if o.JSON {
		for line := range strings.Lines(b.String()) {
			var r swept
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				t.Fatal(err)
			}
			if r.Event == "run" {
				r.Seconds = 0
				runs = append(runs, r)
			}
		}
		slices.SortFunc(runs, func(a, b swept) int { return a.Number - b.Number })
	}
	return runs, b.String(), err
}

const axes = "lr=1e-3,1e-2 | bins=4,8 | seed=1..2"

func TestASweepIsTheSameOnAnyNumberOfCores(t *testing.T) {
	one, _, err := sweptBy(t, t.Context(), axes, SweepOptions{JSON: true, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	four, _, err := sweptBy(t, t.Context(), axes, SweepOptions{JSON: true, Workers: 4})
	if err != nil {
		t.Fatal(err)
	}
	if len(one) != 8 || len(four) != 8 {
		t.Fatalf("%d and %d runs", len(one), len(four))
	}
	for i := range one {
		if one[i].NLL != four[i].NLL || one[i].Spec != four[i].Spec || one[i].State != "finished" {
			t.Errorf("run %d: %+v and %+v", i+1, one[i], four[i])
		}
	}
	trained, err := presets.ParseRecipe(one[5].Spec)
	if err != nil {
		t.Fatal(err)
	}
	alone := &swept{config: trained}
	if err := alone.train(t.Context(), func() {}); err != nil || alone.NLL != one[5].NLL {
		t.Errorf("the run alone comes to %v, in the sweep to %v; %v", alone.NLL, one[5].NLL, err)
	}
}

func TestASweepThatWasKilledGoesOn(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sweep.jsonl")
	whole, _, err := sweptBy(t, t.Context(), axes, SweepOptions{JSON: true, Workers: 2, Results: file})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	torn := strings.Join(lines[:3], "") + lines[3][:len(lines[3])/2]
	if err := os.WriteFile(file, []byte(torn), 0o600); err != nil {
		t.Fatal(err)
	}
	var progress bytes.Buffer
	again, _, err := sweptBy(t, t.Context(), axes, SweepOptions{JSON: true, Workers: 2, Results: file, Notes: &progress})
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(progress.String(), "\n"); n != 5 {
		t.Errorf("%d runs were trained again, want 5:\n%s", n, progress.String())
	}
	for i := range whole {
		if whole[i].NLL != again[i].NLL || whole[i].Axes["lr"] != again[i].Axes["lr"] {
			t.Errorf("run %d: %+v and %+v", i+1, whole[i], again[i])
		}
	}
	if text, _ := os.ReadFile(file); strings.Count(string(text), "\n") != 8 {
		t.Errorf("the results are\n%s", text)
	}
	progress.Reset()
	larger, table, err := sweptBy(t, t.Context(), "lr=1e-3,1e-2 | bins=4,8 | seed=1..3", SweepOptions{Workers: 2, Results: file, Notes: &progress})
	if err != nil || strings.Count(progress.String(), "\n") != 4 || larger != nil {
		t.Errorf("a larger sweep trains\n%s%v", progress.String(), err)
	}
	if strings.Count(table, "\n*") != 1 || !strings.Contains(table, "means over seeds") || !strings.Contains(table, "bijou --spec 'moons(n=300) | actnorm") {
		t.Errorf("the table is\n%s", table)
	}
}

func TestASweepThatIsStoppedKeepsWhatIsDone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sweep.jsonl")
	ctx, stop := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	_, _, err := sweptBy(t, ctx, "seed=1..50", SweepOptions{Workers: 1, Results: file, Notes: stopAfter{3, new(int), func() { stop(enough) }}})
	if !errors.Is(err, enough) {
		t.Errorf("it ends with %v", err)
	}
	if text, _ := os.ReadFile(file); strings.Count(string(text), "\n") != 3 {
		t.Errorf("the results are\n%s", text)
	}
}

func TestASweepTellsHowFarItIs(t *testing.T) {
	var bar bytes.Buffer
	if _, _, err := sweptBy(t, t.Context(), "seed=1..8", SweepOptions{Workers: 1, Progress: &bar}); err != nil {
		t.Fatal(err)
	}
	if text := bar.String(); !strings.Contains(text, "1/320") || !strings.Contains(text, "0 of 8 runs") || !strings.HasSuffix(text, "\r\x1b[K") {
		t.Errorf("the bar is %q", text)
	}
	var again bytes.Buffer
	if _, _, err := sweptBy(t, t.Context(), "seed=1..8", SweepOptions{Workers: 1, Only: 3, Progress: &again}); err != nil || !strings.Contains(again.String(), "1/40") {
		t.Errorf("of one run the bar is %q; %v", again.String(), err)
	}
}

type stopAfter struct {
	lines int
	n     *int
	stop  func()
}

func (s stopAfter) Write(p []byte) (int, error) {
	if *s.n++; *s.n == s.lines {
		s.stop()
	}
	return len(p), nil
}

func TestWhatCannotBeSweptIsSaidBeforeTraining(t *testing.T) {
	foreign := filepath.Join(t.TempDir(), "points.csv")
	if err := os.WriteFile(foreign, []byte("x,y\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		axes string
		o    SweepOptions
		want string
	}{
		{"bns=1", SweepOptions{}, "nothing in this run is called bns"},
		{"steps=0,10", SweepOptions{}, "give --steps"},
		{"seed=1..2", SweepOptions{Only: 3}, "a number from 1 to 2"},
		{"seed=1..2", SweepOptions{Results: foreign}, "holds no results of a sweep"},
		{"seed=1..2", SweepOptions{Results: filepath.Join(foreign, "x")}, "cannot be kept"},
	} {
		_, _, err := sweptBy(t, t.Context(), c.axes, c.o)
		if e, ok := errors.AsType[*SweepError](err); !ok || !strings.Contains(e.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.axes, err, c.want)
		}
	}
	if text, _ := os.ReadFile(foreign); string(text) != "x,y\n1,2\n" {
		t.Errorf("a file of something else became %q", text)
	}
}
