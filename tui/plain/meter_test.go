package plain

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"bijou/model"
	"bijou/presets"
)

func TestAMeterTellsRateAndTimeLeft(t *testing.T) {
	m := NewMeter(&bytes.Buffer{}, "steps", 1000, 4000)
	for _, c := range []struct {
		done int
		took time.Duration
		want []string
	}{
		{2000, 10 * time.Second, []string{"2,000/4,000", "100/s", "20 s left", "NLL 1"}},
		{1001, 10 * time.Second, []string{"1,001/4,000", "6.0/min", "8 h 19 min left"}},
		{1000, 0, []string{"1,000/4,000"}},
		{4000, 50 * time.Second, []string{"4,000/4,000", "60/s", "0 s left"}},
	} {
		line := m.line(c.done, c.took, "NLL 1")
		for _, want := range c.want {
			if !strings.Contains(line, want) {
				t.Errorf("after %d steps in %v the line is %q, without %q", c.done, c.took, line, want)
			}
		}
		if w := ansi.StringWidth(line); w > meterLine {
			t.Errorf("%q is %d columns wide", line, w)
		}
	}
	if full := strings.Count(ansi.Strip(m.line(2500, time.Second, "")), "█"); full != 15 { // 2,500 of 4,000
		t.Errorf("%d of %d cells are full", full, meterWidth)
	}
	unknown := NewMeter(&bytes.Buffer{}, "rows", 0, 0).line(5000, 2*time.Second, "")
	if unknown != "5,000 rows  2,500/s" {
		t.Errorf("without an end the line is %q", unknown)
	}
}

func TestAMeterForNobodySaysNothing(t *testing.T) {
	m := NewMeter(nil, "steps", 0, 10)
	m.Set(3, "")
	m.Tell(3, 10)
	m.Clear()
	var out bytes.Buffer
	if m.Over(&out) != &out || m != nil {
		t.Error("there is a meter for nobody")
	}
}

func TestResultsStandWhereTheMeterWas(t *testing.T) {
	var screen bytes.Buffer
	m := NewMeter(&screen, "rows", 0, 2)
	m.Set(1, "")
	m.Over(&screen).Write([]byte("result\n"))
	if text := screen.String(); !strings.HasSuffix(text, "\r\x1b[Kresult\n") {
		t.Errorf("the terminal gets %q", text)
	}
}

func TestALogHasTheCurves(t *testing.T) {
	for _, name := range []string{"run.csv", "run.jsonl"} {
		path := filepath.Join(t.TempDir(), name)
		log, err := OpenLog(path, 20)
		if err != nil {
			t.Fatal(err)
		}
		cfg, err := presets.ParseRecipe("moons(n=300) | affine | adam, batch=32, steps=50 | seed=2")
		if err != nil {
			t.Fatal(err)
		}
		f, err := model.NewFit(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if err := Train(context.Background(), f, cfg, TrainOptions{Out: &bytes.Buffer{}, Log: log}); err != nil {
			t.Fatal(err)
		}
		if err := log.Close(); err != nil {
			t.Fatal(err)
		}
		if steps := stepsOf(t, path); steps != "20 40 50" {
			t.Errorf("%s has the steps %s", name, steps)
		}
	}
	for _, bad := range []string{"run.txt", filepath.Join("no", "such", "folder.csv")} {
		if _, err := OpenLog(bad, 10); err == nil {
			t.Errorf("%s is taken for a log", bad)
		}
	}
	if _, err := OpenLog("run.csv", 0); err == nil {
		t.Error("a row every 0 steps")
	}
}

// stepsOf are the steps of a log, of which every one has a finite NLL.
func stepsOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var steps []string
	if strings.HasSuffix(path, ".csv") {
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil || rows[0][0] != "step" {
			t.Fatalf("%v: %s", err, text)
		}
		for _, r := range rows[1:] {
			if r[1] == "" || r[2] == "" {
				t.Errorf("step %s lacks an NLL", r[0])
			}
			steps = append(steps, r[0])
		}
		return strings.Join(steps, " ")
	}
	for line := range strings.Lines(string(text)) {
		var row struct {
			Step json.Number `json:"step"`
			NLL  *float64    `json:"train_nll"`
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil || row.NLL == nil {
			t.Errorf("%v: %s", err, line)
		}
		steps = append(steps, row.Step.String())
	}
	return strings.Join(steps, " ")
}
