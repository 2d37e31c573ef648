//go:build !windows

package tui

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets"
	"bijou/tui/terminal"
)

// explore is the program that the tests of this file run in a terminal.
func explore(mode string) int {
	if err := terminal.Check(os.Stdin, os.Stdout, os.Environ()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	set, _ := presets.LookupDataset("moons")
	src, err := set.Build(flows.Values{"n": "0", "noise": "0.1", "seed": "0"})
	if err != nil {
		panic(err)
	}
	trap := &trap{Density: src.Truth}
	trap.left.Store(1 << 30)
	options := Options{Paused: mode == "panic in a command"}
	if mode == "keep" {
		options.Shelf, options.After = presets.UserShelf(), os.Stderr
		lookEvery, keepEvery = 50*time.Millisecond, 200*time.Millisecond
	} else {
		src.Spec, src.Truth = "treacherous", trap
	}
	if mode == "panic in View" { // a name is missing for every column
		src.Truth, src.Columns, src.Points = nil, nil, ad.New(20, 3)
		for i := range src.Points.Data {
			src.Points.Data[i] = float64(i * i % 17)
		}
	}
	stack, _ := flows.ParseSpec("actnorm, coupling(hidden=16)*2")
	endless, err := model.DefaultSettings().With("steps", "0") // else a slow screen may never see it train
	if err != nil {
		panic(err)
	}
	config := model.Config{Source: src, Spec: stack, Settings: endless, Seed: 7}
	if name, acts := strings.CutPrefix(mode, "recipe "); acts {
		r, err := presets.LookupRecipe(name)
		if err != nil {
			panic(err)
		}
		if config, err = presets.ParseRecipe(r.Line); err != nil {
			panic(err)
		}
		if config.Settings, err = config.Settings.With("steps", "0"); err != nil {
			panic(err)
		}
	}
	fit, err := model.NewFit(config)
	if err != nil {
		panic(err)
	}
	switch mode {
	case "panic in the trainer":
		trap.left.Store(30)
	case "panic in a command":
		trap.left.Store(0)
	}
	options.Fit = fit
	err = Run(context.Background(), options)
	code := ExitCode(err)
	if err != nil && code < 128 { // a signal needs no words, and the terminal may take none
		fmt.Fprintln(os.Stderr, "bijou:", err)
	}
	return code
}

// A trap is a density that panics after some draws.
type trap struct {
	model.Density
	left atomic.Int32
}

func (t *trap) Sample(rng *rand.Rand, x *ad.Mat) {
	if t.left.Add(-1) < 0 {
		panic("the trap closes")
	}
	t.Density.Sample(rng, x)
}

// A terminal runs the explorer and shows what it wrote.
type emulator struct {
	testing.TB
	cmd  *exec.Cmd
	pty  *os.File
	mu   sync.Mutex
	vt   *vt.Emulator
	out  strings.Builder // all that was written
	done chan struct{}
	home string
	hung sync.Mutex  // held while the terminal takes nothing
	was  *term.State // of the terminal, before
}

func open(t testing.TB, mode string, env ...string) *emulator {
	t.Helper()
	e := &emulator{TB: t, vt: vt.NewEmulator(120, 40), done: make(chan struct{}), home: t.TempDir()}
	e.cmd = exec.Command(os.Args[0], "-test.run=^$")
	e.cmd.Env = append([]string{"BIJOU_TUI_TEST=" + mode, "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "HOME=" + e.home}, env...)
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	pty.Setsize(ptmx, &pty.Winsize{Rows: 40, Cols: 120})
	if e.was, err = term.GetState(tty.Fd()); err != nil {
		t.Fatal(err)
	}
	e.cmd.Stdin, e.cmd.Stdout, e.cmd.Stderr = tty, tty, tty
	e.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := e.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	e.pty = ptmx
	go e.copy()
	go io.Copy(ptmx, e.vt) // answers of the terminal
	t.Cleanup(func() {
		e.cmd.Process.Kill()
		e.pty.Close()
		<-e.done
		e.vt.InputPipe().(io.Closer).Close() // Close of the emulator races with its Read
	})
	return e
}

// copy shows what the program writes until the terminal is closed.
func (e *emulator) copy() {
	defer close(e.done)
	buf := make([]byte, 1<<16)
	for {
		n, err := e.read(buf)
		e.mu.Lock()
		e.vt.Write(buf[:n])
		e.out.Write(buf[:n])
		e.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// read waits while the terminal hangs.
func (e *emulator) read(buf []byte) (int, error) {
	e.hung.Lock()
	defer e.hung.Unlock()
	return e.pty.Read(buf)
}

func (e *emulator) screen() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.vt.String()
}

// waitFor waits until the screen shows a text.
func (e *emulator) waitFor(text string) {
	e.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !strings.Contains(e.screen(), text) {
		if time.Now().After(deadline) {
			e.Fatalf("%q does not appear:\n%s", text, e.screen())
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (e *emulator) press(keys string) {
	e.Helper()
	if _, err := e.pty.WriteString(keys); err != nil {
		e.Fatal(err)
	}
}

// ends waits for the end and checks its code, and that the terminal is as it
// was before.
func (e *emulator) ends(code int) {
	e.Helper()
	timer := time.AfterFunc(10*time.Second, func() { e.cmd.Process.Kill() })
	defer timer.Stop()
	e.cmd.Wait()
	if got := e.cmd.ProcessState.ExitCode(); got != code {
		e.Errorf("the program ended with %v, want code %d:\n%s", e.cmd.ProcessState, code, e.screen())
	}
	now, err := term.GetState(e.pty.Fd())
	if err != nil {
		e.Fatal(err)
	}
	if fmt.Sprint(now) != fmt.Sprint(e.was) {
		e.Errorf("the terminal is left in another mode: %v, was %v", now, e.was)
	}
	deadline := time.Now().Add(5 * time.Second)
	for !e.restored() {
		if time.Now().After(deadline) {
			e.mu.Lock()
			defer e.mu.Unlock()
			out := e.out.String()
			e.Fatalf("the alternate screen, the cursor or the mouse is left on; the last that was written: %q", out[max(len(out)-200, 0):])
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// restored tells whether every mode that was switched on was switched off.
func (e *emulator) restored() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := e.out.String()
	for on, off := range map[string]string{"\x1b[?1049h": "\x1b[?1049l", "\x1b[?25l": "\x1b[?25h", "\x1b[?1002h": "\x1b[?1002l", "\x1b[?1004h": "\x1b[?1004l", "\x1b[?2004h": "\x1b[?2004l"} {
		if strings.LastIndex(out, on) > strings.LastIndex(out, off) {
			return false
		}
	}
	return !e.vt.IsAltScreen()
}

func TestTheExplorerInATerminal(t *testing.T) {
	e := open(t, "run")
	e.waitFor("● training")
	e.waitFor("NLL  = sum, exactly")
	e.press(" ")
	e.waitFor("‖ paused")
	e.press("a")
	e.waitFor("starts as the identity")
	at := slices.IndexFunc(flows.Kinds(), func(k *flows.Kind) bool { return k.Name == "actnorm" })
	e.press(strings.Repeat("j", at) + "\r")
	e.waitFor("4 actnorm")
	e.press("u")
	e.waitFor("undid: +actnorm")
	e.press("\x1b[<0;70;6M\x1b[<0;70;6m") // a click at 69,5: pane 4
	e.waitFor("7 probe")
	e.mu.Lock()
	e.vt.Resize(80, 24)
	e.mu.Unlock()
	pty.Setsize(e.pty, &pty.Winsize{Rows: 24, Cols: 80})
	e.waitFor("s7")
	e.press("q")
	e.ends(0)
}

// endings are the ways to leave the explorer in order, with their exit codes.
var endings = []struct {
	name string
	end  func(e *emulator)
	code int
}{
	{"q", func(e *emulator) { e.press("q") }, 0},
	{"ctrl+c", func(e *emulator) { e.press("\x03") }, 130},
	{"SIGINT", func(e *emulator) { e.cmd.Process.Signal(os.Interrupt) }, 130},
	{"SIGTERM", func(e *emulator) { e.cmd.Process.Signal(syscall.SIGTERM) }, 143},
	{"SIGHUP", func(e *emulator) { e.cmd.Process.Signal(syscall.SIGHUP) }, 129},
}

func TestEveryEndLeavesTheTerminalAsItWas(t *testing.T) {
	for _, c := range endings {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := open(t, "run")
			e.waitFor("● training")
			c.end(e)
			e.ends(c.code)
		})
	}
}

// hang ends the explorer by a signal in a terminal that hangs and so takes nothing
// any more: not even that it be left as it was, and no report of the race detector
// either, which would wait for it for ever. The one report there is (Bubble Tea's
// Kill closes its reader of keys beside a Read that it has cancelled) is written
// elsewhere.
func hang(t *testing.T, mode string) *emulator {
	t.Helper()
	e := open(t, mode, "GORACE=log_path="+filepath.Join(t.TempDir(), "race"))
	e.waitFor("● training")
	e.hung.Lock()
	defer e.hung.Unlock()
	time.Sleep(2 * time.Second) // until nothing more fits in
	e.cmd.Process.Signal(syscall.SIGTERM)
	timer := time.AfterFunc(20*time.Second, func() { e.cmd.Process.Kill() })
	defer timer.Stop()
	e.cmd.Wait()
	if got := e.cmd.ProcessState.ExitCode(); got != 143 {
		t.Errorf("the program ended with %v, want code 143", e.cmd.ProcessState)
	}
	return e
}

func TestASignalEndsTheExplorerInATerminalThatHangs(t *testing.T) {
	t.Parallel()
	e := hang(t, "run")
	mode, err := term.GetState(e.pty.Fd())
	if err != nil || fmt.Sprint(mode) != fmt.Sprint(e.was) {
		t.Errorf("the keyboard is left in another mode: %v, was %v (error %v)", mode, e.was, err)
	}
}

func TestAPanicLeavesTheTerminalAsItWas(t *testing.T) {
	for _, c := range []struct {
		mode, keys, shows string
	}{
		{"panic in View", "", ""},
		{"panic in a command", "t", "paused"},
		{"panic in the trainer", "q", "✕ failed"},
	} {
		t.Run(c.mode, func(t *testing.T) {
			t.Parallel()
			e := open(t, c.mode)
			if c.shows != "" {
				e.waitFor(c.shows)
			}
			e.press(c.keys)
			e.ends(1)
			e.waitFor("bijou: ")
		})
	}
}

func TestWithoutATerminalOneSentenceSaysWhatToDo(t *testing.T) {
	for _, env := range []string{"TERM=dumb", "TERM=xterm"} {
		cmd := exec.Command(os.Args[0], "-test.run=^$")
		cmd.Env = []string{"BIJOU_TUI_TEST=run", env}
		var out, errs strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &errs
		cmd.Run()
		if code := cmd.ProcessState.ExitCode(); code != 2 || out.Len() > 0 {
			t.Errorf("%s: code %d, output %q", env, code, out.String())
		}
		if line := errs.String(); strings.Count(line, "\n") != 1 || !strings.Contains(line, "bijou train") {
			t.Errorf("%s: %q", env, line)
		}
	}
	e := open(t, "run", "TERM=dumb")
	e.ends(2)
}
