package reading

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bijou/model"
)

// file writes a table of a person.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const skewTable = "a,b,kind\n0.5,0.25,x\n1.5,0.75,y\n2.5,0.5,x\n8.5,0.125,y\n0.75,0.375,x\n1.25,0.625,y\n0.25,0.5625,x\n3.5,0.4375,y\n4.5,0.8125,x\n0.125,0.9375,y\n"

func TestSupportsAreSaidInTheTextOfTheData(t *testing.T) {
	path := file(t, "t.csv", skewTable)
	for text, want := range map[string]string{
		path + "(support=a:positive)":                                "(support=a:positive)",
		path + "(support=a:positive+b:0..1)":                         "(support=a:positive+b:0..1)",
		path + "(given=kind, support=b:0..1)":                        "(given=kind, support=b:0..1)",
		path + "(support=b:0..1, given=kind)":                        "(given=kind, support=b:0..1)",
		path + "(header=yes, given=kind, support=a:0..+b:-1..1.5e2)": "(header=yes, given=kind, support=a:0..+b:-1..1.5e2)",
	} {
		src, err := parse(text, nil)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := strings.TrimPrefix(src.Spec, path); got != want {
			t.Errorf("%s is written as %s", text, got)
		}
		again, err := parse(src.Spec, nil)
		if err != nil || len(again.Supports) != len(src.Supports) || again.Spec != src.Spec {
			t.Errorf("%s is read as %s, %v", src.Spec, again.Spec, err)
		}
	}
	src, _ := parse(path+"(support=b:0..1)", nil)
	if src.Support(0) != (model.Support{}) || src.Support(1) != (model.Support{Lo: 0, Hi: 1}) {
		t.Errorf("the supports are %v", src.Supports)
	}
}

func TestSupportsThatCannotBeAreRefusedInASentence(t *testing.T) {
	path := file(t, "t.csv", skewTable)
	for text, want := range map[string]string{
		path + "(support=c:positive)":            "no column \"c\"",
		path + "(support=a:around)":              "a support is positive",
		path + "(support=a)":                     "as a:positive",
		path + "(support=a:positive+a:0..9)":     "two supports",
		path + "(support=a:angle:0..)":           "as angle:0..360",
		path + "(given=kind, support=kind:0..1)": "is given",
	} {
		if _, err := parse(text, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	src, err := parse(path+"(support=a:0.25..9)", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := model.Prepare(src); err == nil || !strings.Contains(err.Error(), "column a of "+path) {
		t.Errorf("values on the border: %v", err)
	}
}

func TestSupportsOfFlagsStandOverThoseOfTheText(t *testing.T) {
	for _, c := range []struct {
		data string
		said []string
		want string
	}{
		{"t.csv", []string{"a=positive"}, "t.csv(support=a:positive)"},
		{"t.csv(given=k)", []string{"a=positive", "b=0..1"}, "t.csv(given=k, support=a:positive+b:0..1)"},
		{"t.csv(skip=2, support=a:0..1+b:0..1)", []string{"a=positive"}, "t.csv(skip=2, support=b:0..1+a:positive)"},
		{"t.csv", []string{"a+b:c=angle"}, "t.csv(support=a%2Bb%3Ac:angle)"},
		{"t.csv", nil, "t.csv"},
	} {
		if got, err := WithSupports(c.data, c.said); err != nil || got != c.want {
			t.Errorf("%s and %q give %s, %v", c.data, c.said, got, err)
		}
	}
	for _, said := range []string{"a", "a=", "a=1..0", "a=up"} {
		if got, err := WithSupports("t.csv", []string{said}); err == nil {
			t.Errorf("%s gives %s", said, got)
		}
	}
}

func TestAnAngleIsCutAtItsWidestGap(t *testing.T) {
	for _, c := range []struct {
		values []float64
		turn   float64
		cut    float64 // modulo the turn
	}{
		{[]float64{-0.5, 0, 0.5}, 2 * math.Pi, math.Pi},
		{[]float64{10, 350, 0}, 360, 180},
		{[]float64{-170, 170, 175}, 360, 0},
	} {
		s, err := supportOf("angle", c.values)
		off := math.Mod(s.Lo-c.cut+2*c.turn, c.turn)
		if err != nil || !s.Wraps || math.Abs(s.Hi-s.Lo-c.turn) > 1e-9 || min(off, c.turn-off) > 1e-9 {
			t.Errorf("%v: %v, %v", c.values, s, err)
		}
	}
	if _, err := supportOf("angle", []float64{0, 720}); err == nil {
		t.Error("two turns are no angle")
	}
}

// What the catalogue has is offered no support that would be wrong.
func TestSupportsAreOfferedWhereAColumnLooksLikeOne(t *testing.T) {
	for text, want := range map[string]string{"log-normal": "positive", "beta": "0..1", "turn": "angle", "degrees": "angle", "normal": "", "far": "", "whole": ""} {
		var b strings.Builder
		b.WriteString("v,w\n")
		for i := range 400 {
			u := (float64(i*157%400) + 0.5) / 400
			z := math.Sqrt2 * math.Erfinv(2*u-1)
			v := map[string]float64{"log-normal": math.Exp(z), "beta": u, "turn": 2 * math.Pi * u, "degrees": 360*u - 180, "normal": z, "far": 50 + z, "whole": math.Floor(10 * u)}[text]
			b.WriteString(plainNumber(v) + "," + plainNumber(z+float64(i%7)) + "\n")
		}
		src, err := parse(file(t, "t.csv", b.String()), nil)
		if err != nil {
			t.Fatal(err)
		}
		notes := strings.Join(src.Notes, " ")
		if got := strings.Contains(notes, "v="+want+" "); want != "" && !got || want == "" && strings.Contains(notes, "--support") {
			t.Errorf("%s: %s", text, notes)
		}
	}
}

// Whatever is said, it is refused in a sentence or read again as it is written.
func FuzzSupports(f *testing.F) {
	for _, text := range []string{"a=positive", "b=0..1", "a=angle:0..24", "a+b:c=1e3..", "a=line", "a=..5", "=", "a=0..1e999"} {
		f.Add("t.csv(given=k)", text)
	}
	f.Fuzz(func(t *testing.T, data, said string) {
		text, err := WithSupports("t.csv", []string{said})
		if err != nil {
			return
		}
		rest, value := splitField(text, supportField)
		list, err := parseBounds(value)
		if rest != "t.csv" || err != nil || len(list) != 1 || boundsText(list) != value {
			t.Errorf("%q is written as %q and read as %q, %v, %v", said, text, rest, list, err)
		}
		if strings.Contains(data, "support=") {
			return
		}
		if with, err := WithSupports(data, []string{"a=positive"}); err == nil {
			if back, value := splitField(with, supportField); value != "a:positive" || ReadingOf(with) != ReadingOf(data) {
				t.Errorf("%q becomes %q and %q with %q", data, with, back, value)
			}
		}
	})
}
