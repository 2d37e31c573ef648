package tui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/screen"
)

// done reports an order and sends the next.
func (a *App) done(msg screen.DoneMsg) tea.Cmd {
	a.Orders = a.Orders[1:]
	var cmds []tea.Cmd
	switch {
	case errors.Is(msg.Err, context.Canceled), errors.Is(msg.Err, model.ErrEnded):
		a.Seen = true // nothing will come any more
	case msg.Err != nil:
		cmds = append(cmds, a.Warn(msg.Err.Error()))
	case msg.Said != "":
		cmds = append(cmds, a.Say(msg.Said))
	}
	if msg.Selection > 0 {
		a.selectWhenSeen(msg.Selection)
	}
	if msg.Past != nil {
		a.past.showPast(msg.Past)
	}
	more := len(a.Orders) > 0 // before look, which may release a key that gives one
	cmds = append(cmds, a.frames.look())
	if more {
		cmds = append(cmds, a.CarryOut(a.Orders[0]))
	}
	return tea.Batch(append(cmds, a.keyboard.release())...)
}

// settled tells whether the screen shows what all orders came to. Keys wait for
// that, as what they mean depends on it: the second of two quick d deletes the
// layer that is selected after the first.
func (k *keyboard) settled() bool { return len(k.Orders) == 0 && k.Seen }

// hold keeps a key for later if it has to wait. What leaves the program does
// not.
func (k *keyboard) hold(msg tea.KeyPressMsg) bool {
	if k.settled() && len(k.held) == 0 {
		return false
	}
	switch name := msg.String(); {
	case name == "ctrl+c", name == "ctrl+z", name == "q" && k.overlay.kind == noOverlay:
		return false
	}
	const most = 256 // a key that is held down while a step takes long
	if len(k.held) < most {
		k.held = append(k.held, msg)
	}
	return true
}

// release handles the keys that waited, up to one that gives an order again.
func (k *keyboard) release() tea.Cmd {
	var cmds []tea.Cmd
	for k.settled() && len(k.held) > 0 {
		msg := k.held[0]
		k.held = k.held[1:]
		cmds = append(cmds, k.handle(msg))
	}
	return tea.Batch(cmds...)
}
