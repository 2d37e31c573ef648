package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/presets/glossary"
	"bijou/presets/lessons"
	"bijou/tui/plot"
	"bijou/tui/popup"
	"bijou/tui/screen"
)

// teacher notices what a person does in a lesson, and measures the run at every tick for
// the answer.
type teacher struct {
	*App
	lesson *lessons.Lesson // nil if none is open
	after  int             // the run that was there before: what is noticed is of a later one
	done   int             // tasks
	began  int             // the step at which the present task did
	keys   map[string]bool
	ticks  []glossary.Numbers // of the tasks that are done; nil until they are measured
}

// open begins a lesson whose run comes after one that is there now.
func (t *teacher) open(l *lessons.Lesson, after int) {
	t.lesson, t.after, t.done, t.began, t.keys, t.ticks = l, after, 0, 0, map[string]bool{}, nil
	t.Want.Strip = stripHeight
	t.Arrange()
}

// close ends the lesson; the run goes on.
func (t *teacher) close() tea.Cmd {
	if t.lesson = nil; !t.slow.on() {
		t.Want.Strip = 0
	}
	t.closeOverlay()
	t.Arrange()
	return t.Say("the lesson is over, the run goes on; E lists the lessons")
}

// noRun is before all runs.
const noRun = -1

// pressed notes a key.
func (t *teacher) pressed(name string) {
	if t.lesson != nil && t.keys != nil {
		t.keys[name] = true
	}
}

// look ticks what is done, one task after the other, and measures the run at each.
func (t *teacher) look() tea.Cmd {
	var cmds []tea.Cmd
	for t.lesson != nil && t.Snap != nil && t.Snap.Run != t.after && t.done < len(t.lesson.Tasks) && t.lesson.Tasks[t.done].Done(t.state()) {
		cmds = append(cmds, t.tick())
	}
	return tea.Batch(cmds...)
}

// tick ends a task.
func (t *teacher) tick() tea.Cmd {
	t.done, t.began, t.keys, t.Dirty = t.done+1, t.Snap.Step, map[string]bool{}, true
	t.ticks = append(t.ticks, nil)
	l, at, s, seen := t.lesson, t.done, t.Snap, explainer{t.App}.numbers()
	names := l.Names(at)
	return screen.Guard(func() tea.Msg {
		n := seen
		for name, value := range lessons.Measure(s, names) {
			n[name] = value
		}
		return tickMsg{l, at, n}
	})
}

// A tickMsg brings the numbers of the run at the tick of a task.
type tickMsg struct {
	lesson  *lessons.Lesson
	task    int // from 1
	numbers glossary.Numbers
}

// measured keeps them for the answer.
func (t *teacher) measured(msg tickMsg) tea.Cmd {
	if msg.lesson == t.lesson && msg.task <= len(t.ticks) {
		t.ticks[msg.task-1], t.Dirty = msg.numbers, true
	}
	return nil
}

// answer is the one with the numbers of this run, nil until all are measured.
func (t *teacher) answer() []string {
	if t.done < len(t.lesson.Tasks) || slices.ContainsFunc(t.ticks, func(n glossary.Numbers) bool { return n == nil }) {
		return nil
	}
	return t.lesson.Fill(t.ticks)
}

// state is what conditions are about.
func (t *teacher) state() *lessons.State {
	return &lessons.State{
		Snap: t.Snap, Numbers: explainer{t.App}.numbers(), Began: t.began, Keys: t.keys,
		View: t.Plots.Current().Name(), Open: t.overlay.kind.name(), Probe: t.Probe.Probed() != nil,
		Pinned: t.Plots.Compare.Run != nil, Colour: t.Plots.Coloured(), Past: t.Live != nil,
	}
}

// name is what a lesson calls what lies over the screen.
func (k overlayKind) name() string {
	return map[overlayKind]string{diagnosisPopup: "diagnosis", wordsPopup: "words", helpPopup: "keys", pairsPopup: "pairs", addPopup: "layers", pickerPopup: "data", writePopup: "write"}[k]
}

// stripHeight is how many rows a lesson takes at the foot of the screen.
const stripHeight = 4

