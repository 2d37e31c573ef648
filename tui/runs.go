package tui

import (
	"math"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/dataset"
	"bijou/tui/pane"
	"bijou/tui/popup"
	"bijou/tui/view"
)

// openRuns shows the table of the runs that were pinned.
func (a *App) openRuns() tea.Cmd {
	a.overlay = overlay{kind: runsPopup, runs: popup.NewRuns(a.State, a.runRows)}
	a.Plots.Compare.Table = true
	return nil
}

// runRows are the rows of the table, the live run first.
func (a *App) runRows() []popup.RunRow {
	rows := []popup.RunRow{runRow("now", a.Plots.Compare.Now(), false)}
	rows[0].Snap = a.Snap
	for i, p := range a.Plots.Compare.Kept {
		rows = append(rows, runRow(strconv.Itoa(i+1), p, p == a.Plots.Compare.Run))
	}
	return rows
}

func runRow(name string, p *pane.Pinned, shown bool) popup.RunRow {
	unknown := view.Estimate{Mean: math.NaN(), SE: math.NaN()}
	r := popup.RunRow{Name: name, Data: dataset.FileName(p.Snap.Data.Spec), Stack: pane.StackText(p.Snap), Snap: p.Snap, NLL: unknown, KL: unknown, Shown: shown}
	if p.Distance != nil {
		r.NLL, r.KL = p.Test, p.Distance.Forward
	}
	return r
}

// runsKeys are those of the table of runs.
func runsKeys() []binding {
	return []binding{
		bind(everywhere, "C", "C", "", "list the runs that were pinned: data, stack, parameters, seconds, NLL, KL, losses", (*App).openRuns).unless((*App).NoSnapshot),
		bind(inRuns, "enter", "enter", "compare", "draw the run as A beside the live one", (*App).compareRun).unless(func(a *App) string { return a.overlay.runs.IsLive() }),
		bind(inRuns, "c", "c", "keep", "add the live run as it is", func(a *App) tea.Cmd { return a.Plots.Compare.Keep() }),
		bind(inRuns, "d delete", "d", "take out", "take the run out of the table", func(a *App) tea.Cmd { return a.Plots.Compare.Drop(a.overlay.runs.Selected()) }).unless(func(a *App) string { return a.overlay.runs.IsLive() }),
		bind(inRuns, "esc q C", "esc", "close", "close", (*App).closeOverlay),
	}
}

// compareRun draws the selected run beside the live one.
func (a *App) compareRun() tea.Cmd {
	at := a.overlay.runs.Selected()
	a.closeOverlay()
	return a.Plots.Compare.Show(at)
}
