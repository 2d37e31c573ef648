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
	below := a.Grid.Bounds()
	if a.popup.kind == diagnosisPopup { // the run goes on, and is watched
		_, below = layout.SplitY(below, a.Layout.Status.H)
	}
	a.Grid.Restyle(below, func(plot.Style) plot.Style { return a.Theme.Faint })
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
