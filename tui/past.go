package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// While an earlier step is shown, snap is the run as it was there and live the
// run as it is, which goes on. Every picture, number and probe is made of snap,
// so all of them are of that step; the curves are those of now.

func (a *App) hasNoPast() string {
	switch {
	case a.Snap == nil:
		return a.NoSnapshot()
	case len(a.Snap.Kept) == 0 && a.Snap.Step == 0:
		return "there is no step before this one"
	case len(a.Snap.Kept) == 0:
		return "no step before this one is kept"
	case a.Live != nil && a.Snap.Step <= a.Snap.Kept[0]:
		return "this is the first step that is kept"
	}
	return ""
}

func (a *App) isNow() string {
	if a.Live == nil {
		return "this is now"
	}
	return ""
}

// goBack shows the kept step before the one shown.
func (a *App) goBack() tea.Cmd {
	at, _ := slices.BinarySearch(a.Snap.Kept, a.Snap.Step)
	return a.fetch(a.Snap.Kept[max(at-1, 0)])
}

// goForth shows the kept step behind the one shown; behind the last of them is
// now.
func (a *App) goForth() tea.Cmd {
	if at, _ := slices.BinarySearch(a.Snap.Kept, a.Snap.Step+1); at < len(a.Snap.Kept) {
		return a.fetch(a.Snap.Kept[at])
	}
	return a.leavePast()
}

// fetch asks for an earlier step, which the trainer alone has.
func (a *App) fetch(step int) tea.Cmd {
	past := new(*model.Snapshot)
	return a.Send(screen.Order{Past: past, Run: func(ctx context.Context, d screen.Driver) error {
		return d.Do(ctx, func(f *model.Fit) (err error) {
			*past, err = f.Past(step)
			return err
		})
	}})
}

// showPast makes an earlier step what is on the screen.
func (a *App) showPast(s *model.Snapshot) {
	before := a.Snap
	a.Live = a.Now()
	a.Snap = s
	a.Loss.Cursor = 0
	a.turned(before)
}

// showBehind takes the run as it is while an earlier step is shown, which gets
// the curves of now.
func (a *App) showBehind(s *model.Snapshot) tea.Cmd {
	past := *a.Snap
	past.History, past.Marks, past.Kept = s.History, s.Marks, s.Kept
	before := a.Live
	a.Snap, a.Live, a.Seen, a.Dirty = &past, s, true, true
	if a.Loss.Behind = true; s.State != model.Training {
		a.Loss.Stale = true
	}
	return tea.Batch(a.sayReason(before), a.expose(), a.release())
}

// toNow shows the run as it is again.
func (a *App) toNow() {
	before := a.Snap
	a.Snap, a.Live = a.Live, nil
	a.turned(before)
}

// turned follows a turn from one step to another.
func (a *App) turned(before *model.Snapshot) {
	a.follow(before)
	a.Loss.Stale, a.Dirty = true, true
}

func (a *App) leavePast() tea.Cmd {
	a.toNow()
	return a.Say("back to now")
}

// returnHere takes the run back to the step shown.
func (a *App) returnHere() tea.Cmd {
	step := a.Snap.Step
	say := "the run is back at step " + plot.Grouped(step, a.Glyphs) + ", the optimiser's memory too; u undoes it"
	return a.Send(screen.Edit(say, func(f *model.Fit) error { return f.Return(step) }))
}

// markPast puts the step that is shown into the title of a pane, so that nobody
// takes it for now.
func (a *App) markPast(text *screen.Text, p layout.Pane) {
	if p == layout.Train || p == layout.Data || p == layout.Loss {
		return
	}
	step := plot.Grouped(a.Snap.Step, a.Glyphs)
	keep := text.Title[:min(2, len(text.Title))]
	if text.Badge { // a depth, which must not be taken for the whole flow
		keep = text.Title
	}
	const ends = 6
	room := a.Layout.Panes[p].W - ends
	for _, words := range []string{"  past: step " + step, "  past " + step} {
		title := append(slices.Clone(keep), plot.Span{Text: words, Style: a.Theme.Warn})
		if plot.SpansWidth(title) <= room {
			text.Title, text.Badge = title, true
			return
		}
	}
	text.Title = []plot.Span{text.Title[0], {Text: " past " + step, Style: a.Theme.Warn}}
	text.Badge = true
}
