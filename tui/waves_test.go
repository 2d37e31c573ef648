package tui

import (
	"os"
	"path/filepath"
	"testing"

	"bijou/model"
	"bijou/model/sound"
)

// vowelSession shows vowels through a step of WaveGlow that has learnt nothing.
func vowelSession(t *testing.T) *session {
	return newSession(t, large, withData(catalogued(t, "vowels")), withStack("waveglow(hidden=4), squeeze(group=8)"),
		func(_ *Options, c *model.Config) { c.Settings = settings(t, "adam, batch=16, steps=100") })
}

func TestAFlowOfWavesIsShownByWaves(t *testing.T) {
	s := vowelSession(t)
	s.sees("spectrum", "exact", "drawn at σ 0.7", "held back", "the same z as", "with noise", "what the flow takes for behind it")
	s.press("[")
	s.sees("behind layer 1", "data on their way back")
	s.press("] T")
	s.sees("drawn at σ 0.85")
	s.press("o")
	s.sees("spectrograms: windows of data", "bands of the data")
}

func TestASoundIsWrittenIntoTheFolderOfTheShell(t *testing.T) {
	t.Chdir(t.TempDir())
	s := vowelSession(t)
	s.press(".")
	s.press("W")
	s.sees("sound       2 seconds under the selected condition")
	s.press("enter")
	s.sees("sound written to")
	s.press("W enter")
	s.sees("-2.wav")
	paths, err := filepath.Glob("*.wav")
	if err != nil || len(paths) != 2 {
		t.Fatalf("%v, %v", paths, err)
	}
	f, err := os.Open(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if x, rate, err := sound.Read(f); err != nil || rate != sound.Rate || len(x) != soundSeconds*sound.Rate {
		t.Errorf("%d samples, %d a second, %v", len(x), rate, err)
	}
}

func TestASoundIsThatOfWaves(t *testing.T) {
	s := newSession(t, large)
	s.press("P")
	s.sees("a sound is that of a flow of waves")
}
