package plain_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// layers lists the packages in the order in which they may build on each other.
var layers = []string{
	"bijou/flows/ad/kernel", "bijou/flows/ad", "bijou/flows/nn", "bijou/flows", "bijou/model/damage", "bijou/model/safetensors", "bijou/model", "bijou/model/sound", "bijou/model/code", "bijou/model/chain", "bijou/model/diagnose", "bijou/model/matching", "bijou/model/acting", "bijou/model/latent",
	"bijou/presets/worlds", "bijou/presets/posteriors", "bijou/presets/simulators", "bijou/presets/tables", "bijou/presets/densities", "bijou/presets/reading", "bijou/presets", "bijou/presets/glossary", "bijou/presets/lessons", "bijou/presets/bench", "bijou/presets/systems", "bijou/presets/torch", "bijou/presets/sweep", "bijou/tui/plot", "bijou/tui/theme", "bijou/tui/layout", "bijou/tui/view", "bijou/tui/figure", "bijou/tui/job", "bijou/tui/terminal", "bijou/tui/screen", "bijou/tui/form", "bijou/tui/dataset", "bijou/tui/popup", "bijou/tui/pane", "bijou/tui", "bijou/tui/ssh", "bijou/tui/web", "bijou/tui/plain", "bijou/tui/licences", "bijou/tui/cli", "bijou",
}

func TestImportsPointOneWay(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of work alone")
	}
	for i, pkg := range layers {
		for _, dep := range dependencies(t, pkg) {
			if at := slices.Index(layers, dep); at < 0 || at > i {
				t.Errorf("%s builds on %s", pkg, dep)
			}
			if pkg == "bijou/tui/plot" && dep != pkg {
				t.Errorf("the plots know of %s", dep)
			}
		}
	}
}

// dependencies returns the packages of ours that a package is built from.
func dependencies(t *testing.T, pkg string) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", pkg).Output()
	if err != nil {
		t.Fatalf("go list %s: %v", pkg, err)
	}
	return slices.DeleteFunc(strings.Fields(string(out)), func(dep string) bool {
		return dep != "bijou" && !strings.HasPrefix(dep, "bijou/")
	})
}
