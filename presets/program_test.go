package presets

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bijou/model"
)

// loop is a program to act in, for a shell.
const loop = `echo '{"observation": ["x"], "actions": ["u"], "low": [-1], "high": [1], "horizon": 5}'
while read -r line; do
  case $line in *reset*) echo '{"observation": [0]}' ;; *) echo '{"observation": [1], "reward": 1}' ;; esac
done`

func TestARunInAProgramIsNamedByItAndCannotBeKept(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no shell")
	}
	file := filepath.Join(t.TempDir(), "env.sh")
	if err := os.WriteFile(file, []byte(loop), 0o600); err != nil {
		t.Fatal(err)
	}
	w, line, err := OpenWorld("sh " + file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	parts, err := SplitRecipe(line)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := parts.ConfigIn(w, "sh "+file)
	if err != nil {
		t.Fatal(err)
	}
	if got := words(t, CommandLine(cfg)); !slices.Equal(got[1:4], []string{"--world", "sh " + file, "--spec"}) || got[4] != line {
		t.Errorf("%q", got)
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	for range 60 {
		f.Step()
	}
	if ended, reason := f.Ended(); ended != model.Paused {
		t.Errorf("it ended: %s", reason)
	}
	if err := SaveRun(file+".run", f.Keep()); !errors.As(err, new(*SaveError)) || !strings.Contains(err.Error(), "program") {
		t.Errorf("it was kept: %v", err)
	}
}
