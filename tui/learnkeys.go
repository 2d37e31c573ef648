package tui

import tea "charm.land/bubbletea/v2"

// learnKeys show what a step and a layer do.
func learnKeys() []binding {
	table := changesRun([]binding{
		bind(everywhere, "S", "S", "", "make one step in slow motion: batch, layers, log p, loss, gradient, update", func(a *App) tea.Cmd { return a.slow.step() }).unless(func(a *App) string { return a.slow.cannot() }),
		bind(inSlow, "S right l", "S →", "next", "go on to the next stage; behind the last, make another step", func(a *App) tea.Cmd { return a.slow.next() }),
	})
	return append(table,
		bind(inSlow, "left h", "←", "back", "go back to the stage before", func(a *App) tea.Cmd { return a.slow.back() }),
		bind(inSlow, "esc", "esc", "end", "end it; the step is made", func(a *App) tea.Cmd { return a.slow.end() }),
		bind(everywhere, "B", "B", "", "show the test NLL without each layer beside it, or log|det|", func(a *App) tea.Cmd { return a.Flow.ToggleWorth() }).unless(func(a *App) string { return a.Flow.HasNoWorth() }),
	)
}
