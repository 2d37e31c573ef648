package presets

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bijou/model"
	"bijou/model/safetensors"
	"bijou/presets/reading"
)

// trained returns a run of a few steps.
func trained(t testing.TB, line string) *model.Fit {
	t.Helper()
	cfg, err := ParseRecipe(line)
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	for range 20 {
		f.Step()
	}
	return f
}

const shortRun = "moons(n=200) | actnorm, coupling(hidden=4)*2 | adam, batch=32, steps=40 | seed=3"

func contents(t testing.TB, f *model.Fit) []byte {
	t.Helper()
	data, err := f.Keep().Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestASavedRunOpensAsItWas(t *testing.T) {
	csv := filepath.Join(t.TempDir(), "some points.csv")
	write(t, csv, []byte("a,b\n"+strings.Repeat("1,2\n3,4\n2,9\n", 8)))
	for _, line := range []string{
		shortRun, "circles(n=0) | affine | sgd, batch=32, steps=0 | seed=1", "iris | affine | adam | seed=1",
		"u1 | affine, planar | adam, batch=32, objective=reverse-kl | seed=1", csv + " | affine | adam, batch=8 | seed=1",
	} {
		f := trained(t, line)
		path := filepath.Join(t.TempDir(), "r.safetensors")
		if err := SaveRun(path, f.Keep()); err != nil {
			t.Fatal(err)
		}
		again, err := OpenRun(path)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		defer again.Close()
		for range 10 {
			f.Step()
			again.Step()
		}
		if !bytes.Equal(contents(t, again), contents(t, f)) {
			t.Errorf("%s went on another way", line)
		}
	}
}

func TestARunIsForItsOwnerAndReplacesOnlyRuns(t *testing.T) {
	folder := t.TempDir()
	f := trained(t, shortRun)
	path := filepath.Join(folder, "r.safetensors")
	for range 2 {
		if err := SaveRun(path, f.Keep()); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("others may use it: %v", mode)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("there is more than the run: %v, %v", left, err)
	}
	points := filepath.Join(folder, "points.csv")
	write(t, points, []byte("x,y\n1,2\n"))
	for _, c := range []struct{ path, want string }{
		{points, "that is no run"}, {folder, "directory"}, {filepath.Join(folder, "no", "r"), "no such file"}, {filepath.Join(points, "r"), "folder is none"},
	} {
		err := SaveRun(c.path, f.Keep())
		if _, ok := errors.AsType[*SaveError](err); !ok || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.path, err)
		}
	}
	if kept, _ := os.ReadFile(points); string(kept) != "x,y\n1,2\n" {
		t.Error("the points are gone")
	}
}

func TestWhatIsNoRunIsABadFile(t *testing.T) {
	folder := t.TempDir()
	whole := contents(t, trained(t, shortRun))
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-9] ^= 4
	write(t, filepath.Join(folder, "flipped"), flipped)
	write(t, filepath.Join(folder, "cut"), whole[:len(whole)-1])
	write(t, filepath.Join(folder, "text"), []byte("x,y\n1,2\n3,4\n5,6\n"))
	write(t, filepath.Join(folder, "empty"), nil)
	write(t, filepath.Join(folder, "huge"), nil)
	if err := os.Truncate(filepath.Join(folder, "huge"), safetensors.MaxBytes+1); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"flipped": "is damaged", "cut": "is not a run", "text": "is not a run", "empty": "is not a run", "huge": "has more than 256 MiB; give a file that bijou saved",
		"absent": "no such file", ".": "is a directory",
	} {
		_, err := OpenRun(filepath.Join(folder, name))
		if file, ok := errors.AsType[*reading.BadFileError](err); !ok || !strings.Contains(file.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A run may come from anybody: one that names a file as its data opens none.
func TestARunCannotMakeUsOpenAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "points.csv")
	write(t, path, []byte("x,y\n"+strings.Repeat("1,2\n3,4\n2,9\n", 8)))
	for _, spec := range []string{path, "-", "/etc/passwd", "moons(n=20), circles", ""} {
		if src, err := catalogued(spec, ""); err == nil {
			t.Errorf("%q gave %v", spec, src)
		}
	}
	if _, err := catalogued("moons(n=20)", ""); err != nil {
		t.Error(err)
	}
}

