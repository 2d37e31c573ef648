package plain_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/presets/glossary"
	"bijou/tui"
)

var update = flag.Bool("update", false, "write the tables of the README and of the guide anew")

// The pages that tables of the program stand in, by the names of their marks.
var pages = map[string]map[string]string{
	"../../README.md":        {"keys": keyTable(), "first words": wordTable(firstWords)},
	"../../.github/GUIDE.md": {"layers": layerTable(), "words": wordTable(nil)},
}

// firstWords are those that a newcomer meets on the first screen.
var firstWords = []string{"NLL", "nats", "entropy", "gap", "log|det|", "change of variables", "flow", "layer", "z", "x", "KL(p‖q)", "KL(q‖p)"}

// The tables of the README and of the guide are those of the program.
func TestTheReadmeListsWhatTheProgramHas(t *testing.T) {
	for page, tables := range pages {
		raw, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		for name, table := range tables {
			block := regexp.MustCompile(`(?s)<!-- ` + name + ` -->\n.*?<!-- /` + name + ` -->`)
			want := fmt.Sprintf("<!-- %s -->\n%s<!-- /%s -->", name, table, name)
			if got := block.FindString(text); got != want && !*update {
				t.Errorf("the %s of %s are out of date; go test ./tui/plain -run Readme -update writes them", name, page)
			}
			text = block.ReplaceAllLiteralString(text, want)
		}
		if *update {
			if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func layerTable() string {
	var b strings.Builder
	b.WriteString("| layer | what it does | takes | from |\n| --- | --- | --- | --- |\n")
	for _, k := range flows.Kinds() {
		fields := make([]string, len(k.Fields))
		for i, f := range k.Fields {
			fields[i] = f.Name
			if f.Type == flows.Choice {
				fields[i] = strings.Join(f.Choices, "|")
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", k.Name, cell(k.Summary), cell(strings.Join(fields, ", ")), cell(k.Paper))
	}
	return b.String()
}

// wordTable lists terms of the glossary, all where none are named; bijou explain says more
// of each.
func wordTable(only []string) string {
	var b strings.Builder
	b.WriteString("| word | formula | what it says |\n| --- | --- | --- |\n")
	for _, term := range glossary.Terms() {
		if only != nil && !slices.Contains(only, term.Name) {
			continue
		}
		first, _, _ := strings.Cut(term.Text, ". ")
		fmt.Fprintf(&b, "| %s | %s | %s. |\n", cell(term.Name), cell(term.Formula), cell(strings.TrimSuffix(first, ".")))
	}
	return b.String()
}

// cell keeps the bars of a text from ending its cell.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// keyTable lists the keys that hold in the whole explorer and those of the
// layers, in two columns; f1 in the explorer lists all.
func keyTable() string {
	var cells []string
	for _, k := range tui.Keys() {
		if k.Where == "Always" || k.Where == "Everywhere" || k.Where == "1 flow" {
			cells = append(cells, fmt.Sprintf("`%s` | %s", k.Keys, cell(k.Does)))
		}
	}
	if len(cells)%2 == 1 {
		cells = append(cells, " | ")
	}
	var b strings.Builder
	b.WriteString("| key | does | key | does |\n| --- | --- | --- | --- |\n")
	half := len(cells) / 2
	for i := range half {
		fmt.Fprintf(&b, "| %s | %s |\n", cells[i], cells[half+i])
	}
	return b.String()
}
