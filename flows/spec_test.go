package flows

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func parsed(t *testing.T, text string) Spec {
	t.Helper()
	spec, err := ParseSpec(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return spec
}

// anySpec draws a stack of kinds from the whole catalogue, every field at a
// value that it takes.
func anySpec(t *rapid.T) Spec {
	var spec Spec
	for range rapid.IntRange(0, 10).Draw(t, "layers") {
		k := Kinds()[rapid.IntRange(0, len(Kinds())-1).Draw(t, "kind")]
		item := NewItem(k, spec)
		for _, f := range k.Fields {
			if rapid.Bool().Draw(t, f.Name+" set") {
				item.Values[f.Name] = anyValue(t, f)
			}
		}
		item.Flip, item.Frozen, item.Off = rapid.Bool().Draw(t, "flip"), rapid.Bool().Draw(t, "frozen"), rapid.Bool().Draw(t, "off")
		for range rapid.IntRange(1, 3).Draw(t, "times") {
			spec = append(spec, item)
		}
	}
	return spec
}

// anyValue draws a value in canonical form.
func anyValue(t *rapid.T, f Field) string {
	switch f.Type {
	case Int:
		return strconv.Itoa(rapid.IntRange(int(f.Min), int(f.Max)).Draw(t, f.Name))
	case Float:
		return FormatFloat(rapid.Float64Range(f.Min, f.Max).Draw(t, f.Name) + 0) // no −0
	case Choice:
		return rapid.SampledFrom(f.Choices).Draw(t, f.Name)
	case Bool:
		return rapid.SampledFrom([]string{"yes", "no"}).Draw(t, f.Name)
	}
	return FormatWidths(rapid.SliceOfN(rapid.IntRange(int(f.Min), int(f.Max)), 0, 8).Draw(t, f.Name))
}

func TestASpecThatIsPrintedReadsBackTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := anySpec(t)
		text := spec.String()
		back, err := ParseSpec(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if len(back) != len(spec) {
			t.Fatalf("%q has %d layers, want %d", text, len(back), len(spec))
		}
		for i := range spec {
			if !reflect.DeepEqual(back[i], spec[i]) {
				t.Errorf("%q: layer %d is %v, want %v", text, i+1, back[i], spec[i])
			}
		}
		if again := back.String(); again != text {
			t.Errorf("%q prints as %q", text, again)
		}
	})
}

// Whatever a person types is refused with a place in the text, or means what it
// prints as.
func FuzzParseSpec(f *testing.F) {
	for _, text := range []string{
		"", "actnorm, coupling(rqs, bins=8, hidden=64x64)*4, linear", "coupling(odd)*3, coupling", "planar(flip, off)*64",
		"coupling(hidden=)", "iaf(", "linear)", "a*b", "rotate(angle=-0)", "rotate(angle=1e400)", "é(ü)", "\x00\xff", "linear*0", ",",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		spec, err := ParseSpec(text)
		if err != nil {
			var at *ParseError
			if !errors.As(err, &at) || at.Column < 1 || at.Column > len([]rune(text))+1 || at.Msg == "" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		printed := spec.String()
		back, err := ParseSpec(printed)
		if err != nil || back.String() != printed || len(back) != len(spec) {
			t.Errorf("%q prints as %q, which reads as %q: %v", text, printed, back, err)
		}
	})
}

func TestASpecPrintsInItsShortestForm(t *testing.T) {
	for text, want := range map[string]string{
		"":   "",
		"  ": "",
		"actnorm,coupling( rqs , bins = 8 ) * 4,linear":  "actnorm, coupling(rqs)*4, linear",
		"coupling(affine, hidden=64x64, act=silu, even)": "coupling",
		"coupling, coupling, coupling":                   "coupling*3",
		"coupling(even), coupling(odd), coupling(even)":  "coupling*3",
		"coupling(even)*3":                               "coupling, coupling(even)*2",
		"coupling(first), coupling(second)":              "coupling(first), coupling",
		"coupling(first)*1, coupling*2":                  "coupling(first), coupling*2",
		"coupling(mask=odd, transform=rqs)":              "coupling(rqs, odd)",
		"coupling(hidden=none)":                          "coupling(hidden=0)",
		"coupling(hidden=032x8)":                         "coupling(hidden=32x8)",
		"coupling(clamp=2.0, bins=8)":                    "coupling",
		"coupling(clamp=1e0)":                            "coupling(clamp=1)",
		"affine, affine, linear, affine":                 "affine*2, linear, affine",
		"affine(), linear()":                             "affine, linear",
		"planar(flip)*2, planar(flip=yes, off=no)":       "planar(flip)*3",
		"planar(off, frozen, flip)":                      "planar(flip, frozen, off)",
		"planar(flip=no)":                                "planar",
		"autoregressive*2, iaf*2":                        "autoregressive*2, iaf*2",
		"autoregressive(reverse), iaf(forward)":          "autoregressive(reverse), iaf",
		"permute(shuffling), permute(seed=3, shuffling)": "permute(shuffling), permute(shuffling, seed=3)",
		"rotate(angle=45.50)":                            "rotate(angle=45.5)",
	} {
		if got := parsed(t, text).String(); got != want {
			t.Errorf("%q prints as %q, want %q", text, got, want)
		}
	}
}

