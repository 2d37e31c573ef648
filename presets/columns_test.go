package presets

import (
	"bijou/presets/reading"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

func TestAColumnCanBeTheLabel(t *testing.T) {
	var text strings.Builder
	text.WriteString("a,c,kind\n")
	for i := range 40 {
		fmt.Fprintf(&text, "%d.25,%d.125,%s\n", i, i*i%17, []string{"good", "good", "good", "bad"}[i%4])
	}
	path := filepath.Join(t.TempDir(), "parts.csv")
	write(t, path, []byte(text.String()))
	src, err := WithColumns(path, []Column{{"a", Learnt, reading.SupportChoices[0], ""}, {"c", Learnt, reading.SupportChoices[0], ""}, {"kind", Labels, reading.SupportChoices[0], ""}})
	if err != nil {
		t.Fatal(err)
	}
	if src.Label != "kind=bad" || src.Points.Cols != 2 {
		t.Errorf("label %q, %d columns", src.Label, src.Points.Cols)
	}
}
