package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"bijou/model"
)

func TestEveryLineIsShort(t *testing.T) {
	d := Of(untrained(t, mixed(), every, shaken(0.1)))
	for _, s := range d.Sections() {
		for _, l := range s.Lines {
			for text, most := range map[string]int{l.Name: 18, l.Value: 8, l.Error: 10, l.Unit: 4, l.Verdict: 17, l.Means: 23} {
				if n := utf8.RuneCountInString(text); n > most {
					t.Errorf("%q of %s has %d characters, want at most %d", text, l.Name, n, most)
				}
			}
			if l.Mark != NoMark && l.Verdict == "" {
				t.Errorf("%s is marked without a word", l.Name)
			}
		}
	}
}

func TestTheWorstOfManyAxesStandsForAll(t *testing.T) {
	d := &Diagnosis{Points: 4096}
	for i := range 20 {
		d.KS = append(d.KS, AxisTest{i + 1, KSTest{0.01, 0.5}})
	}
	d.KS[6] = AxisTest{7, KSTest{0.04, 0.001}}
	got := d.axes()
	judge([]Section{{Lines: got}})
	if len(got) != 1 || got[0].Name != "KS of 20 axes" || got[0].Error != "p 0.02" || got[0].Mark != Bad || got[0].Means != "axis 7 is the worst" {
		t.Errorf("%+v; twenty times 0.001 is below 0.05", got)
	}
}

func TestRegionsSayWhichWayTheyMiss(t *testing.T) {
	for _, c := range []struct {
		covered model.Number
		want    string
	}{{0.5, noFault}, {0.52, noFault}, {0.42, "too sure"}, {0.58, "too wide"}} {
		l := (Level{0.5, c.covered, 0.011}).line(2000)
		lines := []Line{l}
		judge([]Section{{Lines: lines}})
		if l = lines[0]; l.Verdict != c.want || l.Error != "± 1.1 %" {
			t.Errorf("%v of the points inside: %+v, want %s", c.covered, l, c.want)
		}
	}
}

func TestChecksAreTheMarkedLines(t *testing.T) {
	right, wrong := Of(untrained(t, source(normal{2, 0}), "affine", nil)), Of(untrained(t, mixed(), "affine", nil))
	if c := right.Checks(); c.Faults > 0 || c.Checks < 10 || c.Powerless > 0 || right.Checked != c {
		t.Errorf("a flow that is right comes to %+v", c)
	}
	if c, all := wrong.Checks(), right.Checks(); c.Faults == 0 || c.Checks != all.Checks {
		t.Errorf("a Gaussian for eight blobs comes to %+v", c)
	}
	if right.Summary() != fmt.Sprintf("no fault found at n = 4096, by %d checks", right.Checks().Checks) {
		t.Error(right.Summary())
	}
}

func TestTheTableOfLayersLeavesOutWhatNoneHas(t *testing.T) {
	table := Of(untrained(t, source(normal{2, 0}), "affine, coupling(rqs, hidden=4), cnf(hidden=4, off), cnf(hidden=4, tol=0, steps=5)", nil)).LayerTable()
	want := strings.Split(",layer,log|det|,SD,round trip,outside splines,evaluations", ",")
	if !slices.Equal(table.Head, want) {
		t.Errorf("the heads are %q", table.Head)
	}
	if last := table.Rows[3]; last[len(last)-1] != "30" {
		t.Errorf("six evaluations for each of five steps: %q", last)
	}
	if off := table.Rows[2]; off[1] != "cnf (off)" || off[len(off)-1] != nothing {
		t.Errorf("a layer that is off: %q", off)
	}
}

func TestAStudyComesToTheSameAsOf(t *testing.T) {
	s := untrained(t, mixed(), "affine", nil)
	study := Begin(s)
	steps := 1
	for study.Next() {
		done, of := study.Progress()
		if done != steps || study.Diagnosis() != nil {
			t.Fatalf("%d of %d parts after %d steps, finished %v", done, of, steps, study.Diagnosis() != nil)
		}
		steps++
	}
	if _, of := study.Progress(); steps != of {
		t.Errorf("%d steps for %d parts", steps, of)
	}
	if got, want := study.Diagnosis(), Of(s); got.KL != want.KL || got.Integral != want.Integral || len(got.Alarms) != len(want.Alarms) {
		t.Errorf("%+v, want %+v", got, want)
	}
}
