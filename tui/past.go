package tui

import (
	"context"
	"math"
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

// past shows earlier steps of the run.
type past struct{ *App }

func (p *past) hasNoPast() string {
	switch {
	case p.Snap == nil:
		return p.NoSnapshot()
	case len(p.Snap.Kept) == 0 && p.Snap.Step == 0:
		return "there is no step before this one"
	case len(p.Snap.Kept) == 0:
		return "no step before this one is kept"
	case p.Live != nil && p.Snap.Step <= p.Snap.Kept[0]:
		return "this is the first step that is kept"
	}
	return ""
}

func (p *past) isNow() string {
	if p.Live == nil {
		return "this is now"
	}
	return ""
}

// hasLived says why the run cannot go on from the step that is shown.
func (p *past) hasLived() string {
	if !p.Snap.Lived {
		return ""
	}
	return p.Snap.Objective.Name + " goes on from what it has lived through, which is kept of now alone: steps before are to look at"
}

// goBack shows the kept step before the one shown.
func (p *past) goBack() tea.Cmd {
	at, _ := slices.BinarySearch(p.Snap.Kept, p.Snap.Step)
	return p.fetch(p.Snap.Kept[max(at-1, 0)])
}

// goForth shows the kept step behind the one shown; behind the last of them is
// now.
func (p *past) goForth() tea.Cmd {
	if at, _ := slices.BinarySearch(p.Snap.Kept, p.Snap.Step+1); at < len(p.Snap.Kept) {
		return p.fetch(p.Snap.Kept[at])
	}
	return p.leavePast()
}

// fetch asks for an earlier step, which the trainer alone has.
func (p *past) fetch(step int) tea.Cmd {
	past := new(*model.Snapshot)
	return p.Send(screen.Order{Past: past, Run: func(ctx context.Context, d screen.Driver) error {
		return d.Do(ctx, func(f *model.Fit) (err error) {
			*past, err = f.Past(step)
			return err
		})
	}})
}

// hasNoBest says why there are no other weights to show than the last.
func (p *past) hasNoBest() string {
	switch now := p.Now(); {
	case p.Best:
		return ""
	case now == nil:
		return p.NoSnapshot()
	case math.IsInf(now.Best, 1):
		return "the weights were not judged yet"
	case now.BestStep == now.Step:
		return "the weights of now did best on validation"
	}
	return ""
}

// toggleBest shows the weights that did best on validation, or the last ones again.
func (p *past) toggleBest() tea.Cmd {
	if p.Best {
		p.toNow()
		return p.Say("shown: the last weights, of step " + plot.Grouped(p.Snap.Step, p.Glyphs))
	}
	return p.fetchBest()
}

// fetchBest asks for the weights that did best.
func (p *past) fetchBest() tea.Cmd {
	best := new(*model.Snapshot)
	return p.Send(screen.Order{Past: best, Best: true, Run: func(ctx context.Context, d screen.Driver) error {
		return d.Do(ctx, func(f *model.Fit) error {
			*best = f.Best()
			return nil
		})
	}})
}

// endsBehind tells whether the run has just ended, with weights that did better before.
func (p *past) endsBehind(before *model.Snapshot) bool {
	now := p.Now()
	ended := (before == nil || before.State != model.Finished) && now.State == model.Finished
	return ended && p.Live == nil && now.Best < now.Val
}

// endsAt shows the weights that did best when the run ends behind them: it is those
// that are scored, saved and exported.
func (p *past) endsAt(before *model.Snapshot) tea.Cmd {
	if !p.endsBehind(before) {
		return nil
	}
	return p.fetchBest()
}

// showPast makes an earlier step what is on the screen. Where that is all there is of it,
// it says so.
func (p *past) showPast(s *model.Snapshot, best bool) tea.Cmd {
	before := p.Snap
	p.Live, p.Best = p.Now(), best
	p.Snap = p.Dials.Under(s)
	p.Loss.Cursor = 0
	p.turned(before)
	if s.Lived {
		return p.Say("as it was, to look at: its replay is not kept, so it cannot go on from here")
	}
	return nil
}

// showBehind takes the run as it is while an earlier step is shown, which gets
// the curves of now.
func (p *past) showBehind(s *model.Snapshot) tea.Cmd {
	past := *p.Snap
	past.History, past.Marks, past.Kept = s.History, s.Marks, s.Kept
	before := p.Live
	p.Snap, p.Live, p.Seen, p.Dirty = &past, s, true, true
	if p.Loss.Behind = true; s.State != model.Training {
		p.Loss.Stale = true
	}
	return tea.Batch(p.frames.sayReason(before), p.startJobs(), p.keyboard.release())
}

// toNow shows the run as it is again.
func (p *past) toNow() {
	before := p.Snap
	p.Snap, p.Live, p.Best = p.Live, nil, false
	p.turned(before)
}

// turned follows a turn from one step to another.
func (p *past) turned(before *model.Snapshot) {
	p.follow(before)
	p.Loss.Stale, p.Dirty = true, true
}

func (p *past) leavePast() tea.Cmd {
	p.toNow()
	return p.Say("back to now")
}

// returnHere takes the run back to the step shown.
func (p *past) returnHere() tea.Cmd {
	step := p.Snap.Step
	say := "the run is back at step " + plot.Grouped(step, p.Glyphs) + ", the optimiser's memory too; u undoes it"
	return p.Send(screen.Edit(say, func(f *model.Fit) error { return f.Return(step) }))
}

// markPast puts the step that is shown into the title of a pane, so that nobody
// takes it for now.
func (p *past) markPast(text *screen.Text, in layout.Pane) {
	if in == layout.Train || in == layout.Data || in == layout.Loss {
		return
	}
	step := plot.Grouped(p.Snap.Step, p.Glyphs)
	keep := text.Title[:min(2, len(text.Title))]
	if text.Badge { // a depth, which must not be taken for the whole flow
		keep = text.Title
	}
	const ends = 6
	room := p.Layout.Panes[in].W - ends
	of, style := "past", p.Theme.Warn
	if p.Best {
		of, style = "best", p.Theme.Accent
	}
	for _, words := range []string{"  " + of + ": step " + step, "  " + of + " " + step} {
		title := append(slices.Clone(keep), plot.Span{Text: words, Style: style})
		if plot.SpansWidth(title) <= room {
			text.Title, text.Badge = title, true
			return
		}
	}
	text.Title = []plot.Span{text.Title[0], {Text: " " + of + " " + step, Style: style}}
	text.Badge = true
}
