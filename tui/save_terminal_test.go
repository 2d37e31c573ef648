//go:build !windows

package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
