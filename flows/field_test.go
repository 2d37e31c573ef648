package flows

import (
	"strings"
	"testing"
)

var (
	wholeField  = Field{Name: "bins", Type: Int, Min: 2, Max: 64}
	numberField = Field{Name: "clamp", Type: Float, Min: -0.5, Max: 10}
	choiceField = Field{Name: "mask", Type: Choice, Choices: []string{"even", "odd"}}
	widthsField = Field{Name: "hidden", Type: Widths, Min: 1, Max: 512}
	yesNoField  = Field{Name: "off", Type: Bool}
)

func TestAFieldReadsItsCanonicalForm(t *testing.T) {
	for _, c := range []struct {
		field      Field
		text, want string
	}{
		{wholeField, "2", "2"}, {wholeField, "64", "64"}, {wholeField, " 8 ", "8"}, {wholeField, "+8", "8"}, {wholeField, "008", "8"},
		{numberField, "1", "1"}, {numberField, "1.50", "1.5"}, {numberField, "-0.5", "-0.5"}, {numberField, "10", "10"},
		{numberField, "1e-3", "0.001"}, {numberField, "1E-7", "1e-07"}, {numberField, ".25", "0.25"}, {numberField, "0.0", "0"},
		{numberField, "-0", "0"}, {numberField, "0.1000000000000000055", "0.1"},
		{choiceField, "even", "even"}, {choiceField, " odd ", "odd"},
		{widthsField, "64x64", "64x64"}, {widthsField, "1", "1"}, {widthsField, "0", "0"}, {widthsField, "none", "0"},
		{widthsField, "512x1x2x3x4x5x6x7", "512x1x2x3x4x5x6x7"}, {widthsField, "08x8", "8x8"},
		{yesNoField, "yes", "yes"}, {yesNoField, "true", "yes"}, {yesNoField, "on", "yes"}, {yesNoField, "", "yes"},
		{yesNoField, "no", "no"}, {yesNoField, "false", "no"}, {yesNoField, "off", "no"},
	} {
		got, err := c.field.Parse(c.text)
		if err != nil || got != c.want {
			t.Errorf("%s=%q is %q, want %q; %v", c.field.Name, c.text, got, c.want, err)
		}
		if again, err := c.field.Parse(got); err != nil || again != got {
			t.Errorf("%s=%q is not its own canonical form: %q; %v", c.field.Name, got, again, err)
		}
	}
}

func TestAFieldRefusesWhatItDoesNotTakeAndSaysWhatItTakes(t *testing.T) {
	for _, c := range []struct {
		field Field
		text  string
		want  string
	}{
		{wholeField, "1", "bins is a whole number from 2 to 64, not 1"},
		{wholeField, "65", "bins is a whole number from 2 to 64, not 65"},
		{wholeField, "8.0", `not "8.0"`}, {wholeField, "", `not ""`}, {wholeField, "0x10", `not "0x10"`},
		{wholeField, "1_0", `not "1_0"`}, {wholeField, "99999999999999999999", `not "99999999999999999999"`}, {wholeField, "٨", "not"},
		{numberField, "-0.6", "clamp is a number from -0.5 to 10, not -0.6"},
		{numberField, "10.0000001", "clamp is a number from -0.5 to 10, not 10.0000001"},
		{numberField, "nan", `not "nan"`}, {numberField, "Inf", "from -0.5 to 10"}, {numberField, "-inf", "from -0.5 to 10"},
		{numberField, "1,5", `not "1,5"`}, {numberField, "1e999", "from -0.5 to 10"}, {numberField, "two", `not "two"`}, {numberField, "", `not ""`},
		{choiceField, "EVEN", `mask is one of even, odd, not "EVEN"`}, {choiceField, "", `not ""`}, {choiceField, "eve", `not "eve"`},
		{widthsField, "513", "hidden is up to 8 widths from 1 to 512 joined by x, as in 64x64, or 0 for none, not \"513\""},
		{widthsField, "64x0", "hidden is"}, {widthsField, "x64", "hidden is"}, {widthsField, "", "hidden is"}, {widthsField, "64 x 64", "hidden is"},
		{widthsField, "-1", "hidden is"}, {widthsField, "1x1x1x1x1x1x1x1x1", "hidden is"}, {widthsField, "64X64", "hidden is"},
		{yesNoField, "1", `off is yes or no, not "1"`}, {yesNoField, "YES", "off is yes or no"},
	} {
		got, err := c.field.Parse(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s=%q is %q with %v, want a refusal with %q", c.field.Name, c.text, got, err, c.want)
		}
	}
}

func TestValuesReadWhatFieldsWrote(t *testing.T) {
	v := Values{"bins": "8", "clamp": "-0.5", "mask": "odd", "hidden": "64x3", "none": "0", "off": "yes", "flip": "no"}
	if v.Int("bins") != 8 || v.Float("clamp") != -0.5 || v.Text("mask") != "odd" || !v.Bool("off") || v.Bool("flip") {
		t.Errorf("%v reads as %d, %g, %s, %t, %t", v, v.Int("bins"), v.Float("clamp"), v.Text("mask"), v.Bool("off"), v.Bool("flip"))
	}
	if w := v.Widths("hidden"); len(w) != 2 || w[0] != 64 || w[1] != 3 || v.Widths("none") != nil {
		t.Errorf("widths %v and %v", w, v.Widths("none"))
	}
}

func TestAValueThatIsNotThereIsAMistakeOfTheProgrammer(t *testing.T) {
	defer func() {
		if r := recover(); r != "flows: no field named depth" {
			t.Errorf("it says %v", r)
		}
	}()
	Values{}.Int("depth")
}
