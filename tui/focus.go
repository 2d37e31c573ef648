package tui

import "bijou/tui/layout"
import tea "charm.land/bubbletea/v2"

// focus gives a pane the keys and shows it if it was hidden.
func (a *App) focus(p layout.Pane) tea.Cmd {
	a.want.Focus = p
	if p == layout.Train || p == layout.Data {
		a.want.Lower = p
	}
	if p == layout.Loss || p == layout.Probe {
		a.want.Under = p
	}
	if p == layout.Base && a.want.Plots == layout.SamplePlot || p == layout.Samples && a.want.Plots == layout.BasePlot {
		a.want.Plots = layout.BothPlots
	}
	a.dropDraft()
	a.arrange()
	return nil
}

// cycleFocus goes through the panes in the order of their numbers.
func (a *App) cycleFocus(by int) tea.Cmd {
	n := int(layout.PaneCount) - 1
	if !a.want.Probe {
		n-- // the last is there only for that
	}
	return a.focus(layout.Pane((int(a.want.Focus)-1+by+n)%n + 1))
}

func (a *App) toggleZoom() tea.Cmd {
	a.want.Zoom = !a.want.Zoom
	a.arrange()
	return nil
}

func (a *App) cyclePlots() tea.Cmd {
	a.want.Plots = (a.want.Plots + 1) % 3
	switch {
	case a.want.Plots == layout.SamplePlot && a.want.Focus == layout.Base:
		a.want.Focus = layout.Samples
	case a.want.Plots == layout.BasePlot && a.want.Focus == layout.Samples:
		a.want.Focus = layout.Base
	}
	a.want.Zoom = false
	a.arrange()
	return a.say([...]string{"plots: both sides", "plots: the data side", "plots: the base side"}[a.want.Plots])
}

func (a *App) hasOnePane() string {
	if a.screen.Class < layout.Medium {
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
	case a.want.Zoom:
		a.want.Zoom = false
		a.arrange()
	case a.loss.cursor != 0:
		a.loss.cursor, a.loss.stale = 0, true
	case a.plots.zoom != 0:
		a.plots.zoom = 0
	case a.want.Probe:
		return a.endProbe()
	}
	return nil
}

func (a *App) isOutside() string {
	if a.want.Zoom || a.loss.cursor != 0 || a.plots.zoom != 0 || a.want.Probe {
		return ""
	}
	return "nothing is open; q quits"
}
