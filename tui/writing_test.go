package tui

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// written presses W, goes down so often, and writes; it returns the file.
func (s *session) written(t *testing.T, down int, file string) string {
	t.Helper()
	s.press("W " + strings.Repeat("down ", down) + "enter")
	s.sees("written to " + file)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSamplesAreWrittenInTheUnitsOfTheData(t *testing.T) {
	t.Chdir(t.TempDir())
	s := newSession(t, large, withNormals("ash", "birch"), withStack("affine"))
	rows, err := csv.NewReader(strings.NewReader(s.written(t, 0, "samples.csv"))).ReadAll()
	if err != nil || len(rows) != 1001 || rows[0][1] != "birch" {
		t.Fatalf("%d rows, %v, %v", len(rows), rows[0], err)
	}
	mean := 0.0
	for _, r := range rows[1:] {
		v, err := strconv.ParseFloat(r[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		mean += v / 1000
	}
	if mean < 9.5 || mean > 10.5 {
		t.Errorf("the mean of birch is %g, want about 10", mean)
	}
}

func TestPythonCurvesAndPanesAreWritten(t *testing.T) {
	t.Chdir(t.TempDir())
	s := newSession(t, large)
	s.press("N")
	if text := s.written(t, 1, "flow.py"); !strings.Contains(text, "class Flow") || !strings.Contains(text, "those of step 100") {
		t.Error("the Python has no flow of step 100")
	}
	if text := s.written(t, 2, "curves.csv"); !strings.HasPrefix(text, "step,part,nll\n1,training,") || !strings.Contains(text, "100,validation,") {
		t.Errorf("the curves are %.80q…", text)
	}
	s.press("6")
	if text := s.written(t, 3, "nll.txt"); !strings.Contains(text, "6 NLL") || strings.Contains(text, "write") {
		t.Errorf("the pane is written as\n%s", text)
	}
}

func TestAFigureIsThatOfTheFocusedPane(t *testing.T) {
	t.Chdir(t.TempDir())
	s := newSession(t, large)
	s.press("N")
	for _, pane := range []struct{ keys, file, text string }{
		{"1", "layers.svg", "mean log|det dx/dz|"}, {"6", "loss.svg", "NLL (nats)"}, {"4", "base.svg", "z1 (standard deviations)"},
		{"5", "samples.svg", "samples of the flow"}, {"o", "lattice.svg", "1.5 nats or more"}, {"o", "density.svg", "log p (nats"},
	} {
		s.press(pane.keys)
		if text := s.written(t, 4, pane.file); !strings.HasPrefix(text, "<?xml") || !strings.Contains(text, pane.text) {
			t.Errorf("%s does not tell %q:\n%.200s", pane.file, pane.text, text)
		}
	}
}

func TestNoFileIsOverwritten(t *testing.T) {
	t.Chdir(t.TempDir())
	s := newSession(t, large, withNormals("ash", "birch"), withStack("affine"))
	first := s.written(t, 0, "samples.csv")
	s.press("N")
	if second := s.written(t, 0, "samples-2.csv"); second == first {
		t.Error("the second file has the samples of the first")
	}
}

func TestAFileThatCannotBeWrittenSaysWhy(t *testing.T) {
	s := newSession(t, large, withNormals("ash", "birch"), withStack("affine"))
	s.press("W")
	s.send(tea.PasteMsg{Content: "/nowhere/x.tiff"})
	s.press("enter")
	s.sees("nothing was written:")
	s.press("W ctrl+u enter")
	s.sees("enter: type a name for the file")
}
