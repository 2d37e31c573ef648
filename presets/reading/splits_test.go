package reading

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bijou/model"
)

// saveAs puts text into a file of its own and returns the path.
func saveAs(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// partOf finds the value of the first column in a part.
func partOf(src model.Source, p model.Part) (values []float64) {
	for _, i := range src.Rows(p) {
		values = append(values, src.Points.At(i, 0))
	}
	slices.Sort(values)
	return values
}

func TestATableIsSplitAsAPersonSays(t *testing.T) {
	path := saveAs(t, "t.csv", "day,a,b\n"+lines(40, "d#,#.25,#.5"))
	fresh := saveAs(t, "fresh.csv", "b,x,a\n9.5,1,100.5\n9.5,1,NA\n8.5,2,101.5\n")
	for _, c := range []struct {
		how, note string
		sizes     [3]int
	}{
		{"split=time", "Split by time: the first 24 rows to learn, the next 8 to choose, the last 8 to test.", [3]int{24, 8, 8}},
		{"split-by=day", "Split by day, equal values in one part: 24 rows to learn, 8 to choose, 8 to test.", [3]int{24, 8, 8}},
		{"test=" + fresh, "Tested on 2 rows of fresh.csv.", [3]int{32, 8, 2}},
		{"split=time, test=" + fresh, "Split by time: the first 32 rows to learn, the next 8 to choose.", [3]int{32, 8, 2}},
	} {
		spec := path + "(" + c.how + ")"
		src, err := parse(spec, nil)
		if err != nil {
			t.Errorf("%s: %v", c.how, err)
			continue
		}
		if src.Spec != spec {
			t.Errorf("the recipe line carries %s, not %s", src.Spec, spec)
		}
		notes := strings.ReplaceAll(strings.Join(src.Notes, "\n"), fresh, "fresh.csv")
		sizes := [3]int{len(src.Rows(model.Learn)), len(src.Rows(model.Choose)), len(src.Rows(model.Hold))}
		if !strings.Contains(notes, c.note) || sizes != c.sizes {
			t.Errorf("%s: %v rows; %s", c.how, sizes, notes)
		}
		data, err := model.Prepare(src)
		if err != nil || data.Train.Rows != sizes[0] || data.Val.Rows != sizes[1] || data.Test.X.Rows != sizes[2] {
			t.Errorf("%s: the parts are not what is learnt, %v", c.how, err)
		}
		switch held := partOf(src, model.Hold); {
		case c.how == "split=time" && (held[0] != 33.25 || held[7] != 40.25),
			strings.Contains(c.how, "test") && (held[0] != 100.5 || held[1] != 101.5):
			t.Errorf("%s: held back are %v", c.how, held)
		}
	}
}

func TestASplitIsRefusedInOneSentence(t *testing.T) {
	path := saveAs(t, "t.csv", "day,a,b\n"+lines(20, "d,#.25,#.5"))
	for how, says := range map[string]string{
		"split=chance":                        "split is time",
		"split-by=hour":                       `has no column "hour"`,
		"split-by=day":                        "has too few different values in column day",
		"split=time, split-by=day":            "two ways",
		"test=nowhere.csv":                    "nowhere.csv",
		"test=" + saveAs(t, "o", "a\n1\n2\n"): `has no column "b"`,
	} {
		if _, err := parse(path+"("+how+")", nil); err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", how, err)
		}
	}
	if _, err := parse(path+"(split-by=day)", []string{"day", "a"}); err == nil || !strings.Contains(err.Error(), "is not learnt") {
		t.Errorf("a column that splits is learnt: %v", err)
	}
}