// drawStrip tells what is to be done, or the answer.
func (t *teacher) drawStrip() {
	r, ink := t.Layout.Strip, &t.Theme
	if r.H == 0 || t.lesson == nil {
		return
	}
	ticks := strings.Repeat("✓", t.done) + strings.Repeat("○", len(t.lesson.Tasks)-t.done)
	head := []plot.Span{{Text: "E ", Style: ink.Accent}, {Text: screen.Cut(t.lesson.Title, max(r.W-len(t.lesson.Tasks)-6, 0)), Style: ink.Strong}}
	t.Grid.Fill(plot.Rect{X: r.X, Y: r.Y, W: r.W, H: r.H}, plot.Cell{})
	t.Grid.Spans(r.X+1, r.Y, r.W-2, head...)
	t.Grid.TextRight(r.X, r.Y, r.W-1, ticks, ink.Good)
	text, style := "measuring…", ink.Dim
	switch answer := t.answer(); {
	case t.done < len(t.lesson.Tasks):
		text, style = t.lesson.Tasks[t.done].Say, plot.Style{}
		if t.done == 0 {
			text = t.lesson.Ask + " " + text
		}
	case answer != nil:
		text, style = strings.Join(answer, " "), ink.Good
	}
	lines := screen.Wrap(text, r.W-2)
	for i := range min(len(lines), r.H-1) {
		line := lines[i]
		if i == r.H-2 && len(lines) > r.H-1 {
			line = screen.Cut(line, max(r.W-12, 1))
			t.Grid.TextRight(r.X, r.Y+1+i, r.W-1, "E: all", ink.Dim)
		}
		t.Grid.Text(r.X+1, r.Y+1+i, r.W-2, line, style)
	}
}

// show opens the page of the lesson, or the list where none is open.
func (t *teacher) show() tea.Cmd {
	if t.lesson == nil {
		return t.list()
	}
	t.overlay = overlay{kind: lessonPopup, lesson: popup.Lesson{State: t.State, Of: t.lesson, Done: func() int { return t.done }, Answer: t.answer}}
	return nil
}

// list shows the lessons.
func (t *teacher) list() tea.Cmd {
	t.overlay = overlay{kind: lessonsPopup, lessons: popup.NewLessons(t.State)}
	return nil
}

// take makes the run of the selected lesson in a command.
func (t *teacher) take() tea.Cmd {
	l := t.overlay.lessons.At()
	t.overlay.lessons.Busy = true
	limits := t.Snap.Limits
	return screen.Guard(func() tea.Msg {
		cfg, err := l.Config()
		cfg.Limits = limits
		return lessonMsg{l, replaceMsg{cfg, fmt.Sprintf("%s: %s", l.Name(), l.Title), err}}
	})
}

// A lessonMsg brings the run of a lesson.
type lessonMsg struct {
	lesson *lessons.Lesson
	replaceMsg
}

// taken starts the run and the lesson, unless the person has gone back meanwhile.
func (t *teacher) taken(msg lessonMsg) tea.Cmd {
	if t.overlay.kind != lessonsPopup || !t.overlay.lessons.Busy {
		return nil
	}
	t.closeOverlay()
	if msg.err == nil {
		t.open(msg.lesson, t.Now().Run)
	}
	return t.opener.replace(msg.replaceMsg)
}

// lessonKeys are those of lessons.
func lessonKeys() []binding {
	return []binding{
		bind(everywhere, "E", "E", "", "choose a lesson, or read the page of the one that is open", func(a *App) tea.Cmd { return a.teacher.show() }).unless((*App).NoSnapshot),
		bind(inLessons, "enter", "enter", "begin", "begin the lesson; u goes back to this run", func(a *App) tea.Cmd { return a.teacher.take() }).unless(func(a *App) string { return a.overlay.lessons.IsBusy() }),
		bind(inLessons, "esc q E", "esc", "close", "close", (*App).closeOverlay),
		bind(inLesson, "tab", "tab", "lessons", "choose another lesson", func(a *App) tea.Cmd { return a.teacher.list() }),
		bind(inLesson, "x", "x", "end", "end the lesson; the run goes on", func(a *App) tea.Cmd { return a.teacher.close() }),
		bind(inLesson, "esc q E", "esc", "close", "close the page; the lesson goes on", (*App).closeOverlay),
	}
}
