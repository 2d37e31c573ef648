package tui

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/presets"
)

func TestDataAreDrawnByKeysAndLearnt(t *testing.T) {
	s := newSession(t, large, shelved(t))
	s.press("t d")
	s.sees("data of your own", "0 places")
	s.press("enter")
	s.sees("nothing is drawn")
	s.press("space l l space x u , , + -")
	s.sees("n 1000", "noise 0.06", "2 places")
	s.press("u u")
	s.sees("0 places")
	s.press("space enter")
	s.misses("data of your own")
	if n := s.app.Snap.Data.Points.Rows; n != 1000 {
		t.Errorf("%d points are learnt, want 1000", n)
	}
	s.press("u")
	s.sees("moons")
}

func TestDataAreDrawnByTheMouseAndKeptAsAFile(t *testing.T) {
	s := newSession(t, large, shelved(t))
	s.press("t d")
	if err := s.Play("drag:40,20,60,20"); err != nil {
		t.Fatal(err)
	}
	s.sees("21 places")
	s.send(tea.MouseClickMsg{X: 40, Y: 20, Button: tea.MouseRight})
	s.misses("21 places")
	s.press("u enter")
	base, err := presets.UserShelf().Drawn()
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(base + "*.csv")
	if len(files) != 1 {
		t.Fatalf("the files are %v", files)
	}
	f, err := os.Open(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 1001 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	lo, hi, spread := math.Inf(1), math.Inf(-1), 0.0
	for _, r := range rows[1:] {
		x, _ := strconv.ParseFloat(r[0], 64)
		y, _ := strconv.ParseFloat(r[1], 64)
		lo, hi = min(lo, x), max(hi, x)
		spread += y * y / 1000
	}
	if hi-lo < 1 || math.Sqrt(spread) > 1 {
		t.Errorf("a line from left to right reaches from %g to %g, %g off", lo, hi, math.Sqrt(spread))
	}
}

func TestVisitorsDrawNoFiles(t *testing.T) {
	s := newVisit(t)
	s.press("t d")
	s.sees("not here")
}

func TestTheFootOfADrawingSaysWhatSpaceDoesThereWhileAFlowTrains(t *testing.T) {
	s := newSession(t, large, shelved(t))
	s.press("space")
	s.sees("space pause")
	s.press("t d")
	s.sees("space spray", "enter learn it")
}
