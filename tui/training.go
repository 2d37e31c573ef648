package tui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/screen"
)

// paces are the speeds of training in steps per second; 0 is flat out.
var paces = [...]float64{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 0}

const flatOut = len(paces) - 1

// toggle trains or pauses.
func (a *App) toggle() tea.Cmd {
	if a.Now().State == model.Training {
		return a.Send(screen.Order{Run: func(ctx context.Context, d screen.Driver) error { return d.Pause(ctx) }})
	}
	return a.Send(screen.Order{Run: func(ctx context.Context, d screen.Driver) error { return d.Play(ctx) }})
}

// cannotTrain says why no step can be made.
func (a *App) cannotTrain() string {
	if a.Snap == nil {
		return a.NoSnapshot()
	}
	switch a.Snap.State {
	case model.Finished:
		return a.Snap.Reason + "; r rewinds, a larger steps in 2 train goes on"
	case model.Diverged, model.Failed:
		return a.Snap.Reason + "; r rewinds, u undoes"
	}
	return ""
}

func (a *App) advance(n int) tea.Cmd {
	return a.Send(screen.Order{Run: func(ctx context.Context, d screen.Driver) error { return d.Advance(ctx, n) }})
}

// restart is an edit that goes on training if it trained before, or if it had
// come to its end.
func (a *App) restart(say string, f func(*model.Fit) error) tea.Cmd {
	play := a.Snap != nil && a.Snap.State != model.Paused
	return a.Send(screen.Order{Say: say, Run: func(ctx context.Context, d screen.Driver) error {
		if err := d.Do(ctx, f); err != nil || !play {
			return err
		}
		return d.Play(ctx)
	}})
}

func (a *App) rewind() tea.Cmd {
	return a.restart("rewound to step 0, the same seed", (*model.Fit).Rewind)
}

func (a *App) reseed() tea.Cmd {
	if a.Snap == nil {
		return a.Warn(a.NoSnapshot())
	}
	seed := a.Snap.Seed + 1
	return a.restart(fmt.Sprintf("a new start from seed %d", seed), func(f *model.Fit) error { return f.Reseed(seed) })
}

func (a *App) accelerate(by int) tea.Cmd {
	a.speed += by
	pace := paces[flatOut+a.speed]
	return a.Send(screen.Order{Say: "speed: " + paceText(pace), Run: func(ctx context.Context, d screen.Driver) error { return d.Pace(ctx, pace) }})
}

// paceText names a speed.
func paceText(pace float64) string {
	if pace == 0 {
		return "flat out"
	}
	return fmt.Sprintf("at most %g/s", pace)
}

func (a *App) cannotSpeedUp() string {
	if a.speed == 0 {
		return "it trains flat out already"
	}
	return ""
}

func (a *App) cannotSlowDown() string {
	if a.speed == -flatOut {
		return "one step a second is the slowest; n makes single steps"
	}
	return ""
}

func (a *App) undo() tea.Cmd {
	return a.Send(screen.Edit("undid: "+a.Snap.Undo, (*model.Fit).Undo))
}

func (a *App) redo() tea.Cmd {
	return a.Send(screen.Edit("did again: "+a.Snap.Redo, (*model.Fit).Redo))
}

func (a *App) cannotUndo() string {
	switch {
	case a.Snap == nil:
		return a.NoSnapshot()
	case a.Snap.Undo == "":
		return "nothing was changed yet"
	}
	return ""
}

func (a *App) cannotRedo() string {
	switch {
	case a.Snap == nil:
		return a.NoSnapshot()
	case a.Snap.Redo == "":
		return "nothing was undone"
	}
	return ""
}
