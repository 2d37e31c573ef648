package presets

import (
	"errors"
	"os"
	"path/filepath"
)

// replace writes a file so that at any moment the name stands for what was there
// before or for all of data.
func replace(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".bijou-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name()) //nolint:errcheck // the first error is told
	}
	return err
}
