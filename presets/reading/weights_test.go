package reading

import (
	"slices"
	"strings"
	"testing"

	"bijou/model"
)

func TestAColumnOfWeightsIsNotLearnt(t *testing.T) {
	text := "w,a,b\n" + lines(30, "1.5,#.25,#.5") + "0,7.1,8.2\n2,9.1,9.2\nNA,5.1,6.2\n"
	src, err := parse(saveAs(t, "t.csv", text)+"(weight=w)", nil)
	if err != nil {
		t.Fatal(err)
	}
	notes := strings.Join(src.Notes, "\n")
	if !slices.Equal(src.Columns, []string{"a", "b"}) || src.Points.Rows != 31 || len(src.Weights) != 31 || src.Weights[0] != 1.5 || src.Weights[30] != 2 {
		t.Errorf("columns %v, %d rows, weights %v", src.Columns, src.Points.Rows, src.Weights)
	}
	for _, said := range []string{"Left out 1 row of weight 0.", "Dropped 1 row", "Rows count by w: 31 rows tell as much as 31"} {
		if !strings.Contains(notes, said) {
			t.Errorf("%q is not said: %s", said, notes)
		}
	}
}

func TestWeightsThatAreNoneAreRefusedWithTheirLine(t *testing.T) {
	rows := lines(30, "1.5,#.25,#.5")
	for text, says := range map[string]string{
		"w,a,b\n" + rows + "-2,9.1,9.2\n":                    "has the weight -2 in column w (line 32)",
		"w,a,b\n" + strings.ReplaceAll(rows, "1.5,", "red,"): "has no numbers in column w, which is to be the weight",
		"v,a,b\n" + rows: `has no column "w"`,
		"w,a,b\n" + strings.ReplaceAll(rows, "1.5,", "0,"): "has only 0 rows with a weight above 0 in column w",
	} {
		_, err := parse(saveAs(t, "t.csv", text)+"(weight=w)", nil)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", says, err)
		}
	}
	if _, err := parse(saveAs(t, "t.csv", "w,a,b\n"+rows)+"(weight=w)", []string{"a", "w"}); err == nil {
		t.Error("a column is both learnt and the weight")
	}
	if _, err := parse(saveAs(t, "t.csv", "w,a,b\n"+rows)+"(weight=w, split-by=w)", nil); err == nil {
		t.Error("a column is both the weight and what splits")
	}
}

// Rows keep their weights wherever the split puts them.
func TestWeightsGoWithTheirRows(t *testing.T) {
	path := saveAs(t, "t.csv", "a,b,w\n"+lines(40, "#.25,#.5,#"))
	fresh := saveAs(t, "fresh.csv", "w,b,a\n7,9.5,100.25\n0,1,2\n8,8.5,101.25\n")
	for _, how := range []string{"split=time", "split-by=b", "test=" + fresh} {
		src, err := parse(path+"("+how+", weight=w)", nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range src.Weights {
			if a := src.Points.At(i, 0); a < 100 && a-.25 != w || a >= 100 && a-93.25 != w {
				t.Errorf("%s: row %v weighs %v", how, a, w)
			}
		}
		data, err := model.Prepare(src)
		if err != nil || len(data.TrainWeight) != data.Train.Rows || len(data.ValWeight) != data.Val.Rows || len(data.Test.Weight) != data.Test.X.Rows {
			t.Errorf("%s: a part has other weights than rows, %v", how, err)
		}
	}
}
