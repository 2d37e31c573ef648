package presets

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/adrg/xdg"

	"bijou/model"
	"bijou/presets/reading"
)

// RunExtension is that of files that hold a run: other programs know by it what
// the arrays in them are.
const RunExtension = ".safetensors"

// A Shelf is where runs are kept that nobody gave a file name. The zero Shelf
// keeps nothing.
type Shelf struct {
	runs string // the folder of runs that were saved
	last string // the file of the last session
}

// UserShelf is that of the person at this machine, by the XDG base directory
// specification. It is the zero Shelf where there is no home.
func UserShelf() Shelf {
	xdg.Reload() // what it read when the process started may have changed
	_, err := os.UserHomeDir()
	if err != nil && (os.Getenv("XDG_DATA_HOME") == "" || os.Getenv("XDG_STATE_HOME") == "") {
		return Shelf{}
	}
	return Shelf{filepath.Join(xdg.DataHome, "bijou"), filepath.Join(xdg.StateHome, "bijou", "last"+RunExtension)}
}

// errNoHome says why the zero Shelf keeps nothing.
var errNoHome = errors.New("there is no home directory")

// Check makes the folders, for nobody else to read, and says why runs and
// sessions cannot be kept; nil means that they can.
func (s Shelf) Check() error {
	if s == (Shelf{}) {
		return errNoHome
	}
	for _, folder := range []string{s.runs, filepath.Dir(s.last)} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return shelfError(err)
		}
		probe, err := os.CreateTemp(folder, ".probe-*")
		if err != nil {
			return shelfError(err)
		}
		probe.Close()
		os.Remove(probe.Name()) //nolint:errcheck // it is empty
		sweep(folder)
	}
	return nil
}

// sweep takes away what programs that were killed while they wrote have left.
// What is younger than an hour may be written still.
func sweep(folder string) {
	left, _ := filepath.Glob(filepath.Join(folder, ".*"+RunExtension+"*"))
	for _, path := range left {
		if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > time.Hour {
			os.Remove(path) //nolint:errcheck // the next one tries again
		}
	}
}

// shelfError names the folder that an error of the system is about.
func shelfError(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("%s: %s", reading.Clean(filepath.Dir(p.Path)), reading.SystemText(err))
	}
	return errors.New(reading.SystemText(err))
}

// Save keeps a run under a name of its own, which begins as suggested, and
// returns its path.
func (s Shelf) Save(name string, k *model.Kept) (path string, err error) {
	if err := s.Check(); err != nil {
		return "", err
	}
	path, err = s.claim(name)
	if err != nil {
		return "", &SaveError{path, err}
	}
	if err := SaveRun(path, k); err != nil {
		os.Remove(path) //nolint:errcheck // it is empty
		return "", err
	}
	return path, nil
}

// claim makes an empty file of a name that is not taken.
func (s Shelf) claim(name string) (path string, err error) {
	for n := 1; ; n++ {
		path = filepath.Join(s.runs, name+RunExtension)
		if n > 1 {
			path = filepath.Join(s.runs, fmt.Sprintf("%s-%d%s", name, n, RunExtension))
		}
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return path, err
		}
		return path, f.Close()
	}
}

// Names lists the runs that were saved, those written last first.
func (s Shelf) Names() []string {
	files, _ := os.ReadDir(s.runs) // a folder that is not there holds none
	files = slices.DeleteFunc(files, func(f fs.DirEntry) bool {
		return strings.HasPrefix(f.Name(), ".") || filepath.Ext(f.Name()) != RunExtension
	})
	slices.SortStableFunc(files, func(a, b fs.DirEntry) int { return written(b).Compare(written(a)) })
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), RunExtension))
	}
	return names
}

// written tells when a file was written, the beginning of time if it is gone.
func written(f fs.DirEntry) (at time.Time) {
	if info, err := f.Info(); err == nil {
		at = info.ModTime()
	}
	return at
}

// SaveLast keeps a run as the last session.
func (s Shelf) SaveLast(k *model.Kept) error {
	if err := s.Check(); err != nil {
		return err
	}
	return SaveRun(s.last, k)
}

// OpenLast opens the last session. The error is a [*BadFileError].
func (s Shelf) OpenLast() (*model.Fit, error) {
	if _, err := os.Stat(s.last); errors.Is(err, fs.ErrNotExist) {
		return nil, reading.InFile(reading.Bad("leave the explorer once, and it is kept", "there is none yet"), "the last session")
	}
	return OpenRun(s.last)
}

// Open opens a run by the path of its file, or by the name that it has on the
// shelf. The error is a [*BadFileError].
func (s Shelf) Open(name string) (*model.Fit, error) {
	if _, err := os.Stat(name); err != nil && s.runs != "" && filepath.Base(name) == name {
		for _, path := range []string{name, name + RunExtension} {
			path = filepath.Join(s.runs, path)
			if _, err := os.Stat(path); err == nil {
				return OpenRun(path)
			}
		}
	}
	return OpenRun(name)
}
