package tui

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
)

// tableFile writes a table of two columns of numbers and one of words.
func tableFile(t *testing.T) string {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 0))
	var text strings.Builder
	text.WriteString("length,width,kind\n")
	for i := range 120 {
		fmt.Fprintf(&text, "%.4f,%.4f,%s\n", rng.NormFloat64(), 5+rng.NormFloat64(), []string{"ash", "elm"}[i%2])
	}
	path := filepath.Join(t.TempDir(), "trees.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// opens types a path into the popup that opens files.
func (s *session) opens(path string) {
	s.press("t o")
	s.send(tea.PasteMsg{Content: path})
	s.press("enter")
}

func TestAFileIsOpenedFromInside(t *testing.T) {
	s := newSession(t, large)
	s.opens(tableFile(t))
	s.sees("columns", "length  learn", "width   learn", "kind    leave out", "text, such as", "2 learnt, 0 given, 1 left out")
	s.press("enter")
	s.sees("trees.csv", "from step 0; u goes back", "mixture fit")
	if got := s.app.Snap.Data.Columns; len(got) != 2 || s.app.Snap.Step != 0 {
		t.Errorf("the run learns %v from step %d", got, s.app.Snap.Step)
	}
	s.press("u")
	s.sees("moons")
}

func TestWhatAColumnIsTakenForIsChanged(t *testing.T) {
	s := newSession(t, large)
	s.opens(tableFile(t))
	s.press("j s s j g")
	s.sees("width   learn      positive", "kind    given")
	s.press("enter")
	d := s.app.Snap.Data
	if len(d.Given) != 1 || d.Given[0].Name != "kind" || reading.SupportSaid(d.Source, "width") != "positive" {
		t.Errorf("given %v, of %s", d.Given, d.Spec)
	}
}

func TestColumnsThatCannotBeLearntSayWhy(t *testing.T) {
	s := newSession(t, large)
	s.opens(tableFile(t))
	s.press("d d d enter")
	s.sees("no column is learnt; choose one with l")
	s.press("k k w w enter")
	s.sees("cannot both be it")
}

func TestAFileThatIsNoneSaysWhy(t *testing.T) {
	s := newSession(t, large)
	s.opens("/nowhere/at all.csv")
	s.sees("/nowhere/at all.csv", "cannot be read")
	s.press("esc")
	s.sees("what the flow learns")
}

func TestAPathIsCompleted(t *testing.T) {
	path := tableFile(t)
	s := newSession(t, large)
	s.press("t o")
	s.send(tea.PasteMsg{Content: filepath.Dir(path) + "/tr"})
	s.press("tab")
	if got := s.app.overlay.open.Line.Text(); got != path {
		t.Errorf("completed to %s, want %s", got, path)
	}
	s.send(tea.PasteMsg{Content: "x"})
	s.press("backspace enter")
	s.sees("length  learn")
}

func TestFilesOpenedLastAreOffered(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_DATA_HOME", filepath.Join(home, "data"))
	t.Setenv("XDG_STATE_HOME", filepath.Join(home, "state"))
	path := tableFile(t)
	s := newSession(t, large, func(o *Options, _ *model.Config) { o.Shelf = presets.UserShelf() })
	s.opens(path)
	s.press("enter t o")
	s.sees(filepath.Base(path), "opened last")
	s.press("down enter")
	s.sees("length  learn")
}

func TestARecipeIsAWholeRun(t *testing.T) {
	s := newSession(t, large)
	s.press("t r j enter")
	second := presets.Recipes()[1]
	if got := presets.FormatRecipe(s.app.Snap.Config()); got != second.Line {
		t.Errorf("the run is %s, want %s", got, second.Line)
	}
	s.press("u")
	if got := presets.FormatRecipe(s.app.Snap.Config()); got == second.Line {
		t.Error("undo does not bring the run before back")
	}
}

func TestVisitorsOpenNoFiles(t *testing.T) {
	s := newSession(t, large)
	s.app.remote = true
	s.press("t o")
	s.sees("o: files are opened in a terminal of your own, not here")
}

func TestWhoGoesBackWhileAFileIsReadLearnsNothingOfIt(t *testing.T) {
	path := tableFile(t)
	src, err := presets.ParseSource(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := newSession(t, large)
	s.opens(path)
	s.press("esc")
	s.send(chosenMsg{path, src, nil})
	s.sees("open a file", "moons")
}
