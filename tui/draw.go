package tui

import (
	"fmt"
	"slices"
	"strings"

	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// draw composes the whole screen on the grid.
func (a *App) draw() {
	l := &a.Layout
	a.Grid.Resize(l.Screen.W, l.Screen.H)
	if l.Class == layout.TooSmall {
		a.drawTooSmall()
		return
	}
	if a.Snap == nil {
		a.Grid.Text(1, 0, l.Screen.W-1, "the flow is being built…", a.Theme.Dim)
		a.Grid.Fallback(a.Glyphs)
		return
	}
	a.Status.Draw()
	if l.Tabs.H > 0 {
		a.drawTabs()
	}
	if l.Spark.H > 0 {
		a.Loss.DrawSpark()
	}
	a.Plots.UpdateViewports()
	for p := layout.Flow; p < layout.PaneCount; p++ {
		if l.Visible(p) {
			a.drawPane(p)
		}
	}
	a.teacher.drawStrip()
	a.slow.drawStrip()
	if a.overlay.kind != noOverlay {
		a.drawOverlay()
	}
	a.keyboard.drawFoot()
	a.Grid.Fallback(a.Glyphs)
}

// drawTooSmall says what is missing, in as much of the sentence as fits.
func (a *App) drawTooSmall() {
	r := a.Layout.Screen
	least := layout.LeastSize[layout.Tiny]
	text := fmt.Sprintf("need %dx%d, have %dx%d, q quits", least.W, least.H, r.W, r.H)
	for y := 0; y < r.H && text != ""; y++ {
		n := min(len(text), r.W)
		a.Grid.Text(0, y, r.W, text[:n], plot.Style{})
		text = text[n:]
	}
}

func (a *App) drawPane(p layout.Pane) {
	r := a.Layout.Panes[p]
	focused := a.Want.Focus == p && a.overlay.kind == noOverlay
	text := a.paneText(p)
	text.Fit(r.W)
	inner := r.Inner()
	if a.Layout.Framed() {
		frame := plot.Frame{Glyphs: a.Glyphs, Focused: focused, Border: a.Theme.Faint, Title: text.Title, Note: text.Note, Foot: text.Foot}
		if focused {
			frame.Border = a.Theme.Accent
		}
		frame.Draw(&a.Grid, r)
	} else { // the last row is for what stands in the lower frame elsewhere
		inner = plot.Rect{X: r.X, Y: r.Y, W: r.W, H: max(r.H-1, 0)}
		a.Grid.Spans(r.X+1, r.Y+r.H-1, r.W-2, text.Foot...)
	}
	switch p {
	case layout.Flow:
		a.Flow.DrawFlow(inner, focused)
	case layout.Train:
		a.Training.DrawTrain(inner, focused)
	case layout.Data:
		a.Data.DrawData(inner, focused)
	case layout.Base:
		if a.Plots.Compare.Run != nil {
			a.Plots.Compare.DrawPin(inner)
			return
		}
		a.Plots.DrawBase(inner)
		a.Probe.DrawCross(inner, &a.Plots.Base, 0)
	case layout.Samples:
		a.Plots.DrawSample(inner)
		a.Probe.DrawCross(inner, &a.Plots.Sample, a.Depth())
		a.slow.drawBatch(inner)
	case layout.Loss:
		a.Loss.DrawLoss(inner)
	case layout.Probe:
		a.Probe.DrawProbe(inner)
	}
}

// paneText returns the words in the frame of a pane.
func (a *App) paneText(p layout.Pane) screen.Text {
	var text screen.Text
	switch p {
	case layout.Flow:
		text = a.Flow.FlowText()
	case layout.Train:
		text = a.Training.TrainText()
	case layout.Data:
		text = a.Data.DataText()
	case layout.Base:
		if text = a.Plots.BaseText(); a.Plots.Compare.Run != nil {
			text = a.Plots.Compare.PinText()
		}
	case layout.Samples:
		text = a.Plots.SampleText()
	case layout.Loss:
		text = a.Loss.LossText()
	case layout.Probe:
		text = a.Probe.ProbeText()
	}
	if a.Live != nil && (p != layout.Base || a.Plots.Compare.Run == nil) {
		a.past.markPast(&text, p)
	}
	return text
}

// tabNames are the panes in the screen that shows one at a time.
var tabNames = [layout.PaneCount]string{layout.Flow: "flow", layout.Train: "train", layout.Data: "data", layout.Base: "z", layout.Samples: "x", layout.Loss: "nll", layout.Probe: "✚"}

// tabName is that of a pane, which the two runs of a comparison have changed.
func (a *App) tabName(p layout.Pane) string {
	switch {
	case a.Plots.Compare.Run != nil && p == layout.Base:
		return "A"
	case a.Plots.Compare.Run != nil && p == layout.Samples:
		return "B"
	}
	return tabNames[p]
}

func (a *App) drawTabs() {
	r, t := a.Layout.Tabs, &a.Theme
	x := r.X
	for p := layout.Flow; p < layout.PaneCount; p++ {
		if p == layout.Probe && !a.Want.Probe {
			continue
		}
		number, name := t.Accent, t.Dim
		if p == a.Want.Focus {
			number, name = t.Accent.With(plot.Reverse), t.Strong.With(plot.Reverse)
		}
		x += a.Grid.Text(x, r.Y, r.X+r.W-x, fmt.Sprint(int(p)), number)
		x += a.Grid.Text(x, r.Y, r.X+r.W-x, " "+a.tabName(p), name)
		x++
	}
}

// drawFoot writes the toast, or the keys that matter here.
func (k *keyboard) drawFoot() {
	r, t := k.Layout.Foot, &k.Theme
	if r.H == 0 {
		return
	}
	if k.Toast.Text != "" {
		style := t.Accent
		if k.Toast.Bad {
			style = t.Warn
		}
		k.Grid.Text(r.X+1, r.Y, r.W-1, screen.Cut(k.Toast.Text, r.W-2), style)
		return
	}
	k.Grid.Spans(r.X+1, r.Y, r.W-1, k.hints(r.W-2)...)
}

// hints are the keys that matter here, in at most w columns: the innermost scope
// first, and at the end how to get help and how to leave.
func (k *keyboard) hints(w int) []plot.Span {
	var last, spans []plot.Span
	if k.overlay.kind == noOverlay && k.draft() == nil {
		last = append(k.hint("?", "help"), k.hint("q", "quit")...)
		if w < 30 { // space matters more
			last = k.hint("q", "quit")
		}
	}
	room := w - plot.SpansWidth(last)
	scopes := k.scopes()
	if k.overlay.kind == noOverlay && k.draft() == nil { // space is worth more than the keys of a pane
		scopes = append([]scope{always}, scopes[:len(scopes)-1]...)
	}
	if slices.Contains([]overlayKind{helpPopup, wordsPopup, openPopup, writePopup}, k.overlay.kind) { // there, space is text
		scopes = scopes[:len(scopes)-1]
	}
	for _, s := range scopes {
		for i := range k.keys {
			b := &k.keys[i]
			if b.where != s || b.word == "" || b.matches("?") || b.matches("q") && s == everywhere || k.isHidden(b) {
				continue
			}
			keys := k.written(b.footKeys)
			if keys == "" {
				keys, _, _ = strings.Cut(k.keyText(b), " ")
			}
			if h := k.hint(keys, k.wordFor(b)); plot.SpansWidth(h) <= room {
				spans, room = append(spans, h...), room-plot.SpansWidth(h)
			}
		}
	}
	return append(spans, last...)
}

// wordFor is what the foot says that a key does now.
func (k *keyboard) wordFor(b *binding) string {
	if now := k.Now(); b.where == always && b.matches("space") && now != nil && now.State == model.Training {
		return "pause"
	}
	return b.word
}

// isHidden tells whether a key does something else in a scope further in, or is one
// of the flow pane that does nothing in the selected row.
func (k *keyboard) isHidden(b *binding) bool {
	return b.do != nil && k.meaning(b.Keys()[0]) != b || b.where == inFlow && b.can != nil && b.can(k.App) != ""
}

func (k *keyboard) hint(keys, word string) []plot.Span {
	return []plot.Span{{Text: keys, Style: k.Theme.Accent}, {Text: " " + word + "  ", Style: k.Theme.Dim}}
}
