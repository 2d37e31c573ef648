package presets

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"bijou/flows"
	"bijou/model"
	"bijou/model/safetensors"
	"bijou/presets/reading"
)

// OpenRun reads a run that was kept in a regular file, to go on or to be asked.
// Every error is a [*BadFileError].
func OpenRun(path string) (*model.Fit, error) {
	data, err := readRun(path)
	if err != nil {
		return nil, reading.InFile(err, path)
	}
	f, err := model.Restore(data, catalogued)
	if kept, ok := errors.AsType[*model.KeptError](err); ok {
		return nil, reading.InFile(reading.Bad(kept.Do, "%s", reading.Printable(kept.What)), path)
	}
	if err != nil {
		return nil, reading.InFile(err, path)
	}
	return f, nil
}

func readRun(path string) ([]byte, error) {
	f, err := reading.OpenRegular(path, safetensors.MaxBytes)
	if err != nil {
		if refused, ok := errors.AsType[*reading.BadFileError](err); ok {
			refused.Do = "give a file that bijou saved" // and not a table
		}
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, safetensors.MaxBytes+1))
}

// catalogued makes data of the catalogue by their spec. A run may come from
// anybody, so a spec that names a file opens none; a model of one's own is told with its
// table.
func catalogued(spec, told string) (model.Source, error) {
	if told != "" {
		return toldPosterior(spec, told)
	}
	return ParseCatalogue(spec, 0)
}

// A SaveError says in one sentence why a run was not saved. The command line
// ends with exit code 5 on it.
type SaveError struct {
	Path string
	Err  error
}

// Error returns the sentence.
func (e *SaveError) Error() string {
	return fmt.Sprintf("the run was not saved as %s: %s", reading.Clean(e.Path), reading.Printable(reading.WithoutPath(e.Err).Error()))
}

// Unwrap returns what went wrong.
func (e *SaveError) Unwrap() error { return e.Err }

// SaveRun writes a run to a file that only its owner may read. An earlier run of
// that name is replaced at once or not at all. The error is a [*SaveError].
func SaveRun(path string, k *model.Kept) error {
	if k.Live {
		return &SaveError{path, errors.New("what it acts in is a program, which nobody can put back to where it was")}
	}
	if err := MaySave(path); err != nil {
		return err
	}
	data, err := k.Encode()
	if err == nil {
		err = replace(path, data)
	}
	if err != nil {
		return &SaveError{path, err}
	}
	return nil
}

// MayKeep tells whether a run can be saved at all, before it makes its steps. The error
// is a [*SaveError].
func MayKeep(path string, f *model.Fit) error {
	if err := f.MayKeep(); err != nil {
		return &SaveError{path, err}
	}
	return nil
}

// MaySave tells whether a run can be saved there as far as can be told without
// trying: in a folder that exists, in place of nothing but another run. The error
// is a [*SaveError].
func MaySave(path string) error {
	if info, err := os.Stat(filepath.Dir(path)); err != nil {
		return &SaveError{path, err}
	} else if !info.IsDir() {
		return &SaveError{path, errors.New("its folder is none")}
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return &SaveError{path, err}
	case info.IsDir():
		return &SaveError{path, errors.New("this is a directory")}
	case info.Mode().IsRegular() && info.Size() == 0, isRun(path):
		return nil
	}
	return &SaveError{path, errors.New("there is a file of that name that is no run; choose another name")}
}

// isRun tells whether a file is a run, whole or of a later version.
func isRun(path string) bool {
	data, err := readRun(path)
	if err != nil {
		return false
	}
	file, err := safetensors.Decode(data)
	return err == nil && model.IsKept(file)
}

// RunName suggests a name for a run from its data, the layer that it has most of
// and its seed: moons-coupling4-s1.
func RunName(c model.Config) string {
	data, _, _ := strings.Cut(filepath.Base(c.Source.Spec), "(")
	data = strings.TrimSuffix(data, filepath.Ext(data))
	if data == "-" {
		data = "stdin"
	}
	parts := []string{plainName(data)}
	if kind, n := commonest(c.Spec); n > 0 {
		parts = append(parts, fmt.Sprintf("%s%d", kind, n))
	}
	return strings.Join(append(parts, fmt.Sprintf("s%d", c.Seed)), "-")
}

// plainName keeps what every file system takes.
func plainName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9') {
			return r
		}
		return '-'
	}, name)
	name = strings.Trim(name[:min(len(name), 32)], "-")
	if name == "" {
		return "run"
	}
	return name
}

// commonest returns the kind of layer that a stack has most of, the first of two
// as common, and how many of it.
func commonest(s flows.Spec) (kind string, n int) {
	counts := map[string]int{}
	for _, item := range s {
		counts[item.Kind.Name]++
	}
	for _, item := range s {
		if c := counts[item.Kind.Name]; c > n {
			kind, n = item.Kind.Name, c
		}
	}
	return kind, n
}
