package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/tui/layout"
	"bijou/tui/plot"
)

// A popupKind is what lies over the screen.
type overlayKind int

const (
	noOverlay overlayKind = iota
	addPopup
	pickerPopup
	helpPopup
	diagnosisPopup
	linePopup
)

// popup is what lies over the screen, if anything does.
type overlay struct {
	kind   overlayKind
	add    adder
	picker picker
	help   help
	line   commandLine
}

func (p *overlay) scope() scope {
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

// openLine shows the run as a command line and copies that.
func (a *App) openLine() tea.Cmd {
	a.overlay = overlay{kind: linePopup, line: commandLine{State: a.State}}
	return a.overlay.line.copy()
}

// openDiagnosis shows how good the flow is.
func (a *App) openDiagnosis() tea.Cmd {
	a.overlay = overlay{kind: diagnosisPopup}
	return a.diagnosis.show()
}

// openPicker shows the data sets.
func (a *App) openPicker() tea.Cmd {
	if a.Snap == nil {
		return a.Warn(a.NoSnapshot())
	}
	a.overlay = overlay{kind: pickerPopup, picker: newPicker(a.State, &a.sources, &a.thumbnails)}
	return nil
}

// pick learns the selected set.
func (a *App) pick(fresh bool) tea.Cmd {
	c := *a.overlay.picker.at()
	a.closeOverlay()
	return a.load(c, fresh)
}

// exposeThumbnails makes what the picker lacks, while it is open.
func (a *App) exposeThumbnails() tea.Cmd {
	if a.overlay.kind != pickerPopup {
		return nil
	}
	return a.overlay.picker.expose()
}

func (a *App) openAdd() tea.Cmd {
	a.overlay = overlay{kind: addPopup, add: adder{State: a.State}}
	return nil
}

// takeOffer adds the selected layer, or makes the flow start from the selected
// base.
func (a *App) takeOffer() tea.Cmd {
	o := a.overlay.add.offer()
	a.closeOverlay()
	if o.kind != nil {
		return a.insert(o.kind)
	}
	return a.setBase("base", o.base.Name)
}

func (a *App) closeOverlay() tea.Cmd {
	a.overlay, a.diagnosis.open = overlay{}, false
	return nil
}

// drawPopup dims the screen and draws the popup over it.
func (a *App) drawOverlay() {
	below := a.Grid.Bounds()
	if a.overlay.kind == diagnosisPopup { // the run goes on, and is watched
		_, below = layout.SplitY(below, a.Layout.Status.H)
	}
	a.Grid.Restyle(below, func(plot.Style) plot.Style { return a.Theme.Faint })
	switch a.overlay.kind {
	case addPopup:
		a.overlay.add.draw()
	case pickerPopup:
		a.overlay.picker.draw()
	case helpPopup:
		a.overlay.help.draw()
	case diagnosisPopup:
		a.diagnosis.draw()
	case linePopup:
		a.overlay.line.draw()
	}
}
