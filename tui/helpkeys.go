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
func (k *keyboard) openHelp() tea.Cmd {
	order := []scope{scopeOf(k.Want.Focus), everywhere, always}
	for s := range scopeCount {
		if !slices.Contains(order, s) {
			order = append(order, s)
		}
	}
	h := popup.Help{State: k.State}
	k.helped = nil
	for _, s := range order {
		for i := range k.keys {
			if b := &k.keys[i]; b.where == s {
				h.Keys = append(h.Keys, popup.Key{Heading: s.heading(), Shown: k.keyText(b), Does: b.Help().Desc})
				k.helped = append(k.helped, b)
			}
		}
	}
	k.overlay = overlay{kind: helpPopup, help: h}
	return nil
}

// closeHelp clears the search, or closes the help.
func (k *keyboard) closeHelp() tea.Cmd {
	if k.overlay.help.Clear() {
		return nil
	}
	return k.closeOverlay()
}

// runFromHelp does what the selected key does, if it means something on the
// screen below.
func (k *keyboard) runFromHelp() tea.Cmd {
	at := k.overlay.help.Selected()
	if at < 0 {
		return k.Warn("nothing is found; esc clears the search")
	}
	b := k.helped[at]
	k.closeOverlay()
	if b.where > inLoss {
		return k.Warn(b.Help().Key + " is a key of: " + b.where.heading())
	}
	if p := b.where.pane(k.Want.Focus); p != k.Want.Focus {
		k.focus(p)
	}
	return k.perform(b)
}

// keyText is how the keys of a binding are written here.
func (k *keyboard) keyText(b *binding) string {
	if k.Glyphs != plot.ASCII {
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
