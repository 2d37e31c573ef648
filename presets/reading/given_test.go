package reading

import "testing"

func TestConditionsStandInTheTextOfTheData(t *testing.T) {
	for text, want := range map[string][2]string{
		"table.csv":             {"table.csv", ""},
		"table.csv(given=a)":    {"table.csv", "a"},
		"table.csv(given=a+b)":  {"table.csv", "a b"},
		"iris(given=c1)":        {"iris", "c1"},
		"moons(n=200, given=x)": {"moons(n=200)", "x"},
		"data (1).csv":          {"data (1).csv", ""},
		"moons(n=200)":          {"moons(n=200)", ""},
		"data (1).csv(given=y)": {"data (1).csv", "y"},
	} {
		data, given := splitGiven(text)
		names := ""
		for i, g := range given {
			if i > 0 {
				names += " "
			}
			names += g
		}
		if data != want[0] || names != want[1] {
			t.Errorf("%s is %q under %q", text, data, names)
		}
		if again, _ := splitGiven(WithGiven(data, given)); again != data {
			t.Errorf("%s is written as %s", text, WithGiven(data, given))
		}
	}
}
