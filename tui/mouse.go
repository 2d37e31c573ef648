package tui

import (
	"cmp"
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/layout"
	"bijou/tui/pane"
	"bijou/tui/plot"
	"bijou/tui/popup"
	"bijou/tui/screen"
)

// wheel gathers the turns of the wheel: a trackpad sends hundreds a second,
// which are carried out together.
type wheel struct {
	x, y    int
	turns   int
	waiting bool
}

// wheelTime is short enough to feel direct.
const wheelTime = 16 * time.Millisecond

// mouse routes clicks and turns of the wheel to what lies under them.
type mouse struct {
	*App
	on    bool // it is taken from the terminal
	wheel wheel
}

func (h *mouse) turn(m tea.Mouse) tea.Cmd {
	w := &h.wheel
	w.x, w.y = m.X, m.Y
	switch m.Button {
	case tea.MouseWheelUp:
		w.turns--
	case tea.MouseWheelDown:
		w.turns++
	}
	if w.waiting {
		return nil
	}
	w.waiting = true
	return h.Clock.After(wheelTime, scrollMsg{})
}

// scroll moves what lies under the mouse by the turns gathered.
func (h *mouse) scroll() tea.Cmd {
	by, x, y := h.wheel.turns, h.wheel.x, h.wheel.y
	h.wheel = wheel{}
	if h.Snap == nil || by == 0 {
		return nil
	}
	h.Dirty = true
	switch {
	case h.overlay.kind == pickerPopup && h.overlay.picker.InForm:
		return h.keyboard.moveInForm(cmp.Compare(by, 0))
	case h.overlay.kind != noOverlay:
		return h.popup().Wheel(by)
	}
	switch p := h.Layout.At(x, y); p {
	case layout.Flow:
		if !h.Flow.Fields {
			return h.Flow.SelectBy(by)
		}
		h.Flow.Form.Move(by, len(h.Flow.FlowRows()))
	case layout.Train:
		h.Training.Move(by, len(pane.TrainRows(h.Snap)))
	case layout.Data:
		h.Data.Move(by, len(h.Data.Sources.Rows))
	case layout.Base, layout.Samples:
		return h.Plots.ZoomBy(-cmp.Compare(by, 0))
	case layout.Loss:
		if h.Loss.NoHistory() == "" {
			return h.Loss.ReadLoss(by)
		}
	}
	return nil
}

// click focuses the pane under the mouse, and selects what lies there or probes
// that point.
func (h *mouse) click(m tea.Mouse) tea.Cmd {
	if h.Snap != nil && m.Button == tea.MouseRight && (h.overlay.kind == noOverlay || h.overlay.kind.isRead()) {
		return explainer{h.App}.openAt(m.X, m.Y)
	}
	if h.overlay.kind == sketchPopup && h.Box.Contains(m.X, m.Y) {
		return sketcher{h.App}.press(m)
	}
	if h.Snap == nil || m.Button != tea.MouseLeft {
		return nil
	}
	h.Dirty = true
	h.Toast = screen.Toast{}
	if h.overlay.kind != noOverlay {
		return h.clickPopup(m)
	}
	if t := h.Layout.Tabs; t.Contains(m.X, m.Y) {
		return h.clickTab(m.X - t.X)
	}
	if h.splitter.dragged = h.Layout.BorderAt(m.X, m.Y); h.splitter.dragged != layout.NoBorder {
		return nil
	}
	p := h.Layout.At(m.X, m.Y)
	if p == layout.None {
		return nil
	}
	if p != h.Want.Focus {
		h.focus(p)
	}
	switch l := h.Flow.List; {
	case p == layout.Flow && l.Contains(m.X, m.Y):
		row := h.Flow.Top + m.Y - l.Y
		if row <= len(h.Snap.Stack.Layers)+1 {
			return h.Flow.SelectRow(row)
		}
	case p == layout.Train:
		h.Training.Click(h.Inside(p), m.Y, len(pane.TrainRows(h.Snap)))
	case p == layout.Data:
		h.Data.Click(h.Inside(p), m.Y, len(h.Data.Sources.Rows))
	case (p == layout.Base || p == layout.Samples) && h.Stage.Shown():
		return tea.Batch(h.Stage.Click(p, m.X, m.Y), h.startJobs())
	case p == layout.Base, p == layout.Samples:
		return tea.Batch(h.Probe.ClickPlot(p, m.X, m.Y), h.startJobs())
	}
	return nil
}

// drag moves what was taken with the button.
func (h *mouse) drag(m tea.Mouse) tea.Cmd {
	if h.overlay.kind == sketchPopup {
		return sketcher{h.App}.draw(m)
	}
	if h.Snap == nil || m.Button != tea.MouseLeft || h.overlay.kind != noOverlay {
		return nil
	}
	return h.splitter.drag(m)
}

// release lets go of it.
func (h *mouse) release(tea.Mouse) tea.Cmd { return h.splitter.drop() }

func (h *mouse) clickTab(x int) tea.Cmd {
	for p := layout.Flow; p < layout.PaneCount; p++ {
		if w := plot.Width(h.tabName(p)) + 2; x < w {
			return h.focus(p)
		} else {
			x -= w + 1
		}
	}
	return nil
}

// clickPopup selects what lies there, or closes the popup when the click is outside.
func (h *mouse) clickPopup(m tea.Mouse) tea.Cmd {
	if !h.Box.Contains(m.X, m.Y) {
		return h.closeOverlay()
	}
	if p, is := h.popup().(popup.Clicked); is {
		return p.Click(m.X, m.Y)
	}
	return nil
}

// toggle takes the mouse, or leaves it to the terminal to select text.
func (h *mouse) toggle() tea.Cmd {
	h.on = !h.on
	if h.on {
		return h.Say("the mouse works here; M gives it back to the terminal")
	}
	return h.Say("the mouse selects text; M takes it back")
}
