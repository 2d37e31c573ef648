//go:build !windows

package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"bijou/model"
	"bijou/presets"
)

// last opens the session that a program in a terminal has kept.
func (e *terminal) last() *model.Fit {
	e.Helper()
	f, err := presets.OpenRun(filepath.Join(e.home, ".local", "state", "bijou", "last.safetensors"))
	if err != nil {
		e.Fatal(err)
	}
	e.Cleanup(f.Close)
	return f
}

func TestEveryEndInOrderKeepsTheSession(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(e *terminal)
		code int
	}{
		{"q", func(e *terminal) { e.press("q") }, 0},
		{"ctrl+c", func(e *terminal) { e.press("\x03") }, 130},
		{"SIGTERM", func(e *terminal) { e.cmd.Process.Signal(syscall.SIGTERM) }, 143},
		{"SIGHUP", func(e *terminal) { e.cmd.Process.Signal(syscall.SIGHUP) }, 129},
	} {
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
	e := open(t, "keep", "GORACE=log_path="+filepath.Join(t.TempDir(), "race"))
	e.waitFor("● training")
	e.hung.Lock()
	time.Sleep(2 * time.Second) // until nothing more fits in
	e.cmd.Process.Signal(syscall.SIGTERM)
	timer := time.AfterFunc(10*time.Second, func() { e.cmd.Process.Kill() })
	defer timer.Stop()
	e.cmd.Wait()
	e.hung.Unlock()
	if got := e.cmd.ProcessState.ExitCode(); got != 143 {
		t.Errorf("the program ended with %v, want code 143", e.cmd.ProcessState)
	}
	e.last()
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
