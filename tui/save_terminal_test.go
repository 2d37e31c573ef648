//go:build !windows

package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bijou/model"
	"bijou/presets"
)

// last opens the session that a program in a terminal has kept.
func (e *emulator) last() *model.Fit {
	e.Helper()
	f, err := presets.OpenRun(filepath.Join(e.home, ".local", "state", "bijou", "last.safetensors"))
	if err != nil {
		e.Fatal(err)
	}
	e.Cleanup(f.Close)
	return f
}

func TestEveryEndInOrderKeepsTheSession(t *testing.T) {
	for _, c := range endings {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := open(t, "keep")
			e.waitFor("● training")
			e.waitFor("NLL  = sum, exactly")
			c.end(e)
			e.ends(c.code)
			step := e.last().Steps()
			if step == 0 {
				t.Error("it was kept at step 0")
			}
			e.waitFor(fmt.Sprintf("bijou --resume goes on from step %d", step))
		})
	}
}

func TestAKillThatNothingCatchesLosesNoSession(t *testing.T) {
	t.Parallel()
	e := open(t, "keep")
	e.waitFor("● training")
	file := filepath.Join(e.home, ".local", "state", "bijou", "last.safetensors")
	var first os.FileInfo
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		info, err := os.Stat(file)
		if err == nil && first == nil {
			first = info
		}
		if err == nil && info.ModTime().After(first.ModTime()) { // and again
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the session is not kept while it goes on: %v", err)
		}
	}
	if err := e.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	e.cmd.Wait() //nolint:errcheck // it was killed
	f := e.last()
	if f.Steps() == 0 {
		t.Fatal("it was kept at step 0")
	}
	fresh, err := model.NewFit(f.Config())
	if err != nil {
		t.Fatal(err)
	}
	defer fresh.Close()
	for fresh.Steps() < f.Steps()+5 {
		fresh.Step()
	}
	for range 5 {
		f.Step()
	}
	if !slices.Equal(fresh.Snapshot().Theta, f.Snapshot().Theta) {
		t.Error("it goes on with other bits than a run that nobody killed")
	}
}

func TestASessionIsKeptEvenIfItsTerminalHangs(t *testing.T) {
	t.Parallel()
	hang(t, "keep").last()
}

func TestNothingIsWrittenWhereNothingIsKept(t *testing.T) {
	t.Parallel()
	e := open(t, "run")
	e.waitFor("● training")
	e.press("w")
	e.waitFor("runs are not kept here")
	e.press("q")
	e.ends(0)
	if left, err := os.ReadDir(e.home); err != nil || len(left) > 0 {
		t.Errorf("the home holds %v (%v)", left, err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if strings.Contains(e.out.String(), "--resume") {
		t.Error("it says that the session was kept")
	}
}
