package tui

import tea "charm.land/bubbletea/v2"

// focus gives a pane the keys and shows it if it was hidden.
func (a *App) focus(p pane) tea.Cmd {
	a.want.focus = p
	if p == trainPane || p == dataPane {
		a.want.lower = p
	}
	if p == lossPane || p == probePane {
		a.want.under = p
	}
	if p == basePane && a.want.plots == samplePlot || p == samplePane && a.want.plots == basePlot {
		a.want.plots = bothPlots
	}
	a.dropDraft()
	a.arrange()
	return nil
}

// cycleFocus goes through the panes in the order of their numbers.
func (a *App) cycleFocus(by int) tea.Cmd {
	n := int(paneCount) - 1
	if !a.want.probe {
		n-- // the last is there only for that
	}
	return a.focus(pane((int(a.want.focus)-1+by+n)%n + 1))
}

func (a *App) toggleZoom() tea.Cmd {
	a.want.zoom = !a.want.zoom
	a.arrange()
	return nil
}

func (a *App) cyclePlots() tea.Cmd {
	a.want.plots = (a.want.plots + 1) % 3
	switch {
	case a.want.plots == samplePlot && a.want.focus == basePane:
		a.want.focus = samplePane
	case a.want.plots == basePlot && a.want.focus == samplePane:
		a.want.focus = basePane
	}
	a.want.zoom = false
	a.arrange()
	return a.say([...]string{"plots: both sides", "plots: the data side", "plots: the base side"}[a.want.plots])
}

func (a *App) hasOnePane() string {
	if a.screen.class < medium {
		return "there is room for one pane only; tab goes to the next"
	}
	return ""
}

func (a *App) toggleMouse() tea.Cmd {
	a.mouse = !a.mouse
	if a.mouse {
		return a.say("the mouse works here; M gives it back to the terminal")
	}
	return a.say("the mouse selects text; M takes it back")
}

// stepOut undoes the innermost of what esc undoes.
func (a *App) stepOut() tea.Cmd {
	switch {
	case a.want.zoom:
		a.want.zoom = false
		a.arrange()
	case a.loss.cursor != 0:
		a.loss.cursor, a.loss.stale = 0, true
	case a.plots.zoom != 0:
		a.plots.zoom = 0
	case a.want.probe:
		return a.endProbe()
	}
	return nil
}

func (a *App) isOutside() string {
	if a.want.zoom || a.loss.cursor != 0 || a.plots.zoom != 0 || a.want.probe {
		return ""
	}
	return "nothing is open; q quits"
}
