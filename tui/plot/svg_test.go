package plot

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

func TestAScreenIsWrittenAsVectors(t *testing.T) {
	g := NewGrid(6, 2)
	g.Text(0, 0, 6, "a<b ⣿█", Style{FG: Hex(0x112233), Attr: Bold})
	g.Text(0, 1, 6, "╭─┃▀▌x", Style{Attr: Reverse})
	var out strings.Builder
	if err := g.WriteSVG(&out, Hex(0), Hex(0xffffff)); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
	}
	for _, want := range []string{`width="48" height="32"`, `>a&lt;b</text>`, `font-weight="bold"`, `fill="#112233"`, `textLength="24"`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
	if dots := strings.Count(text, "h0"); dots != 8 {
		t.Errorf("%d dots of a full pattern", dots)
	}
}

func TestEveryFrameIsAShape(t *testing.T) {
	for r := range frameArms {
		if !strings.ContainsRune("─│━┃╌┊╭╮╰╯┌┐└┘┏┓┗┛├┤┬┴┼", r) {
			t.Errorf("%c is no character of a frame", r)
		}
	}
	g := NewGrid(1, 1)
	for r := rune(0x2580); r <= 0x259f; r++ {
		g.Set(0, 0, Cell{Rune: r})
		var out strings.Builder
		if err := g.WriteSVG(&out, Hex(0), Hex(0xffffff)); err != nil || !strings.Contains(out.String(), "<path") || strings.Contains(out.String(), "<text") {
			t.Errorf("%c is drawn as\n%s", r, out.String())
		}
	}
}
