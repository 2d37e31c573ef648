package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/model"
	"bijou/model/diagnose"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// diagnosisView is what is known of how good the flow is. It lies over the
// screen, and measures on request and whenever the flow comes to rest below it.
type diagnosisView struct {
	*screen.State
	open bool // it lies over the screen

	version view.Version // of the result
	result  *diagnose.Diagnosis

	begin    func(*model.Snapshot) study
	asked    bool         // measure though the flow learns on
	study    study        // of a job in flight, which alone may touch it; else nil
	of       view.Version // that the study is of
	done, on int          // parts of it

	top  int // first line that is seen
	page int // how many lines are
}

// A study makes a diagnosis in parts, as [diagnose.Study] does.
type study interface {
	Next() bool
	Progress() (done, of int)
	Diagnosis() *diagnose.Diagnosis
}

func newDiagnosisView(s *screen.State) diagnosisView {
	return diagnosisView{State: s, begin: func(s *model.Snapshot) study { return diagnose.Begin(s) }}
}

// A studyMsg brings a study back, one part further.
type studyMsg struct {
	study    study
	complete bool
}

// show opens the diagnosis and asks for the numbers of the step shown.
func (v *diagnosisView) show() tea.Cmd {
	v.open, v.top, v.asked = true, 0, true
	return v.expose()
}

// measureAgain asks for the numbers of the step that the flow is at now.
func (v *diagnosisView) measureAgain() tea.Cmd {
	v.asked = true
	return v.expose()
}

func (v *diagnosisView) isMeasured() string {
	switch now := view.VersionOf(v.Snap); {
	case v.study != nil:
		return "it is being measured already"
	case v.result != nil && v.version == now:
		return fmt.Sprintf("step %s is measured already", plot.Grouped(v.Snap.Step, v.Glyphs))
	}
	return ""
}

// expose starts a study if the pane is open and wants one.
func (v *diagnosisView) expose() tea.Cmd {
	if !v.open || v.study != nil {
		return nil
	}
	now, resting := view.VersionOf(v.Snap), v.Snap.State != model.Training
	if v.result != nil && v.version == now {
		v.asked = false
	}
	if !v.asked && (!resting || v.version == now) {
		return nil
	}
	v.asked, v.of = false, now
	v.study = v.begin(v.Snap)
	v.done, v.on = v.study.Progress()
	return further(v.study, v.Snap.Stack.Share.Study)
}

// further makes the next part of a study: parts are short, so that a study that
// nobody wants any more ends soon.
func further(s study, gate flows.Gate) tea.Cmd {
	return screen.Guard(func() tea.Msg {
		gate.Enter()
		defer gate.Leave()
		return studyMsg{s, !s.Next()}
	})
}

// studied goes on with a study, shows it when it is complete, or drops it if it
// is stale.
func (v *diagnosisView) studied(msg studyMsg) tea.Cmd {
	v.Dirty = true
	v.done, v.on = msg.study.Progress()
	switch {
	case v.isStale():
		v.study, v.asked = nil, true
	case !msg.complete:
		return further(msg.study, v.Snap.Stack.Share.Study)
	default:
		v.result, v.version, v.study = msg.study.Diagnosis(), v.of, nil
	}
	return v.expose()
}

// isStale tells whether nobody waits for the study in flight: the pane is
// closed, the flow is another, or it came to rest at another step.
func (v *diagnosisView) isStale() bool {
	of, now := v.of, view.VersionOf(v.Snap)
	resting := v.Snap.State != model.Training
	return !v.open || !of.SameFlow(now) || resting && of != now
}

func (v *diagnosisView) scroll(by int) tea.Cmd {
	v.top += by // drawing keeps it within bounds
	return nil
}

// turnPage scrolls by a screen less a line.
func (v *diagnosisView) turnPage(by int) tea.Cmd { return v.scroll(by * max(v.page-1, 1)) }

// text is what stands in the frame of the diagnosis.
func (v *diagnosisView) text() screen.Text {
	t := &v.Theme
	step := func(n int) string { return plot.Grouped(n, v.Glyphs) }
	text := screen.Text{Title: []plot.Span{{Text: "diagnosis", Style: t.Strong}}}
	at, checks, again := "  at step ", "%d of %d checks pass", "D measures again; now at step "
	if v.Layout.Class < layout.Medium {
		at, checks, again = " at ", "%d/%d pass", "D again; now at "
	}
	if v.hasResult(v.Snap) {
		text.Title = append(text.Title, plot.Span{Text: at + step(v.version.Step), Style: t.Dim})
		passed, of := v.result.Checks()
		style := t.Good
		if passed < of {
			style = t.Warn
		}
		text.Note = []plot.Span{{Text: fmt.Sprintf(checks, passed, of), Style: style}}
		if v.version != view.VersionOf(v.Snap) {
			text.Foot = []plot.Span{{Text: again + step(v.Snap.Step), Style: t.Dim}}
		}
	}
	if v.study != nil {
		text.Note = []plot.Span{{Text: "measuring… ", Style: t.Accent}, {Text: fmt.Sprintf("%2d of %d", v.done, v.on), Style: t.Dim}}
		text.Foot = []plot.Span{{Text: "the flow at step " + step(v.of.Step), Style: t.Dim}}
	}
	return text
}

// hasResult tells whether there is a result of the flow shown.
func (v *diagnosisView) hasResult(s *model.Snapshot) bool {
	return v.result != nil && v.version.SameFlow(view.VersionOf(s))
}
