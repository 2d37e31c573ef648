package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/tui/form"
	"bijou/tui/layout"
	"bijou/tui/pane"
)

// An openForm is the form that has the keys, with what it edits.
type openForm struct {
	*form.Form
	rows []form.Row
	set  func(name, value string) tea.Cmd // takes an accepted value
}

// openForm returns the form that has the keys; ok is false if there is none.
func (a *App) openForm() (f openForm, ok bool) {
	switch {
	case a.Snap == nil:
		return f, false
	case a.overlay.kind == pickerPopup:
		p := &a.overlay.picker
		return openForm{&p.Form, p.Rows(), p.Set}, p.InForm
	case a.overlay.kind != noOverlay:
		return f, false
	case a.Want.Focus == layout.Flow && a.Flow.Fields && a.Flow.FlowRows() != nil:
		return openForm{&a.Flow.Form, a.Flow.FlowRows(), a.Flow.SetFlow}, true
	case a.Want.Focus == layout.Train:
		return openForm{&a.Training.Form, pane.TrainRows(a.Snap), a.Training.SetTraining}, true
	case a.Want.Focus == layout.Data:
		return openForm{&a.Data.Form, a.Data.Sources.Rows, a.Data.SetData}, true
	}
	return f, false
}

func (a *App) noField() string {
	f, ok := a.openForm()
	switch {
	case !ok:
		return a.NoSnapshot()
	case len(f.rows) == 0:
		return "there is nothing to set"
	}
	return ""
}

// draft returns the editor that is open, nil if there is none.
func (a *App) draft() *form.Editor {
	if f, ok := a.openForm(); ok {
		return f.Edit
	}
	return nil
}

func (a *App) moveInForm(by int) tea.Cmd {
	if f, ok := a.openForm(); ok {
		f.Move(by, len(f.rows))
	}
	return nil
}

func (a *App) openDraft() tea.Cmd {
	if f, ok := a.openForm(); ok {
		f.ScrollTo(len(f.rows), len(f.rows))
		f.Open(f.rows)
	}
	return nil
}

// stepField changes the draft of the selected field by a notch, and opens one
// if need be.
func (a *App) stepField(dir int) tea.Cmd {
	if a.draft() == nil {
		a.openDraft()
	}
	if e := a.draft(); e != nil {
		e.Step(dir)
	}
	return nil
}

// acceptDraft hands the draft on if the field takes it and it changes anything.
func (a *App) acceptDraft() tea.Cmd {
	f, _ := a.openForm()
	row := f.rows[min(f.Row, len(f.rows)-1)]
	value, ok := f.Edit.Accept()
	if !ok {
		return a.Warn(f.Edit.Wrong)
	}
	name := f.Edit.Field.Name
	f.Edit = nil
	if value == row.Value {
		return nil
	}
	return f.set(name, value)
}

func (a *App) dropDraft() tea.Cmd {
	for _, f := range []*form.Form{&a.Flow.Form, &a.Training.Form, &a.Data.Form, &a.overlay.picker.Form} {
		f.Edit = nil
	}
	return nil
}
