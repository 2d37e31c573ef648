package screen

import (
	"testing"

	"bijou/tui/plot"
)

// foot is what is left of the foot of a frame that is w columns wide.
func foot(w int, t Text) (text string) {
	t.Fit(w)
	for _, s := range t.Foot {
		text += s.Text
	}
	return text
}

func TestAFootEndsWithAWholeWord(t *testing.T) {
	reading := []plot.Span{{Text: "step 400"}, {Text: "  val "}, {Text: " 87.486"}}
	scale := []plot.Span{{Text: "1 ██ 16"}}
	for _, c := range []struct {
		w    int
		text Text
		want string
	}{
		{40, Text{Foot: reading}, "step 400  val  87.486"},
		{26, Text{Foot: reading}, "step 400"},
		{40, Text{Foot: scale, More: []plot.Span{{Text: "  "}}}, "1 ██ 16"},
		{40, Text{More: []plot.Span{{Text: "  "}}}, ""},
		{38, Text{Title: []plot.Span{{Text: "4"}, {Text: " base"}, {Text: "  best: step 2,100"}}, Note: scale, Badge: true, Foot: reading[:1]}, "step 400  1 ██ 16"},
		{30, Text{Title: []plot.Span{{Text: "4"}, {Text: " base"}, {Text: "  best: step 2,100"}}, Note: scale, Badge: true}, "1 ██ 16"},
	} {
		if got := foot(c.w, c.text); got != c.want {
			t.Errorf("a frame of %d columns ends in %q, not %q", c.w, got, c.want)
		}
	}
}
