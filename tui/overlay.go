package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/popup"
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
	add    popup.Add
	picker popup.Picker
	help   popup.Help
	line   popup.Line
}

func (p *overlay) scope() scope {
	switch p.kind {
	case addPopup:
		return inAdd
	case pickerPopup:
		if p.picker.InForm {
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
	a.overlay = overlay{kind: linePopup, line: popup.Line{State: a.State}}
	return a.overlay.line.Copy()
}

// openDiagnosis shows how good the flow is.
func (a *App) openDiagnosis() tea.Cmd {
	a.overlay = overlay{kind: diagnosisPopup}
	return a.diagnosis.Show()
}

// openPicker shows the data sets.
func (a *App) openPicker() tea.Cmd {
	if a.Snap == nil {
		return a.Warn(a.NoSnapshot())
	}
	a.overlay = overlay{kind: pickerPopup, picker: popup.NewPicker(a.State, &a.Data.Sources, &a.thumbnails)}
	return nil
}

// pick learns the selected set.
func (a *App) pick(fresh bool) tea.Cmd {
	c := *a.overlay.picker.At()
	a.closeOverlay()
	return a.Data.Load(c, fresh)
}

// exposeThumbnails makes what the picker lacks, while it is open.
func (a *App) exposeThumbnails() tea.Cmd {
	if a.overlay.kind != pickerPopup {
		return nil
	}
	return a.overlay.picker.Expose()
}

func (a *App) openAdd() tea.Cmd {
	a.overlay = overlay{kind: addPopup, add: popup.Add{State: a.State}}
	return nil
}

// takeOffer adds the selected layer, or makes the flow start from the selected
// base.
func (a *App) takeOffer() tea.Cmd {
	o := a.overlay.add.Offer()
	a.closeOverlay()
	if o.Kind != nil {
		return a.Flow.Insert(o.Kind)
	}
	return a.Flow.SetBase("base", o.Base.Name)
}

func (a *App) closeOverlay() tea.Cmd {
	a.overlay, a.diagnosis.Open = overlay{}, false
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
		a.overlay.add.Draw()
	case pickerPopup:
		a.overlay.picker.Draw()
	case helpPopup:
		a.overlay.help.Draw()
	case diagnosisPopup:
		a.diagnosis.Draw()
	case linePopup:
		a.overlay.line.Draw()
	}
}