func TestARunIsNamedByItsDataLayersAndSeed(t *testing.T) {
	for line, want := range map[string]string{
		shortRun: "moons-coupling2-s3", "u1 | planar*32 | adam, objective=reverse-kl | seed=1": "u1-planar32-s1", "iris |  | adam | seed=7": "iris-s7",
		"circles | actnorm, affine | adam | seed=1": "circles-actnorm1-s1",
	} {
		if got := RunName(trained(t, line).Config()); got != want {
			t.Errorf("%s is called %s, want %s", line, got, want)
		}
	}
	cfg, _ := ParseRecipe(shortRun)
	for spec, want := range map[string]string{"-": "stdin-coupling2-s3", "my data/…/Größe x.csv": "Gr--e-x-coupling2-s3", "…": "run-coupling2-s3"} {
		cfg.Source.Spec = spec
		if got := RunName(cfg); got != want {
			t.Errorf("%s is called %s, want %s", spec, got, want)
		}
	}
}

// home gives the test a home of its own and returns its shelf.
func home(t *testing.T) Shelf {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("XDG_STATE_HOME", "")
	return UserShelf()
}

func TestAShelfKeepsRunsUnderNamesOfTheirOwn(t *testing.T) {
	s := home(t)
	f := trained(t, shortRun)
	var names []string
	for range 3 {
		path, err := s.Save("moons", f.Keep())
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, strings.TrimPrefix(path, os.Getenv("HOME")))
	}
	const folder = "/.local/share/bijou/"
	if got, want := strings.Join(names, " "), folder+"moons.safetensors "+folder+"moons-2.safetensors "+folder+"moons-3.safetensors"; filepath.ToSlash(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for i, age := range []time.Duration{time.Minute, time.Hour, time.Second} {
		at := time.Now().Add(-age)
		if err := os.Chtimes(os.Getenv("HOME")+names[i], at, at); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(s.Names(), " "); got != "moons-3 moons moons-2" {
		t.Errorf("written last are %s", got)
	}
	for _, name := range []string{"moons-2", "moons-3.safetensors", os.Getenv("HOME") + names[0]} {
		again, err := s.Open(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again.Close()
	}
	if _, err := s.Open("nothing"); err == nil || !strings.Contains(err.Error(), "nothing: cannot be read") {
		t.Errorf("a run that is not there: %v", err)
	}
}

// A program that is killed while it writes leaves a file that begins with a dot.
func TestAShelfIsSweptOfWhatIsOld(t *testing.T) {
	s := home(t)
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for name, age := range map[string]time.Duration{".moons.safetensors123": 2 * time.Hour, ".moons.safetensors456": time.Minute, "moons.safetensors": 99 * time.Hour, ".mine": 99 * time.Hour} {
		path := filepath.Join(s.runs, name)
		write(t, path, []byte("x"))
		if err := os.Chtimes(path, now, now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	var left []string
	entries, _ := os.ReadDir(s.runs)
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if got := strings.Join(left, " "); got != ".mine .moons.safetensors456 moons.safetensors" {
		t.Errorf("left are %s", got)
	}
}

func TestTheLastSessionIsOne(t *testing.T) {
	s := home(t)
	if _, err := s.OpenLast(); err == nil || !strings.Contains(err.Error(), "the last session: there is none yet") {
		t.Errorf("without one: %v", err)
	}
	f := trained(t, shortRun)
	for range 2 {
		f.Step()
		if err := s.SaveLast(f.Keep()); err != nil {
			t.Fatal(err)
		}
	}
	again, err := s.OpenLast()
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if again.Steps() != f.Steps() {
		t.Errorf("it is at step %d, and was left at %d", again.Steps(), f.Steps())
	}
}

func TestWithoutAHomeNothingIsKept(t *testing.T) {
	k := trained(t, shortRun).Keep()
	for name, set := range map[string]func(t *testing.T) Shelf{
		"none": func(t *testing.T) Shelf { home(t); t.Setenv("HOME", ""); return UserShelf() },
		"a file in its place": func(t *testing.T) Shelf {
			home(t)
			path := filepath.Join(t.TempDir(), "file")
			write(t, path, nil)
			t.Setenv("HOME", path)
			return UserShelf()
		},
		"the zero shelf": func(*testing.T) Shelf { return Shelf{} },
	} {
		t.Run(name, func(t *testing.T) {
			s := set(t)
			if err := s.Check(); err == nil {
				t.Error("there is a place to keep runs")
			}
			if _, err := s.Save("x", k); err == nil {
				t.Error("a run was kept")
			}
			if err := s.SaveLast(k); err == nil {
				t.Error("the session was kept")
			}
			if _, err := s.OpenLast(); err == nil {
				t.Error("a session was opened")
			}
		})
	}
}
