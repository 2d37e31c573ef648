//go:build !windows

package plain_test

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

const longRun = "moons(n=500) | actnorm, coupling(hidden=8)*2 | adam, batch=64, steps=4000 | seed=2"

// A run that a signal stopped goes on to where it would have come without.
func TestARunThatWasStoppedEndsAsOneThatWasNot(t *testing.T) {
	program, folder := build(t), t.TempDir()
	whole, halved := filepath.Join(folder, "whole"), filepath.Join(folder, "halved")
	if out, err := exec.Command(program, "train", "--spec", longRun, "--save", whole).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	stop(t, exec.Command(program, "train", "--spec", longRun, "--save", halved, "--json", "--every", "10"))
	half, err := os.ReadFile(halved)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(program, "train", "--run", halved, "--save", halved).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	want, _ := os.ReadFile(whole)
	got, _ := os.ReadFile(halved)
	if bytes.Equal(half, want) {
		t.Error("the signal came too late to stop anything")
	}
	if !bytes.Equal(got, want) {
		t.Error("the two runs differ")
	}
}

func TestARunThatNobodyHearsOfIsSavedAllTheSame(t *testing.T) {
	program, path := build(t), filepath.Join(t.TempDir(), "run")
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no device that is always full:", err)
	}
	defer full.Close()
	c := exec.Command(program, "train", "--spec", longRun, "--save", path, "--json", "--every", "10")
	c.Stdout = full
	if err := c.Run(); err == nil {
		t.Error("nobody was told that the report is lost")
	}
	out, err := exec.Command(program, "train", "--run", path, "--json", "--every", "0").CombinedOutput()
	if err != nil || !strings.Contains(string(out), `"step":4000`) {
		t.Errorf("%v: %s", err, out)
	}
}

// stop interrupts a training after its first report.
func stop(t *testing.T, c *exec.Cmd) {
	t.Helper()
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("no report came")
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	last := ""
	for lines.Scan() {
		last = lines.Text()
	}
	c.Wait() //nolint:errcheck // the code says all
	if code := c.ProcessState.ExitCode(); code != 128+int(syscall.SIGINT) || !strings.Contains(last, `"saved":`) {
		t.Errorf("exit code %d, last line %s", code, last)
	}
}
