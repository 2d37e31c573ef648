//go:build !windows

package presets

import (
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// ownerOnly lets nobody else read a run: it may hold a person's data.
const ownerOnly = 0o600

// replace writes a file so that at any moment the name stands for what was there
// before or for all of data, even if the machine stops.
func replace(path string, data []byte) error {
	folder := filepath.Dir(path)
	if err := renameio.WriteFile(path, data, ownerOnly, renameio.WithTempDir(folder), renameio.WithStaticPermissions(ownerOnly)); err != nil {
		return err
	}
	// Not every file system can do this for a folder, and the file is there.
	if d, err := os.Open(folder); err == nil {
		d.Sync() //nolint:errcheck // as said
		d.Close()
	}
	return nil
}