func TestASpecThatIsWrongIsRefusedWhereItIsWrong(t *testing.T) {
	for _, c := range []struct {
		text   string
		column int
		want   string // what the message must hold: what is wrong or what is allowed
	}{
		{"actnorm, couplin", 10, `no layer is called "couplin"; there are coupling, autoregressive`},
		{"actnorm,, linear", 9, "expected a name"},
		{"actnorm,", 9, "expected a name"},
		{", actnorm", 1, "expected a name"},
		{"actnorm linear", 9, `expected a comma or the end, not 'l'`},
		{"actnorm)", 8, `expected a comma or the end, not ')'`},
		{"coupling(rqs", 13, "expected a comma or a closing parenthesis"},
		{"coupling(rqs; bins=8)", 13, "expected a comma or a closing parenthesis"},
		{"coupling(", 10, "expected an argument"},
		{"coupling(rqs,)", 14, "expected an argument"},
		{"coupling(bins=)", 15, "expected a value for bins"},
		{"coupling(bins=1)", 10, "bins is a whole number from 2 to 64, not 1"},
		{"coupling(rqs, bins=65)", 15, "bins is a whole number from 2 to 64, not 65"},
		{"coupling(rqs, bins=8.5)", 15, `bins is a whole number from 2 to 64, not "8.5"`},
		{"coupling(rqs, bins=many)", 15, `not "many"`},
		{"linear, coupling(clamp=0)", 18, "clamp is a number from 0.1 to 10, not 0"},
		{"coupling(clamp=nan)", 10, `clamp is a number from 0.1 to 10, not "nan"`},
		{"coupling(clamp=1e999)", 10, "clamp is a number from 0.1 to 10"},
		{"coupling(hidden=64x)", 10, "hidden is up to 8 widths from 1 to 512 joined by x, as in 64x64, or 0 for none"},
		{"coupling(hidden=1x1x1x1x1x1x1x1x1)", 10, "hidden is up to 8 widths"},
		{"coupling(hidden=513)", 10, "from 1 to 512"},
		{"coupling(mask=left)", 10, "mask is one of even, odd, first, second, black, white, not \"left\""},
		{"coupling(sigmoid)", 10, `coupling: knows no "sigmoid"; it takes affine|rqs|additive`},
		{"coupling(depth=3)", 10, `knows no "depth"`},
		{"coupling(rqs, affine)", 15, "transform is given twice"},
		{"coupling(bins=4, bins=4)", 18, "bins is given twice"},
		{"planar(flip, flip=no)", 14, "flip is given twice"},
		{"actnorm(on)", 9, `actnorm: knows no "on"; it takes entry|channel, flip, frozen, off`},
		{"planar(off=maybe)", 8, `off is yes or no, not "maybe"`},
		{"linear=3", 1, "linear takes its values in parentheses"},
		{"planar*0", 8, "the number after * is a whole number from 1 to 64, not 0"},
		{"planar*-1", 8, "not -1"},
		{"planar*65", 8, "not 65"},
		{"planar*x", 8, `not "x"`},
		{"planar*", 8, "expected a number of repetitions"},
		{"planar*60, linear*5", 12, "a stack has at most 64 layers"},
		{"äffine, linear", 1, `no layer is called "äffine"`},
		{"affine, ä(b)", 9, `no layer is called "ä"`},
	} {
		_, err := ParseSpec(c.text)
		var at *ParseError
		if !errors.As(err, &at) || at.Column != c.column || !strings.Contains(at.Msg, c.want) {
			t.Errorf("%q: %v, want column %d: …%s…", c.text, err, c.column, c.want)
			continue
		}
		if at.Text != c.text {
			t.Errorf("%q: the error is of the text %q", c.text, at.Text)
		}
	}
}

func TestEveryKindIsNamedWhereANameIsWrong(t *testing.T) {
	_, err := ParseSpec("nonsense")
	for _, k := range Kinds() {
		if !strings.Contains(fmt.Sprint(err), k.Name) {
			t.Errorf("%v does not name %s", err, k.Name)
		}
	}
}

func values(s Spec, kind, field string) string {
	var v []string
	for _, item := range s {
		if item.Kind.Name == kind {
			v = append(v, item.Values[field])
		}
	}
	return strings.Join(v, " ")
}

