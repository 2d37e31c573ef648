package reading

import (
	"strings"
	"testing"
	"unicode"
)

// payloads are texts that would steer a terminal, hide or mislead if they were
// written to it as they are.
func payloads() []string {
	attacks := []string{
		"\x1b[2J", "\x1b[31m", "\x1b]0;title\x07", "\x1b]52;c;Y2F0\x07", "\x1b]8;;http://x\x1b\\", "\x1b[6n", "\x1b[c", "\x1bP+q544e\x1b\\", "\x1bc", "\x1b[?1049h",
		"\x1b[>0q", "\x1b_Ga=d\x1b\\", "\x1b^x\x1b\\", "\x1bX..\x1b\\", "\x1b(0", "\x1b#8", "\x9b2J", "\u009b31m", "\u009d0;x\u009c", "\u0090x\u009c",
		"\x00", "\x07", "\b\b\b", "\x7f", "\r", "\n", "\v", "\f", "\t", "\x0e", "\x0f", "\x05", "\x18", "\x1a", "\u0085", "\u2028", "\u2029",
		"\u202e", "\u202d", "\u202a", "\u202b", "\u202c", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f", "\u061c",
		"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u3164", "\ufe0f", "\U000e0041", "\ue000", "\U000f0000",
		"\xff\xfe", "\xc3(", "\xed\xa0\x80",
	}
	for i, a := range attacks {
		attacks[i] = "a" + a + "b"
	}
	return attacks
}

func TestCleanTakesOutWhatCouldSteerATerminal(t *testing.T) {
	if n := len(payloads()); n < 60 {
		t.Fatalf("only %d payloads", n)
	}
	for _, p := range payloads() {
		got := Clean(p)
		checkShown(t, got)
		if !strings.HasPrefix(got, "a") || !strings.HasSuffix(got, "b") {
			t.Errorf("%q loses its own letters: %q", p, got)
		}
		for _, r := range got {
			if unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector, unicode.Bidi_Control) {
				t.Errorf("%q keeps %U", p, r)
			}
		}
	}
}

func TestCleanKeepsPlainTextAndCutsLongText(t *testing.T) {
	for in, want := range map[string]string{
		"eruptions":                     "eruptions",
		"  Größe \t in\ncm ":            "Größe in cm",
		"\x1b[31mred\x1b[0m":            "[31mred[0m",
		"length \u202e(cm)":             "length (cm)",
		strings.Repeat("a", 64):         strings.Repeat("a", 64),
		strings.Repeat("a", 65):         strings.Repeat("a", 63) + "…",
		strings.Repeat("長", 32):         strings.Repeat("長", 32),
		strings.Repeat("長", 33):         strings.Repeat("長", 31) + "…",
		strings.Repeat("a ", 40):        strings.Repeat("a ", 31) + "a…",
		"caf\xe9":                       "caf\ufffd",
		"":                              "",
		strings.Repeat("\u200b", 1<<16): "",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%.80q) is %q, want %q", in, got, want)
		}
	}
}

func TestForeignNamesAreCleanInMessagesAndColumns(t *testing.T) {
	for _, p := range payloads() {
		text := "\"" + p + "\",\"" + p + "\",\"t" + p + "\"\n" + lines(10, "#,#.5,t")
		src, report, err := ReadCSV(strings.NewReader(text), p, nil)
		if err != nil {
			checkShown(t, err.Error())
			continue
		}
		checkSource(t, src)
		checkShown(t, src.Spec+strings.Join(report.Sentences(), " "))
		_, _, err = ReadCSV(strings.NewReader(text), p, []string{p + p})
		if err == nil {
			t.Fatalf("a column is found by %q", p+p)
		}
		checkShown(t, err.Error())
	}
}
