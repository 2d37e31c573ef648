package licences

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write licences.txt anew")

// systems are those for which there are releases: each may need other modules.
var systems = []string{"linux", "darwin", "windows"}

// own is the path of this module, which is told first.
const own = "bijou"

// After a module was added: go test ./tui/licences -update
func TestTheTermsOfAllThatIsInTheProgramAreInIt(t *testing.T) {
	want := written(t)
	if *update {
		if err := os.WriteFile("licences.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if Text != want {
		t.Errorf("licences.txt has %d bytes and would have %d: go test ./tui/licences -update", len(Text), len(want))
	}
}

// written puts the text together: modules of the same terms share them.
func written(t *testing.T) string {
	t.Helper()
	dirs := modules(t)
	of := map[string][]string{} // modules by their terms
	for path, dir := range dirs {
		text := terms(t, path, dir)
		of[text] = append(of[text], path)
	}
	of[termsIn(t, strings.TrimSpace(output(t, "go", "env", "GOROOT")))] = []string{"the Go standard library"}
	for _, paths := range of {
		slices.Sort(paths)
	}
	var b strings.Builder
	texts := slices.SortedFunc(maps.Keys(of), func(x, y string) int {
		if isOwn := func(s string) int { return map[bool]int{true: 0, false: 1}[slices.Contains(of[s], own)] }; isOwn(x) != isOwn(y) {
			return cmp.Compare(isOwn(x), isOwn(y))
		}
		return cmp.Compare(of[x][0], of[y][0])
	})
	for _, text := range texts {
		fmt.Fprintf(&b, "%s\n%s\n\n%s\n\n\n", strings.Join(of[text], "\n"), strings.Repeat("=", 70), text)
	}
	data, err := os.ReadFile(filepath.Join("..", "..", "presets", "data", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&b, "xterm.js, with its addons fit and webgl, in the page of bijou serve --web\n%s\n\n%s\n\n\n", strings.Repeat("=", 70), termsIn(t, filepath.Join("..", "web", "page", "xterm")))
	fmt.Fprintf(&b, "The data sets that are built in\n%s\n\n%s\n", strings.Repeat("=", 70), bytes.TrimSpace(data))
	return b.String()
}

// modules are the folders of all modules that the program needs somewhere.
func modules(t *testing.T) map[string]string {
	t.Helper()
	dirs := map[string]string{}
	for _, system := range systems {
		c := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}\t{{.Dir}}{{end}}", own)
		c.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
		out, err := c.Output()
		if err != nil {
			t.Skipf("the modules are not here: %v", err)
		}
		for line := range strings.Lines(string(out)) {
			if path, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
				dirs[path] = dir
			}
		}
	}
	return dirs
}

func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// terms are those of a module, which may stand above the folder of one in a repository of
// several.
func terms(t *testing.T, path, dir string) string {
	t.Helper()
	text := termsIn(t, dir)
	if text == "" {
		t.Fatalf("%s says no terms", path)
	}
	return text
}

var names = regexp.MustCompile(`(?i)^(licen[sc]e|copying|notice)([.-]|$)`)

// termsIn reads the files of terms in a folder.
func termsIn(t *testing.T, dir string) string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, f := range files {
		if !names.MatchString(f.Name()) || f.IsDir() {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
	}
	return strings.Join(texts, "\n\n")
}
