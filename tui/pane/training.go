package pane

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/form"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// Training is the pane of the training settings; it also starts, pauses, rewinds and
// undoes.
type Training struct {
	*screen.State
	form.Form
	speed int // notches from flat out, 0 or less
}

// paces are the speeds of training in steps per second; 0 is flat out.
var paces = [...]float64{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 0}

const flatOut = len(paces) - 1

// Toggle trains or pauses.
func (t *Training) Toggle() tea.Cmd {
	if t.Now().State == model.Training {
		return t.Send(screen.Order{Run: func(ctx context.Context, d screen.Driver) error { return d.Pause(ctx) }})
	}
	return t.Send(screen.Order{Run: func(ctx context.Context, d screen.Driver) error { return d.Play(ctx) }})
}

// CannotTrain says why no step can be made.
func (t *Training) CannotTrain() string {
	if t.Snap == nil {
		return t.NoSnapshot()
	}
	switch t.Snap.State {
	case model.Finished:
		return t.Snap.Reason + "; r rewinds, a larger steps in 2 train goes on"
	case model.Diverged, model.Failed:
		return t.Snap.Reason + "; r rewinds, u undoes"
	}
	return ""
}

func (t *Training) Advance(n int) tea.Cmd {
	return t.Send(screen.Order{Run: func(ctx context.Context, d screen.Driver) error { return d.Advance(ctx, n) }})
}

// restart is an edit that goes on training if it trained before, or if it had
// come to its end.
func (t *Training) restart(say string, f func(*model.Fit) error) tea.Cmd {
	play := t.Snap != nil && t.Snap.State != model.Paused
	return t.Send(screen.Order{Say: say, Run: func(ctx context.Context, d screen.Driver) error {
		if err := d.Do(ctx, f); err != nil || !play {
			return err
		}
		return d.Play(ctx)
	}})
}

// Replace starts another run in the place of this one.
func (t *Training) Replace(say string, cfg model.Config) tea.Cmd {
	return t.restart(say, func(f *model.Fit) error { return f.Replace("another run", cfg) })
}

func (t *Training) Rewind() tea.Cmd {
	return t.restart("rewound to step 0, the same seed", (*model.Fit).Rewind)
}

func (t *Training) Reseed() tea.Cmd {
	if t.Snap == nil {
		return t.Warn(t.NoSnapshot())
	}
	seed := t.Snap.Seed + 1
	return t.restart(fmt.Sprintf("a new start from seed %d", seed), func(f *model.Fit) error { return f.Reseed(seed) })
}

func (t *Training) Accelerate(by int) tea.Cmd {
	t.speed += by
	pace := paces[flatOut+t.speed]
	return t.Send(screen.Order{Say: "speed: " + paceText(pace), Run: func(ctx context.Context, d screen.Driver) error { return d.Pace(ctx, pace) }})
}

// paceText names a speed.
func paceText(pace float64) string {
	if pace == 0 {
		return "flat out"
	}
	return fmt.Sprintf("at most %g/s", pace)
}

func (t *Training) CannotSpeedUp() string {
	if t.speed == 0 {
		return "it trains flat out already"
	}
	return ""
}

func (t *Training) CannotSlowDown() string {
	if t.speed == -flatOut {
		return "one step a second is the slowest; n makes single steps"
	}
	return ""
}

func (t *Training) Undo() tea.Cmd {
	return t.Send(screen.Edit("undid: "+t.Snap.Undo, (*model.Fit).Undo))
}

func (t *Training) Redo() tea.Cmd {
	return t.Send(screen.Edit("did again: "+t.Snap.Redo, (*model.Fit).Redo))
}

func (t *Training) CannotUndo() string {
	switch {
	case t.Snap == nil:
		return t.NoSnapshot()
	case t.Snap.Undo == "":
		return "nothing was changed yet"
	}
	return ""
}

func (t *Training) CannotRedo() string {
	switch {
	case t.Snap == nil:
		return t.NoSnapshot()
	case t.Snap.Redo == "":
		return "nothing was undone"
	}
	return ""
}

// TrainText is what stands in the frame of the train pane.
func (t *Training) TrainText() screen.Text {
	ink, s := &t.Theme, t.Snap
	text := screen.Text{Title: t.Title(layout.Train, "train", s.Objective.Words.Short)}
	text.Note = []plot.Span{{Text: paceText(paces[flatOut+t.speed]), Style: ink.Dim}}
	switch {
	case t.Edit != nil:
		text.Foot = []plot.Span{{Text: screen.Cut(t.Edit.Field.Help, 40), Style: ink.Dim}}
	case s.Reason != "":
		text.Foot = []plot.Span{t.endText()}
	default:
		text.Foot = []plot.Span{{Text: "lr now " + plot.Short(s.LR, t.Glyphs), Style: ink.Dim}}
		if s.Clipped >= 0.005 {
			text.Foot = append(text.Foot, plot.Span{Text: fmt.Sprintf("  clipped %2.0f%%", 100*s.Clipped), Style: ink.Dim})
		}
		if s.Skipped > 0 {
			text.Foot = append(text.Foot, plot.Span{Text: fmt.Sprintf("  skipped %d", s.Skipped), Style: ink.Warn})
		}
	}
	return text
}

// endText is why the run ended, as short as a frame has room for.
func (t *Training) endText() plot.Span {
	s := t.Snap
	switch {
	case s.State != model.Finished:
		return plot.Span{Text: s.Reason, Style: t.Theme.Warn}
	case s.BestStep < s.Step:
		return plot.Span{Text: fmt.Sprintf("best at step %d", s.BestStep), Style: t.Theme.Accent}
	}
	return plot.Span{Text: s.Reason, Style: t.Theme.Accent}
}

func (t *Training) DrawTrain(r plot.Rect, focused bool) {
	t.Draw(t.State, r, TrainRows(t.Snap), focused)
}

// TrainRows are the settings, those first that are changed most.
func TrainRows(s *model.Snapshot) []form.Row {
	order := []string{"lr", "batch", "steps", "optimiser", "schedule", "warmup", "clip"}
	rank := func(r form.Row) int {
		if i := slices.Index(order, r.Field.Name); i >= 0 {
			return i
		}
		return len(order)
	}
	var rows []form.Row
	for _, f := range s.Settings.Fields() {
		rows = append(rows, form.Row{Field: f, Value: s.Settings.Value(f.Name)})
	}
	slices.SortStableFunc(rows, func(p, q form.Row) int { return rank(p) - rank(q) })
	return rows
}

// SetTraining accepts a value of a setting.
func (t *Training) SetTraining(name, value string) tea.Cmd {
	return t.Send(screen.Edit(fmt.Sprintf("%s is %s from here on", name, value), func(f *model.Fit) error { return f.Set(name, value) }))
}
