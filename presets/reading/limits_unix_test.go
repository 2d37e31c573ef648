//go:build unix

package reading

import (
	"path/filepath"
	"syscall"
	"testing"
)

func TestPipesAndDevicesAreRefusedAtOnce(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no pipes here:", err)
	}
	for _, path := range []string{pipe, "/dev/zero", "/dev/null"} {
		_, _, err := OpenCSV(path, nil)
		fileCase{refused: "is not a regular file; give a file, or - to read standard input"}.check(t, err)
	}
}
