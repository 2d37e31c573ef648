package tui

import tea "charm.land/bubbletea/v2"

// learnKeys show what a step and a layer do.
func learnKeys() []binding {
	return []binding{
		bind(everywhere, "B", "B", "", "show the test NLL without each layer beside it, or log|det|", func(a *App) tea.Cmd { return a.Flow.ToggleWorth() }).unless(func(a *App) string { return a.Flow.HasNoWorth() }),
	}
}
