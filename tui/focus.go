package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/tui/layout"
)

// focus gives a pane the keys. What was being edited stays as it was.
func (a *App) focus(p layout.Pane) tea.Cmd {
	a.keyboard.dropDraft()
	a.Focus(p)
	return nil
}

// cycleFocus goes through the panes in the order of their numbers.
func (a *App) cycleFocus(by int) tea.Cmd {
	n := int(layout.PaneCount) - 1
	if !a.Want.Probe {
		n-- // the last is there only for that
	}
	return a.focus(layout.Pane((int(a.Want.Focus)-1+by+n)%n + 1))
}

func (a *App) toggleZoom() tea.Cmd {
	a.Want.Zoom = !a.Want.Zoom
	a.Arrange()
	return nil
}

func (a *App) cyclePlots() tea.Cmd {
	a.Want.Plots = (a.Want.Plots + 1) % 3
	switch {
	case a.Want.Plots == layout.SamplePlot && a.Want.Focus == layout.Base:
		a.Want.Focus = layout.Samples
	case a.Want.Plots == layout.BasePlot && a.Want.Focus == layout.Samples:
		a.Want.Focus = layout.Base
	}
	a.Want.Zoom = false
	a.Arrange()
	return a.Say([...]string{"plots: both sides", "plots: the data side", "plots: the base side"}[a.Want.Plots])
}

func (a *App) hasOnePane() string {
	if a.Layout.Class < layout.Medium {
		return "there is room for one pane only; tab goes to the next"
	}
	return ""
}

func (m *mouse) toggleMouse() tea.Cmd {
	m.on = !m.on
	if m.on {
		return m.Say("the mouse works here; M gives it back to the terminal")
	}
	return m.Say("the mouse selects text; M takes it back")
}

// stepOut undoes the innermost of what esc undoes.
func (a *App) stepOut() tea.Cmd {
	switch {
	case a.Want.Zoom:
		a.Want.Zoom = false
		a.Arrange()
	case a.Loss.Cursor != 0:
		a.Loss.Cursor, a.Loss.Stale = 0, true
	case a.Plots.Zoom != 0:
		a.Plots.Zoom = 0
	case a.Want.Probe:
		return a.Probe.EndProbe()
	}
	return nil
}

func (a *App) isOutside() string {
	if a.Want.Zoom || a.Loss.Cursor != 0 || a.Plots.Zoom != 0 || a.Want.Probe {
		return ""
	}
	return "nothing is open; q quits"
}
