package model

import (
	"strings"
	"testing"

	"bijou/flows/ad"
)

func TestAnExactColumnIsWrittenAsAFormula(t *testing.T) {
	columns := []string{"a", "b", "c", "d", "e", "f"}
	for want, e := range map[string]Exact{
		"x = 2·a + 1":                      {Column: "x", Terms: []float64{2, 0, 0, 0, 0, 0}, Constant: 1},
		"x = −a − 0.5·c":                   {Column: "x", Terms: []float64{-1, 0, -0.5, 0, 0, 0}},
		"x = 5":                            {Column: "x", Terms: make([]float64, 6), Constant: 5},
		"x = a + b + c + d + 2 terms more": {Column: "x", Terms: []float64{1, 1, 1, 1, 1, 1}},
		"x = −3":                           {Column: "x", Terms: make([]float64, 6), Constant: -3},
	} {
		if got := e.Formula(columns); got != want {
			t.Errorf("%s is written as %s", want, got)
		}
	}
	if v := (Exact{Terms: []float64{0.5}, Step: 0.01}).Value([]float64{1.004}); v != 0.5 {
		t.Errorf("a value with two digits is %g", v)
	}
}

func TestRunsKeepTheColumnsThatOthersSay(t *testing.T) {
	src := bounded(60)
	src.Exact = []Exact{{Column: "twice", At: 1, Terms: []float64{2, 0, 0}, Constant: 1}}
	f := fit(t, src, "affine", "adam, steps=100")
	again := restored(t, encoded(t, f)).Snapshot()
	if got := strings.Join(again.Data.AllColumns(), " "); got != "a twice b c" {
		t.Errorf("the columns are %s", got)
	}
	if all := again.Data.PutBack(ad.FromRows([][]float64{{3, 0.5, 0}})); all.At(0, 1) != 7 {
		t.Errorf("a row is %v", all.Data)
	}
	for _, wrong := range [][]Exact{{{Column: "x", Terms: []float64{1}}}, {{Column: "x\x1b", Terms: make([]float64, 3)}}, {{Column: "x", At: -1, Terms: make([]float64, 3)}}} {
		src.Exact = wrong
		data, err := fit(t, src, "affine", "adam, steps=100").Keep().Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(data, nil); err == nil {
			t.Errorf("%+v is restored", wrong)
		}
	}
}
