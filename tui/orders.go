package tui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
)

// done reports an order and sends the next.
func (a *App) done(msg doneMsg) tea.Cmd {
	a.orders = a.orders[1:]
	var cmds []tea.Cmd
	switch {
	case errors.Is(msg.err, context.Canceled), errors.Is(msg.err, model.ErrEnded):
		a.seen = true // nothing will come any more
	case msg.err != nil:
		cmds = append(cmds, a.warn(msg.err.Error()))
	case msg.said != "":
		cmds = append(cmds, a.say(msg.said))
	}
	if msg.selection > 0 {
		a.selectWhenSeen(msg.selection)
	}
	if msg.past != nil {
		a.showPast(msg.past)
	}
	more := len(a.orders) > 0 // before look, which may release a key that gives one
	cmds = append(cmds, a.look())
	if more {
		cmds = append(cmds, a.carryOut(a.orders[0]))
	}
	return tea.Batch(append(cmds, a.release())...)
}

// settled tells whether the screen shows what all orders came to. Keys wait for
// that, as what they mean depends on it: the second of two quick d deletes the
// layer that is selected after the first.
func (a *App) settled() bool { return len(a.orders) == 0 && a.seen }

// hold keeps a key for later if it has to wait. What leaves the program does
// not.
func (a *App) hold(msg tea.KeyPressMsg) bool {
	if a.settled() && len(a.held) == 0 {
		return false
	}
	switch name := msg.String(); {
	case name == "ctrl+c", name == "ctrl+z", name == "q" && a.popup.kind == noPopup:
		return false
	}
	const most = 256 // a key that is held down while a step takes long
	if len(a.held) < most {
		a.held = append(a.held, msg)
	}
	return true
}

// release handles the keys that waited, up to one that gives an order again.
func (a *App) release() tea.Cmd {
	var cmds []tea.Cmd
	for a.settled() && len(a.held) > 0 {
		msg := a.held[0]
		a.held = a.held[1:]
		cmds = append(cmds, a.handle(msg))
	}
	return tea.Batch(cmds...)
}
