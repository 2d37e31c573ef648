package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/form"
	"bijou/tui/layout"
	"bijou/tui/pane"
	"bijou/tui/plot"
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

func (a *App) turn(m tea.Mouse) tea.Cmd {
	w := &a.wheel
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
	return a.Clock.After(wheelTime, scrollMsg{})
}

// scroll moves what lies under the mouse by the turns gathered.
func (a *App) scroll() tea.Cmd {
	by, x, y := a.wheel.turns, a.wheel.x, a.wheel.y
	a.wheel = wheel{}
	if a.Snap == nil || by == 0 {
		return nil
	}
	a.Dirty = true
	switch a.overlay.kind {
	case addPopup:
		return a.overlay.add.Move(by)
	case pickerPopup:
		if a.overlay.picker.InForm {
			return a.moveInForm(sign(by))
		}
		return a.overlay.picker.Move(0, sign(by))
	case helpPopup:
		return a.overlay.help.Scroll(by)
	case diagnosisPopup:
		return a.diagnosis.Scroll(by)
	case linePopup:
		return a.overlay.line.Scroll(by)
	}
	switch p := a.Layout.At(x, y); p {
	case layout.Flow:
		if !a.Flow.Fields {
			return a.Flow.SelectBy(by)
		}
		a.Flow.Form.Move(by, len(a.Flow.FlowRows()))
	case layout.Train:
		a.Training.Move(by, len(pane.TrainRows(a.Snap)))
	case layout.Data:
		a.Data.Move(by, len(a.Data.Sources.Rows))
	case layout.Base, layout.Samples:
		return a.Plots.ZoomBy(-sign(by))
	case layout.Loss:
		if a.Loss.NoHistory() == "" {
			return a.Loss.ReadLoss(by)
		}
	}
	return nil
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

// click focuses the pane under the mouse, and selects what lies there or probes
// that point.
func (a *App) click(m tea.Mouse) tea.Cmd {
	if a.Snap == nil || m.Button != tea.MouseLeft {
		return nil
	}
	a.Dirty = true
	a.Toast = screen.Toast{}
	if a.overlay.kind != noOverlay {
		return a.clickPopup(m)
	}
	if t := a.Layout.Tabs; t.Contains(m.X, m.Y) {
		return a.clickTab(m.X - t.X)
	}
	p := a.Layout.At(m.X, m.Y)
	if p == layout.None {
		return nil
	}
	if p != a.Want.Focus {
		a.focus(p)
	}
	switch l := a.Flow.List; {
	case p == layout.Flow && l.Contains(m.X, m.Y):
		row := a.Flow.Top + m.Y - l.Y
		if row <= len(a.Snap.Stack.Layers)+1 {
			return a.Flow.SelectRow(row)
		}
	case p == layout.Train:
		a.Training.Click(a.Inside(p), m.Y, len(pane.TrainRows(a.Snap)))
	case p == layout.Data:
		a.Data.Click(a.Inside(p), m.Y, len(a.Data.Sources.Rows))
	case p == layout.Base, p == layout.Samples:
		return tea.Batch(a.Probe.ClickPlot(p, m.X, m.Y), a.expose())
	}
	return nil
}

func (a *App) clickTab(x int) tea.Cmd {
	for p := layout.Flow; p < layout.PaneCount; p++ {
		if w := plot.Width(a.tabName(p)) + 2; x < w {
			return a.focus(p)
		} else {
			x -= w + 1
		}
	}
	return nil
}

// clickPopup selects a data set, or closes the popup when the click is outside.
func (a *App) clickPopup(m tea.Mouse) tea.Cmd {
	if !a.Box.Contains(m.X, m.Y) {
		return a.closeOverlay()
	}
	if a.overlay.kind != pickerPopup {
		return nil
	}
	p := &a.overlay.picker
	for i, r := range p.Tiles {
		if r.Contains(m.X, m.Y) {
			p.Row, p.InForm, p.Form = p.First+i, false, form.Form{}
			return a.exposeThumbnails()
		}
	}
	return nil
}
