package popup

import (
	"cmp"
	"fmt"

	"bijou/presets/glossary"
	"bijou/presets/lessons"
	"bijou/tui/form"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// Lessons is the popup in which a lesson is chosen.
type Lessons struct {
	*screen.State
	List
	Busy bool // the data of one are being made
}

// NewLessons starts at the first lesson.
func NewLessons(s *screen.State) Lessons {
	return Lessons{State: s, List: List{Len: len(lessons.All())}}
}

// At is the selected lesson.
func (p *Lessons) At() *lessons.Lesson { return lessons.All()[p.Row] }

// IsBusy says why none can be chosen at the moment.
func (p *Lessons) IsBusy() string { return busy(p.Busy) }

// busy says that the data of a run are being made.
func busy(is bool) string {
	if is {
		return "the data are being made"
	}
	return ""
}

// Draw lists the lessons, and below them the question of the selected one.
func (p *Lessons) Draw() {
	const about = 3
	t, list := &p.Theme, lessons.All()
	text := screen.Text{Title: []plot.Span{{Text: "lessons", Style: t.Strong}, {Text: "  each a run and a question", Style: t.Dim}}}
	if p.Busy {
		text.Foot = []plot.Span{{Text: "making the data…", Style: t.Accent}}
	}
	in := p.OpenBox(84, len(list)+about+3, text)
	upper, below := layout.SplitY(in, max(in.H-about-1, min(in.H, 1)))
	p.draw(p.State, screen.Padded(upper), func(at int, r plot.Rect, selected bool) {
		style := plot.Style{}
		if selected {
			style = t.Strong
		}
		p.Grid.TextRight(r.X, r.Y, min(r.W, 2), fmt.Sprint(list[at].Number), t.Dim)
		p.Grid.Text(r.X+3, r.Y, r.W-3, screen.Cut(list[at].Title, max(r.W-3, 0)), style)
	})
	p.Rule(below)
	p.Grid.TextRight(below.X+1, below.Y, below.W-3, p.beyond(), t.Dim)
	for i, line := range screen.Wrap(p.At().Ask, in.W-2) {
		if i+1 < below.H {
			p.Grid.Text(below.X+1, below.Y+1+i, below.W-2, line, t.Dim)
		}
	}
}

// Lesson is the page of a lesson that is open: what it asks, what is done, and the answer.
type Lesson struct {
	*screen.State
	Of     *lessons.Lesson
	Done   func() int      // tasks
	Answer func() []string // with its numbers; nil before the end
	Pager
}

// Draw draws as much of the page as there is room for.
func (p *Lesson) Draw() {
	const widest = 92
	t := &p.Theme
	lines := p.lines(max(min(widest, p.Layout.Screen.W)-4, 1))
	in := p.OpenBox(widest, len(lines)+2, screen.Text{Title: []plot.Span{{Text: p.Of.Name(), Style: t.Dim}, {Text: "  " + p.Of.Title, Style: t.Strong}}})
	from, to := p.window(len(lines), in.H)
	for i, line := range lines[from:to] {
		p.Grid.Spans(in.X+1, in.Y+i, in.W-2, line...)
	}
	if below := form.Beyond(from, in.H, len(lines)); below != "" && in.H > 0 {
		p.Grid.TextRight(in.X, in.Y+in.H, in.W-1, below, t.Dim)
	}
}

// lines are the page, w columns wide.
func (p *Lesson) lines(w int) (lines [][]plot.Span) {
	t, done := &p.Theme, p.Done()
	add := func(mark, text string, style plot.Style) {
		n := plot.Width(mark)
		for i, line := range screen.Wrap(text, w-n) {
			first := plot.Span{Text: mark, Style: t.Accent}
			if i > 0 {
				first.Text = fmt.Sprintf("%*s", n, "")
			}
			lines = append(lines, []plot.Span{first, {Text: line, Style: style}})
		}
	}
	for _, text := range p.Of.Text {
		add("", text, plot.Style{})
	}
	add("", p.Of.Ask, t.Strong)
	lines = append(lines, nil)
	for i, task := range p.Of.Tasks {
		mark, style := "○ ", plot.Style{}
		switch {
		case i < done:
			mark, style = "✓ ", t.Dim
		case i > done:
			style = t.Dim
		}
		add(mark, task.Say, style)
	}
	if done < len(p.Of.Tasks) {
		return append(lines, nil, []plot.Span{{Text: "the answer stands here when all is done", Style: t.Dim}})
	}
	answer := p.Answer()
	defer func() {
		for i, word := range p.Of.See {
			if i == 0 {
				lines = append(lines, nil)
			}
			if term, err := glossary.Lookup(word); err == nil {
				add("?  ", term.Name+": "+cmp.Or(term.Formula, term.Text), t.Dim)
			}
		}
	}()
	if answer == nil {
		return append(lines, nil, []plot.Span{{Text: "measuring…", Style: t.Accent}})
	}
	for _, text := range answer {
		lines = append(lines, nil)
		add("", text, t.Good)
	}
	for _, m := range p.Of.Myths {
		lines = append(lines, nil)
		add("said  ", m.Said, t.Dim)
		add("true  ", m.True, plot.Style{})
		add("      ", m.Source, t.Dim)
	}
	return lines
}