func TestMasksAndOrdersAlternate(t *testing.T) {
	for _, c := range []struct{ text, kind, field, want string }{
		{"coupling*4", "coupling", "mask", "even odd even odd"},
		{"coupling, actnorm, coupling, linear, coupling", "coupling", "mask", "even odd even"},
		{"coupling(first), coupling*2", "coupling", "mask", "first second first"},
		{"coupling(second), coupling", "coupling", "mask", "second first"},
		{"coupling(odd), coupling*2", "coupling", "mask", "odd even odd"},
		{"coupling(odd)*3, coupling", "coupling", "mask", "odd odd odd even"},
		{"coupling(rqs), coupling(additive), coupling", "coupling", "mask", "even odd even"},
		{"autoregressive*3", "autoregressive", "order", "forward reverse forward"},
		{"autoregressive, iaf, autoregressive, iaf", "iaf", "order", "forward reverse"}, // a kind goes by its own
		{"coupling(off), coupling", "coupling", "mask", "even odd"},
	} {
		if got := values(parsed(t, c.text), c.kind, c.field); got != c.want {
			t.Errorf("%s: the %ss are %s, want %s", c.text, c.field, got, c.want)
		}
	}
}

func TestANewLayerTakesThePartnerOfTheLastOfItsKindBeforeIt(t *testing.T) {
	spec := parsed(t, "coupling, actnorm, coupling(first), linear")
	kind := spec[0].Kind
	for at, want := range []string{"even", "odd", "odd", "second", "second"} {
		if got := NewItem(kind, spec[:at]).Values["mask"]; got != want {
			t.Errorf("at %d the mask is %s, want %s", at, got, want)
		}
	}
}

// What stands is not changed by what is put before it: an insertion is written
// out, a rewrite of its neighbours is not.
func TestAnInsertionLeavesTheMasksOfTheOthers(t *testing.T) {
	spec := parsed(t, "coupling*3")
	grown := append(Spec{NewItem(spec[0].Kind, nil)}, spec...)
	if got, want := grown.String(), "coupling, coupling(even), coupling*2"; got != want {
		t.Errorf("the stack is %s, want %s", got, want)
	}
	if got := values(parsed(t, grown.String()), "coupling", "mask"); got != "even even odd even" {
		t.Errorf("the masks are %s", got)
	}
}

func TestWithChangesOneFieldOfACopy(t *testing.T) {
	item := parsed(t, "coupling(rqs)")[0]
	for _, c := range []struct{ field, value, want string }{
		{"bins", "4", "coupling(rqs, bins=4)"},
		{"mask", "odd", "coupling(rqs, odd)"},
		{"hidden", "none", "coupling(rqs, hidden=0)"},
		{"flip", "yes", "coupling(rqs, flip)"},
		{"frozen", "on", "coupling(rqs, frozen)"},
		{"off", "true", "coupling(rqs, off)"},
		{"off", "no", "coupling(rqs)"},
	} {
		changed, err := item.With(c.field, c.value)
		if got := (Spec{changed}).String(); err != nil || got != c.want {
			t.Errorf("%s=%s gives %s, want %s; %v", c.field, c.value, got, c.want, err)
		}
	}
	if got := (Spec{item}).String(); got != "coupling(rqs)" {
		t.Errorf("With changed its own item to %s", got)
	}
	for field, value := range map[string]string{"bins": "1", "depth": "3", "off": "perhaps"} {
		if same, err := item.With(field, value); err == nil || (Spec{same}).String() != "coupling(rqs)" {
			t.Errorf("%s=%s was not refused: %v", field, value, err)
		}
	}
}

func TestTheCatalogueIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Kinds() {
		if k.Name == "" || k.Title == "" || k.Summary == "" || k.Paper == "" || k.Cost == "" || k.MinDim < 1 || seen[k.Name] {
			t.Errorf("%q lacks something or is there twice", k.Name)
		}
		seen[k.Name] = true
		if (k.MinDim > 1 || k.MaxDim > 0) && k.Why == "" {
			t.Errorf("%s does not say why it has no other dimensions", k.Name)
		}
		if found, ok := LookupKind(k.Name); !ok || found != k {
			t.Errorf("%s is not found by its name", k.Name)
		}
		for _, f := range k.Fields {
			canonical, err := f.Parse(f.Default)
			if err != nil || canonical != f.Default || f.Help == "" {
				t.Errorf("%s: the default of %s is %q, in canonical form %q; %v", k.Name, f.Name, f.Default, canonical, err)
			}
			for _, c := range f.Choices {
				if f.Alternates && Partner(f, Partner(f, c)) != c {
					t.Errorf("%s: the partner of the partner of %s is not itself", k.Name, c)
				}
			}
		}
		for name, v := range k.Neutral {
			if _, err := NewItem(k, nil).With(name, v); err != nil {
				t.Errorf("%s: neutral %s: %v", k.Name, name, err)
			}
		}
	}
}
