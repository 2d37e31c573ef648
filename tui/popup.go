package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/tui/layout"
	"bijou/tui/plot"
)

// A popupKind is what lies over the screen.
type popupKind int

const (
	noPopup popupKind = iota
	addPopup
	pickerPopup
	helpPopup
	diagnosisPopup
	linePopup
)

// popup is what lies over the screen, if anything does.
type popup struct {
	kind   popupKind
	rect   plot.Rect // where it was drawn, for the mouse
	add    addPopupState
	picker picker
	help   help
	line   runLine
}

func (p *popup) scope() scope {
	switch p.kind {
	case addPopup:
		return inAdd
	case pickerPopup:
		if p.picker.inForm {
			return inPickerForm
		}
		return inPicker
	case diagnosisPopup:
		return inDiagnosis
	case linePopup:
		return inLine
	}
	return inHelp
}

func (a *App) closePopup() tea.Cmd {
	a.popup = popup{}
	return nil
}

// drawPopup dims the screen and draws the popup over it.
func (a *App) drawPopup() {
	below := a.grid.Bounds()
	if a.popup.kind == diagnosisPopup { // the run goes on, and is watched
		_, below = layout.SplitY(below, a.screen.Status.H)
	}
	a.grid.Restyle(below, func(plot.Style) plot.Style { return a.theme.Faint })
	switch a.popup.kind {
	case addPopup:
		a.drawAdd()
	case pickerPopup:
		a.drawPicker()
	case helpPopup:
		a.drawHelp()
	case diagnosisPopup:
		a.drawDiagnosis()
	case linePopup:
		a.drawRunLine()
	}
}

// openBox clears a rectangle of at most w×h cells in the middle of the screen
// between status and foot, frames it and returns the inside.
func (a *App) openBox(w, h int, text paneText) plot.Rect {
	top := a.screen.Status.H
	room := plot.Rect{Y: top, W: a.screen.Screen.W, H: max(a.screen.Screen.H-top-a.screen.Foot.H, 0)}
	w, h = min(w, room.W), min(h, room.H)
	r := plot.Rect{X: (room.W - w) / 2, Y: room.Y + (room.H-h)/2, W: w, H: h}
	a.popup.rect = r
	a.grid.Fill(r, plot.Cell{})
	frame := plot.Frame{Glyphs: a.glyphs, Focused: true, Border: a.theme.Accent, Title: text.title, Note: text.note, Foot: text.foot}
	frame.Draw(&a.grid, r)
	return r.Inner()
}
