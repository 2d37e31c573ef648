package tui

import (
	"fmt"

	"bijou/tui/plot"
)

// draw composes the whole screen on the grid.
func (a *App) draw() {
	l := &a.screen
	a.grid.Resize(l.screen.W, l.screen.H)
	if l.class == tooSmall {
		a.drawTooSmall()
		return
	}
	if a.snap == nil {
		a.grid.Text(1, 0, l.screen.W-1, "the flow is being built…", a.theme.Dim)
		a.spell()
		return
	}
	a.drawStatus()
	if l.tabs.H > 0 {
		a.drawTabs()
	}
	if l.spark.H > 0 {
		a.drawSpark()
	}
	a.aim()
	for p := flowPane; p < paneCount; p++ {
		if l.visible(p) {
			a.drawPane(p)
		}
	}
	if a.popup.kind != noPopup {
		a.drawPopup()
	}
	a.drawFoot()
	a.spell()
}

// drawTooSmall says what is missing, in as much of the sentence as fits.
func (a *App) drawTooSmall() {
	r := a.screen.screen
	least := leastSize[tiny]
	text := fmt.Sprintf("need %dx%d, have %dx%d, q quits", least.w, least.h, r.W, r.H)
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

func (a *App) drawPane(p pane) {
	r := a.screen.panes[p]
	focused := a.want.focus == p && a.popup.kind == noPopup
	text := a.paneText(p)
	text.fit(r.W)
	inner := r.Inner()
	if a.screen.framed() {
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
	case flowPane:
		a.drawFlow(inner, focused)
	case trainPane:
		a.drawTrain(inner, focused)
	case dataPane:
		a.drawData(inner, focused)
	case basePane:
		if a.pin != nil {
			a.drawPin(inner)
			return
		}
		a.drawBase(inner)
		a.drawCross(inner, &a.plots.base, 0)
	case samplePane:
		a.drawSample(inner)
		a.drawCross(inner, &a.plots.sample, a.depth())
	case lossPane:
		a.drawLoss(inner)
	case probePane:
		a.drawProbe(inner)
	}
}

// paneText returns the words in the frame of a pane.
func (a *App) paneText(p pane) paneText {
	var text paneText
	switch p {
	case flowPane:
		text = a.flowText()
	case trainPane:
		text = a.trainText()
	case dataPane:
		text = a.dataText()
	case basePane:
		if text = a.baseText(); a.pin != nil {
			text = a.pinText()
		}
	case samplePane:
		text = a.sampleText()
	case lossPane:
		text = a.lossText()
	case probePane:
		text = a.probeText()
	}
	if a.live != nil && (p != basePane || a.pin == nil) {
		a.markPast(&text, p)
	}
	return text
}

// title is the number and the name of a pane, and what it shows.
func (a *App) title(p pane, name, shows string) []plot.Span {
	t := &a.theme
	number := t.Dim
	if a.want.focus == p {
		number = t.Accent
	}
	return []plot.Span{{Text: fmt.Sprint(int(p)), Style: number}, {Text: " " + name, Style: t.Strong}, {Text: "  " + shows, Style: t.Dim}}
}

// tabNames are the panes in the screen that shows one at a time.
var tabNames = [paneCount]string{flowPane: "flow", trainPane: "train", dataPane: "data", basePane: "z", samplePane: "x", lossPane: "nll", probePane: "✚"}

// tabName is that of a pane, which the two runs of a comparison have changed.
func (a *App) tabName(p pane) string {
	switch {
	case a.pin != nil && p == basePane:
		return "A"
	case a.pin != nil && p == samplePane:
		return "B"
	}
	return tabNames[p]
}

func (a *App) drawTabs() {
	r, t := a.screen.tabs, &a.theme
	x := r.X
	for p := flowPane; p < paneCount; p++ {
		if p == probePane && !a.want.probe {
			continue
		}
		number, name := t.Accent, t.Dim
		if p == a.want.focus {
			number, name = t.Accent.With(plot.Reverse), t.Strong.With(plot.Reverse)
		}
		x += a.grid.Text(x, r.Y, r.X+r.W-x, fmt.Sprint(int(p)), number)
		x += a.grid.Text(x, r.Y, r.X+r.W-x, " "+a.tabName(p), name)
		x++
	}
}
