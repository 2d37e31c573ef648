package plain

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"bijou/model"
	"bijou/tui"
	"bijou/tui/plot"
	"bijou/tui/theme"
)

// ScreenOptions say what Screen and Record show.
type ScreenOptions struct {
	Name          string // of the recipe; may be empty
	Theme, Glyphs string
	Width, Height int
	Keys          string  // the words of the script
	Rate          float64 // steps in a second of the script; 0 for one that can be watched
}

// ScreenFormats are the ends of the names of files that a screen is written as.
var ScreenFormats = []string{".svg", ".ansi", ".txt"}

// Screen writes the screen of the explorer as it is behind the keys: as vectors, as text with
// the sequences of a terminal, or as text. The fit belongs to Screen from here on.
func Screen(ctx context.Context, f *model.Fit, out io.Writer, format string, o ScreenOptions) error {
	s := o.script(ctx, f)
	defer s.Close()
	if err := s.Play(o.Keys); err != nil {
		return err
	}
	switch format {
	case ".svg":
		ground, ink := plot.Hex(0x121216), plot.Hex(0xd8d8d8)
		if c, _ := theme.Named(o.Theme); !c.Dark {
			ground, ink = plot.Hex(0xffffff), plot.Hex(0x202020)
		}
		return s.Grid().WriteSVG(out, ground, ink)
	case ".ansi":
		_, err := io.WriteString(out, s.Grid().String()+"\n")
		return err
	case ".txt":
		_, err := io.WriteString(out, s.Grid().Plain()+"\n")
		return err
	}
	return fmt.Errorf("a screen is written as %s, not as %q", strings.Join(ScreenFormats, ", "), format)
}

func (o ScreenOptions) script(ctx context.Context, f *model.Fit) *tui.Script {
	return tui.NewScript(ctx, tui.ScriptOptions{Fit: f, Name: o.Name, Theme: o.Theme, Glyphs: o.Glyphs, Width: o.Width, Height: o.Height, Rate: o.Rate})
}

// Record writes what a script shows as an asciicast of version 2, which players show and
// other programs make films of (docs.asciinema.org/manual/asciicast/v2). The fit belongs to
// Record from here on.
func Record(ctx context.Context, f *model.Fit, out io.Writer, o ScreenOptions) error {
	s := o.script(ctx, f)
	defer s.Close()
	c := cast{out: json.NewEncoder(out)}
	c.out.SetEscapeHTML(false)
	c.write(map[string]any{"version": 2, "width": o.Width, "height": o.Height, "title": "bijou", "env": map[string]string{"TERM": "xterm-256color"}})
	c.show(0, s.Grid())
	s.Watch(func(at time.Duration) { c.show(at, s.Grid()) })
	if err := s.Play(o.Keys); err != nil {
		return err
	}
	c.event(s.Now(), "")
	return c.err
}

// A cast writes the rows of a screen that change, with the time at which they do.
type cast struct {
	out   *json.Encoder
	rows  []string
	shown time.Duration
	err   error
}

// castFrame is the least time between two pictures: what changes within it is one.
const castFrame = time.Second / 15

// show writes what has changed since the picture before.
func (c *cast) show(at time.Duration, g *plot.Grid) {
	if len(c.rows) > 0 && at < c.shown+castFrame {
		return
	}
	var text strings.Builder
	if len(c.rows) != g.H {
		c.rows = make([]string, g.H)
		text.WriteString("\x1b[?25l\x1b[2J")
	}
	for y := range g.H {
		row := string(g.AppendLine(nil, y))
		if row != c.rows[y] {
			fmt.Fprintf(&text, "\x1b[%d;1H%s", y+1, row)
			c.rows[y] = row
		}
	}
	if text.Len() > 0 {
		c.event(at, text.String())
		c.shown = at
	}
}

// event writes what a terminal is sent at a time.
func (c *cast) event(at time.Duration, text string) {
	c.write([]any{at.Seconds(), "o", text})
}

func (c *cast) write(v any) {
	if c.err == nil {
		c.err = c.out.Encode(v)
	}
}
