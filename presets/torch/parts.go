package torch

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

//go:embed parts/*.py
var partFiles embed.FS

// A part is one file of Python, taken apart.
type part struct {
	imports []string // lines that ask for what comes with Python or PyTorch
	needs   []string // names of the parts that it builds on
	body    string
}

// readPart returns the part of that name.
func readPart(name string) part {
	text, err := fs.ReadFile(partFiles, "parts/"+name+".py")
	if err != nil {
		panic("torch: no part is called " + name)
	}
	var p part
	head, body := splitImports(string(text))
	for _, line := range head {
		if m := fromPart.FindStringSubmatch(line); m != nil {
			p.needs = append(p.needs, m[1])
		} else {
			p.imports = append(p.imports, line)
		}
	}
	p.body = strings.TrimSpace(body) + "\n"
	return p
}

var fromPart = regexp.MustCompile(`^from \.(\w+) import `)

// splitImports cuts the lines that import from the front of a file.
func splitImports(text string) (imports []string, rest string) {
	for {
		line, after, found := strings.Cut(text, "\n")
		switch {
		case !found:
			return imports, text
		case strings.HasPrefix(line, "import "), strings.HasPrefix(line, "from "):
			imports = append(imports, line)
		case line != "":
			return imports, text
		}
		text = after
	}
}

// gather collects parts, each behind those that it builds on.
type gather struct {
	imports, bodies []string
	seen            map[string]bool
}

func (g *gather) add(name string) {
	if g.seen[name] {
		return
	}
	g.seen[name] = true
	p := readPart(name)
	for _, need := range p.needs {
		g.add(need)
	}
	g.imports = append(g.imports, p.imports...)
	g.bodies = append(g.bodies, p.body)
}

// importLines returns what all parts together import, as a person would write it:
// Python's own first.
func (g *gather) importLines() string {
	lines := slices.Compact(slices.Sorted(slices.Values(g.imports)))
	slices.SortStableFunc(lines, func(a, b string) int { return strings.Compare(b[:1], a[:1]) }) // import before from
	var own, torch []string
	for _, line := range lines {
		if strings.Contains(line, "torch") {
			torch = append(torch, line)
		} else {
			own = append(own, line)
		}
	}
	return fmt.Sprintf("%s\n\n%s\n", strings.Join(own, "\n"), strings.Join(torch, "\n"))
}
