package popup

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/model"
	"bijou/model/diagnose"
	"bijou/model/latent"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// Diagnosis is what is known of how good the flow is. It lies over the
// screen, and measures on request and whenever the flow comes to rest below it.
type Diagnosis struct {
	*screen.State
	Open bool // it lies over the screen

	version view.Version // of the result
	Result  *diagnose.Diagnosis

	Begin    func(*model.Snapshot) Study
	asked    bool         // measure though the flow learns on
	Study    Study        // of a job in flight, which alone may touch it; else nil
	Of       view.Version // that the study is of
	done, on int          // parts of it

	Pager
}

// A Study makes a diagnosis in parts, as [diagnose.Study] does.
type Study interface {
	Next() bool
	Progress() (done, of int)
	Diagnosis() *diagnose.Diagnosis
}

func NewDiagnosis(s *screen.State) Diagnosis {
	return Diagnosis{State: s, Begin: func(s *model.Snapshot) Study { return diagnose.Begin(latent.Judged(s.AtCondition())) }}
}

// A StudyMsg brings a study back, one part further.
type StudyMsg struct {
	study    Study
	complete bool
}

// Show opens the diagnosis and asks for the numbers of the step shown.
func (v *Diagnosis) Show() tea.Cmd {
	v.Open, v.Top, v.asked = true, 0, true
	return v.Start()
}

// MeasureAgain asks for the numbers of the step that the flow is at now.
func (v *Diagnosis) MeasureAgain() tea.Cmd {
	v.asked = true
	return v.Start()
}

func (v *Diagnosis) IsMeasured() string {
	switch now := view.VersionOf(v.Snap); {
	case v.Study != nil:
		return "it is being measured already"
	case v.Result != nil && v.version == now:
		return fmt.Sprintf("step %s is measured already", plot.Grouped(v.Snap.Step, v.Glyphs))
	}
	return ""
}

// Start starts a study if the pane is open and wants one.
func (v *Diagnosis) Start() tea.Cmd {
	if !v.Open || v.Study != nil {
		return nil
	}
	now, resting := view.VersionOf(v.Snap), v.Snap.State != model.Training
	if v.Result != nil && v.version == now {
		v.asked = false
	}
	if !v.asked && (!resting || v.version == now) {
		return nil
	}
	v.asked, v.Of = false, now
	v.Study = v.Begin(v.Snap)
	v.done, v.on = v.Study.Progress()
	return further(v.Study, v.Snap.Stack.Share.Study)
}

// further makes the next part of a study: parts are short, so that a study that
// nobody wants any more ends soon.
func further(s Study, gate *flows.Seat) tea.Cmd {
	return screen.Guard(func() tea.Msg {
		gate.Enter(flows.ForPicture)
		defer gate.Leave()
		return StudyMsg{s, !s.Next()}
	})
}

// Studied goes on with a study, shows it when it is complete, or drops it if it
// is stale.
func (v *Diagnosis) Studied(msg StudyMsg) tea.Cmd {
	v.Dirty = true
	v.done, v.on = msg.study.Progress()
	switch {
	case v.isStale():
		v.Study, v.asked = nil, true
	case !msg.complete:
		return further(msg.study, v.Snap.Stack.Share.Study)
	default:
		v.Result, v.version, v.Study = msg.study.Diagnosis(), v.Of, nil
	}
	return v.Start()
}

// isStale tells whether nobody waits for the study in flight: the pane is
// closed, the flow is another, or it came to rest at another step.
func (v *Diagnosis) isStale() bool {
	of, now := v.Of, view.VersionOf(v.Snap)
	resting := v.Snap.State != model.Training
	return !v.Open || !of.SameFlow(now) || resting && of != now
}

// text is what stands in the frame of the diagnosis.
func (v *Diagnosis) text() screen.Text {
	t := &v.Theme
	step := func(n int) string { return plot.Grouped(n, v.Glyphs) }
	text := screen.Text{Title: []plot.Span{{Text: "diagnosis", Style: t.Strong}}}
	at, checks, again := "  at step ", "%d of %d checks find a fault", "D measures again; now at step "
	if v.Layout.Class < layout.Medium {
		at, checks, again = " at ", "%d/%d faults", "D again; now at "
	}
	if v.hasResult(v.Snap) {
		text.Title = append(text.Title, plot.Span{Text: at + step(v.version.Step) + v.condition(), Style: t.Dim})
		text.Note = v.verdict(checks)
		if v.version != view.VersionOf(v.Snap) {
			text.Foot = []plot.Span{{Text: again + step(v.Snap.Step), Style: t.Dim}}
		}
	}
	if v.Study != nil {
		text.Note = []plot.Span{{Text: "measuring… ", Style: t.Accent}, {Text: fmt.Sprintf("%2d of %d", v.done, v.on), Style: t.Dim}}
		text.Foot = []plot.Span{{Text: "the flow at step " + step(v.Of.Step), Style: t.Dim}}
	}
	return text
}

// condition says under which conditions the flow was measured: those of the dials if
// the truth is known there, otherwise each point under its own.
func (v *Diagnosis) condition() string {
	switch s := v.Snap; {
	case s.Given == nil:
		return ""
	case s.Data.Family != nil && !view.OverAll(s):
		return ", " + v.ConditionText()
	case v.Layout.Class < layout.Medium:
		return ", own conditions"
	}
	return ", each point under its own conditions"
}

// hasResult tells whether there is a result of the flow shown.
func (v *Diagnosis) hasResult(s *model.Snapshot) bool {
	return v.Result != nil && v.version.SameFlow(view.VersionOf(s))
}

// verdict says what the checks come to: how many find a fault, or of how many points
// none is found.
func (v *Diagnosis) verdict(faults string) []plot.Span {
	switch c := v.Result.Checks(); {
	case c.Faults > 0:
		return []plot.Span{{Text: fmt.Sprintf(faults, c.Faults, c.Checks), Style: v.Theme.Warn}}
	case c.Powerless > 0:
		return []plot.Span{{Text: fmt.Sprintf("n = %d is too few to tell", v.Result.Points), Style: v.Theme.Warn}}
	}
	return []plot.Span{{Text: fmt.Sprintf("no fault found at n = %s", plot.Grouped(v.Result.Points, v.Glyphs)), Style: v.Theme.Good}}
}
