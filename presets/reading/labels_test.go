package reading

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// labelledTable is a file of 40 rows, every fourth bad, b = 2·a in all of them.
func labelledTable(t *testing.T) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("a,b,c,w,kind\n")
	for i := range 40 {
		kind := "good"
		if i%4 == 3 {
			kind = "bad"
		}
		fmt.Fprintf(&text, "%d.25,%d.5,%d.125,%d,%s\n", i, 2*i, i*i%17, 1+i%5, kind)
	}
	path := filepath.Join(t.TempDir(), "parts.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLabelledRowsAreSetApart(t *testing.T) {
	path := labelledTable(t)
	for _, how := range []string{"label=kind:bad", "label=kind"} {
		src, err := parse(path+"(weight=w, "+how+")", nil)
		if err != nil {
			t.Fatal(err)
		}
		if src.Points.Rows != 30 || src.Labelled.Rows != 10 || len(src.Weights) != 30 || src.Label != "kind=bad" {
			t.Errorf("%s: %d rows, %d labelled, %d weights, label %q", how, src.Points.Rows, src.Labelled.Rows, len(src.Weights), src.Label)
		}
		if src.Labelled.Cols != src.Points.Cols || src.Labelled.At(0, 0) != 3.25 || src.Labelled.At(0, src.Points.Cols-1) != 9.125 {
			t.Errorf("%s: the first labelled row is %v of columns %v", how, src.Labelled.Row(nil, 0), src.Columns)
		}
		for i := range src.Points.Rows {
			if int(src.Points.At(i, 0))%4 == 3 {
				t.Errorf("%s: row %d is learnt", how, i)
			}
		}
	}
	split, err := parse(path+"(label=kind:bad, split=time)", nil)
	if err != nil || len(split.Parts) != 30 {
		t.Errorf("%d parts, %v", len(split.Parts), err)
	}
}

func TestALabelThatNoRowHasIsAnError(t *testing.T) {
	path := labelledTable(t)
	for how, want := range map[string]string{"label=kind:ugly": `"ugly" in no row`, "label=what": "what", "label=w, weight=w": "something else"} {
		if _, err := parse(path+"("+how+")", nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", how, err)
		}
	}
}
