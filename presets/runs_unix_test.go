//go:build unix

package presets

import (
	"strings"
	"testing"
)

func TestADeviceIsNoRun(t *testing.T) {
	for _, path := range []string{"/dev/zero", "/dev/null"} {
		if _, err := OpenRun(path); err == nil || !strings.Contains(err.Error(), "is not a regular file; give a file that bijou saved") {
			t.Errorf("%s: %v", path, err)
		}
	}
}
