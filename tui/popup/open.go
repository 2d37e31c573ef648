package popup

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/presets"
	"bijou/tui/form"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// Open is the popup in which a file is named: a path that is typed and completed, or one
// of those that were opened last.
type Open struct {
	*screen.State
	List   // its row −1 is the path itself
	Line   form.Line
	recent func() []string
	list   []string // what the path may become
	path   string   // that the list is of
	Busy   bool     // a file is being read
	Wrong  string   // why it could not be
}

// NewOpen starts with an empty path; recent lists what was opened last.
func NewOpen(s *screen.State, recent func() []string) Open {
	return Open{State: s, List: List{Row: -1, least: -1}, Line: form.NewLine(""), recent: recent}
}

// A MatchesMsg brings what a path may become.
type MatchesMsg struct {
	of   string
	list []string
}

// Look lists in a command what the path may become.
func (o *Open) Look() tea.Cmd {
	text, recent := o.Line.Text(), o.recent
	return screen.Guard(func() tea.Msg {
		list := matching(text)
		if text == "" {
			list = append(recent(), list...)
		}
		return MatchesMsg{text, list}
	})
}

// TakeMatches shows a list, if it is that of the path as it is now.
func (o *Open) TakeMatches(msg MatchesMsg) {
	if msg.of == o.Line.Text() {
		o.list, o.path, o.Row, o.Len = msg.list, msg.of, -1, len(msg.list)
	}
}

// mostMatches is how many entries of a folder are listed.
const mostMatches = 500

// matching lists the files and folders that a path is the beginning of; folders end with
// a slash.
func matching(text string) []string {
	folder, begin := filepath.Split(text)
	entries, err := os.ReadDir(presets.ExpandHome(cmp.Or(folder, ".")))
	if err != nil {
		return nil
	}
	var list []string
	for _, e := range entries {
		name := e.Name()
		hidden := strings.HasPrefix(name, ".") && !strings.HasPrefix(begin, ".")
		if hidden || !strings.HasPrefix(name, begin) || len(list) == mostMatches {
			continue
		}
		if info, err := os.Stat(filepath.Join(presets.ExpandHome(folder), name)); err == nil && info.IsDir() {
			name += "/"
		}
		list = append(list, folder+name)
	}
	return list
}

// Take gives a key or a paste to the path, and tells whether the path took it.
func (o *Open) Take(msg tea.Msg) (tea.Cmd, bool) {
	if !o.Line.Take(msg) {
		return nil, false
	}
	o.Wrong = ""
	return o.Look(), true
}

// Complete goes on with the path as far as all that it may become agree, or with the
// selected entry.
func (o *Open) Complete() tea.Cmd {
	switch {
	case o.Row >= 0:
		o.Line.Set(o.list[o.Row])
	case o.path != o.Line.Text() || len(o.list) == 0 || o.path == "":
		return nil
	default:
		o.Line.Set(commonStart(o.list))
	}
	return o.Look()
}

// commonStart is what all texts of a list begin with.
func commonStart(list []string) string {
	start := []rune(list[0])
	for _, text := range list[1:] {
		other, n := []rune(text), 0
		for n < min(len(start), len(other)) && start[n] == other[n] {
			n++
		}
		start = start[:n]
	}
	return string(start)
}

// Chosen is the path to open; folder tells that it is to be looked into instead.
func (o *Open) Chosen() (path string, folder bool) {
	path = o.Line.Text()
	if o.Row >= 0 {
		path = o.list[o.Row]
	}
	return path, strings.HasSuffix(path, "/")
}

// NothingChosen says why there is nothing to open.
func (o *Open) NothingChosen() string {
	if path, _ := o.Chosen(); path == "" {
		return "type a path, or choose one below"
	}
	if o.Busy {
		return "the file is being read"
	}
	return ""
}

// Enter looks into the chosen folder.
func (o *Open) Enter(folder string) tea.Cmd {
	o.Line.Set(folder)
	return o.Look()
}

// Draw draws the path and below it what it may become.
func (o *Open) Draw() {
	t := &o.Theme
	text := screen.Text{Title: []plot.Span{{Text: "open a file", Style: t.Strong}, {Text: "  a table, arrays, images, sounds", Style: t.Dim}}}
	switch {
	case o.Busy:
		text.Foot = []plot.Span{{Text: "reading…", Style: t.Accent}}
	case o.Line.Text() == "":
		text.Foot = []plot.Span{{Text: "opened last, and what lies here", Style: t.Dim}}
	}
	in := o.OpenBox(90, 26, text)
	in = screen.Padded(in)
	if in.W < 8 || in.H < 2 {
		return
	}
	if o.Row < 0 {
		o.Grid.Text(in.X, in.Y, 1, "▸", t.Accent)
	}
	o.Line.Draw(o.State, in.X+2, in.Y, in.W-2)
	y := in.Y + 2
	for _, line := range screen.Wrap(o.Wrong, in.W-2) {
		o.Grid.Text(in.X+2, y, in.W-2, line, t.Bad)
		y++
	}
	o.drawList(plot.Rect{X: in.X, Y: y, W: in.W, H: in.Y + in.H - y})
}

func (o *Open) drawList(r plot.Rect) {
	t := &o.Theme
	o.draw(o.State, r, func(at int, r plot.Rect, selected bool) {
		style := t.Dim
		if selected {
			style = t.Strong
		}
		o.Grid.Text(r.X, r.Y, r.W, screen.CutLeft(o.list[at], r.W), style)
	})
	o.Grid.TextRight(r.X, r.Y+r.H, r.W, o.beyond(), t.Dim)
}
