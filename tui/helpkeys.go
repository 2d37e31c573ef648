package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/popup"
)

// openHelp lists the keys, those of the focused pane first.
func (a *App) openHelp() tea.Cmd {
	order := []scope{scopeOf(a.Want.Focus), everywhere, always}
	for s := range scopeCount {
		if !slices.Contains(order, s) {
			order = append(order, s)
		}
	}
	h := popup.Help{State: a.State}
	a.helped = nil
	for _, s := range order {
		for i := range a.keys {
			if b := &a.keys[i]; b.where == s {
				h.Keys = append(h.Keys, popup.Key{Heading: s.heading(), Shown: a.keyText(b), Does: b.Help().Desc})
				a.helped = append(a.helped, b)
			}
		}
	}
	a.overlay = overlay{kind: helpPopup, help: h}
	return nil
}

// closeHelp clears the search, or closes the help.
func (a *App) closeHelp() tea.Cmd {
	if a.overlay.help.Clear() {
		return nil
	}
	return a.closeOverlay()
}

// runFromHelp does what the selected key does, if it means something on the
// screen below.
func (a *App) runFromHelp() tea.Cmd {
	at := a.overlay.help.Selected()
	if at < 0 {
		return a.Warn("nothing is found; esc clears the search")
	}
	b := a.helped[at]
	a.closeOverlay()
	if b.where > inLoss {
		return a.Warn(b.Help().Key + " is a key of: " + b.where.heading())
	}
	if p := b.where.pane(a.Want.Focus); p != a.Want.Focus {
		a.focus(p)
	}
	return a.perform(b)
}

// keyText is how the keys of a binding are written here.
func (a *App) keyText(b *binding) string {
	if a.Glyphs != plot.ASCII {
		return b.Help().Key
	}
	return strings.NewReplacer("↓", "down", "↑", "up", "←", "left", "→", "right").Replace(b.Help().Key)
}

// pane is the pane in which the keys of a scope work, given the focused one.
func (s scope) pane(focused layout.Pane) layout.Pane {
	for p := layout.Flow; p < layout.PaneCount; p++ {
		if scopeOf(p) == s && scopeOf(focused) != s {
			return p
		}
	}
	return focused
}
