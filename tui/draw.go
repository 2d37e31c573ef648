package tui

import (
	"fmt"

	"bijou/tui/layout"
	"bijou/tui/plot"
)

// draw composes the whole screen on the grid.
func (a *App) draw() {
	l := &a.screen
	a.grid.Resize(l.Screen.W, l.Screen.H)
	if l.Class == layout.TooSmall {
		a.drawTooSmall()
		return
	}
	if a.snap == nil {
		a.grid.Text(1, 0, l.Screen.W-1, "the flow is being built…", a.theme.Dim)
		a.grid.Fallback(a.glyphs)
		return
	}
	a.drawStatus()
	if l.Tabs.H > 0 {
		a.drawTabs()
	}
	if l.Spark.H > 0 {
		a.drawSpark()
	}
	a.updateViewports()
	for p := layout.Flow; p < layout.PaneCount; p++ {
		if l.Visible(p) {
			a.drawPane(p)
		}
	}
	if a.popup.kind != noPopup {
		a.drawPopup()
	}
	a.drawFoot()
	a.grid.Fallback(a.glyphs)
}

// drawTooSmall says what is missing, in as much of the sentence as fits.
func (a *App) drawTooSmall() {
	r := a.screen.Screen
	least := layout.LeastSize[layout.Tiny]
	text := fmt.Sprintf("need %dx%d, have %dx%d, q quits", least.W, least.H, r.W, r.H)
	for y := 0; y < r.H && text != ""; y++ {
		n := min(len(text), r.W)
		a.grid.Text(0, y, r.W, text[:n], plot.Style{})
		text = text[n:]
	}
}

// A paneText is what stands in the frame of a pane.
type paneText struct {
	title, note, foot []plot.Span
	more              []plot.Span // behind the foot, if all of it fits
	badge             bool        // the last part of the title must not be left out
}

// fit leaves out what has no room in a frame of w columns: the last part of the
// title first, if that makes room for the note.
func (t *paneText) fit(w int) {
	const ends = 2 // a space on either side
	room := w - 4
	beside := func() int {
		if len(t.note) == 0 {
			return 0
		}
		return plot.SpansWidth(t.note) + ends + 1
	}
	if n := len(t.title) - 1; n > 0 && !t.badge && plot.SpansWidth(t.title)+ends+beside() > room {
		t.title = t.title[:n]
	}
	if n := plot.SpansWidth(t.more); n > 0 && plot.SpansWidth(t.foot)+n+ends <= room {
		t.foot = append(t.foot, t.more...)
	}
	for len(t.foot) > 1 && plot.SpansWidth(t.foot)+ends > room {
		t.foot = t.foot[:len(t.foot)-1]
	}
}

func (a *App) drawPane(p layout.Pane) {
	r := a.screen.Panes[p]
	focused := a.want.Focus == p && a.popup.kind == noPopup
	text := a.paneText(p)
	text.fit(r.W)
	inner := r.Inner()
	if a.screen.Framed() {
		frame := plot.Frame{Glyphs: a.glyphs, Focused: focused, Border: a.theme.Faint, Title: text.title, Note: text.note, Foot: text.foot}
		if focused {
			frame.Border = a.theme.Accent
		}
		frame.Draw(&a.grid, r)
	} else { // the last row is for what stands in the lower frame elsewhere
		inner = plot.Rect{X: r.X, Y: r.Y, W: r.W, H: max(r.H-1, 0)}
		a.grid.Spans(r.X+1, r.Y+r.H-1, r.W-2, text.foot...)
	}
	switch p {
	case layout.Flow:
		a.drawFlow(inner, focused)
	case layout.Train:
		a.drawTrain(inner, focused)
	case layout.Data:
		a.drawData(inner, focused)
	case layout.Base:
		if a.pin != nil {
			a.drawPin(inner)
			return
		}
		a.drawBase(inner)
		a.drawCross(inner, &a.plots.base, 0)
	case layout.Samples:
		a.drawSample(inner)
		a.drawCross(inner, &a.plots.sample, a.depth())
	case layout.Loss:
		a.drawLoss(inner)
	case layout.Probe:
		a.drawProbe(inner)
	}
}

// paneText returns the words in the frame of a pane.
func (a *App) paneText(p layout.Pane) paneText {
	var text paneText
	switch p {
	case layout.Flow:
		text = a.flowText()
	case layout.Train:
		text = a.trainText()
	case layout.Data:
		text = a.dataText()
	case layout.Base:
		if text = a.baseText(); a.pin != nil {
			text = a.pinText()
		}
	case layout.Samples:
		text = a.sampleText()
	case layout.Loss:
		text = a.lossText()
	case layout.Probe:
		text = a.probeText()
	}
	if a.live != nil && (p != layout.Base || a.pin == nil) {
		a.markPast(&text, p)
	}
	return text
}

// title is the number and the name of a pane, and what it shows.
func (a *App) title(p layout.Pane, name, shows string) []plot.Span {
	t := &a.theme
	number := t.Dim
	if a.want.Focus == p {
		number = t.Accent
	}
	return []plot.Span{{Text: fmt.Sprint(int(p)), Style: number}, {Text: " " + name, Style: t.Strong}, {Text: "  " + shows, Style: t.Dim}}
}

// tabNames are the panes in the screen that shows one at a time.
var tabNames = [layout.PaneCount]string{layout.Flow: "flow", layout.Train: "train", layout.Data: "data", layout.Base: "z", layout.Samples: "x", layout.Loss: "nll", layout.Probe: "✚"}

// tabName is that of a pane, which the two runs of a comparison have changed.
func (a *App) tabName(p layout.Pane) string {
	switch {
	case a.pin != nil && p == layout.Base:
		return "A"
	case a.pin != nil && p == layout.Samples:
		return "B"
	}
	return tabNames[p]
}

func (a *App) drawTabs() {
	r, t := a.screen.Tabs, &a.theme
	x := r.X
	for p := layout.Flow; p < layout.PaneCount; p++ {
		if p == layout.Probe && !a.want.Probe {
			continue
		}
		number, name := t.Accent, t.Dim
		if p == a.want.Focus {
			number, name = t.Accent.With(plot.Reverse), t.Strong.With(plot.Reverse)
		}
		x += a.grid.Text(x, r.Y, r.X+r.W-x, fmt.Sprint(int(p)), number)
		x += a.grid.Text(x, r.Y, r.X+r.W-x, " "+a.tabName(p), name)
		x++
	}
}
