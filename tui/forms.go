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
func (k *keyboard) openForm() (f openForm, ok bool) {
	switch {
	case k.Snap == nil:
		return f, false
	case k.overlay.kind == pickerPopup:
		p := &k.overlay.picker
		return openForm{&p.Form, p.Rows(), p.Set}, p.InForm
	case k.overlay.kind != noOverlay:
		return f, false
	case k.Want.Focus == layout.Flow && k.Flow.Fields && k.Flow.FlowRows() != nil:
		return openForm{&k.Flow.Form, k.Flow.FlowRows(), k.Flow.SetFlow}, true
	case k.Want.Focus == layout.Train:
		return openForm{&k.Training.Form, pane.TrainRows(k.Snap), k.Training.SetTraining}, true
	case k.Want.Focus == layout.Data:
		return openForm{&k.Data.Form, k.Data.Rows(), k.Data.SetData}, true
	}
	return f, false
}

func (k *keyboard) noField() string {
	f, ok := k.openForm()
	switch {
	case !ok:
		return k.NoSnapshot()
	case len(f.rows) == 0:
		return "there is nothing to set"
	}
	return ""
}

// draft returns the editor that is open, nil if there is none.
func (k *keyboard) draft() *form.Editor {
	if f, ok := k.openForm(); ok {
		return f.Edit
	}
	return nil
}

func (k *keyboard) moveInForm(by int) tea.Cmd {
	if f, ok := k.openForm(); ok {
		f.Move(by, len(f.rows))
	}
	return nil
}

func (k *keyboard) openDraft() tea.Cmd {
	if f, ok := k.openForm(); ok {
		f.ScrollTo(len(f.rows), len(f.rows))
		f.Open(f.rows)
	}
	return nil
}

// stepField changes the draft of the selected field by a notch, and opens one
// if need be.
func (k *keyboard) stepField(dir int) tea.Cmd {
	if k.draft() == nil {
		k.openDraft()
	}
	if e := k.draft(); e != nil {
		e.Step(dir)
	}
	return nil
}

// acceptDraft sets the field to its draft, if that is valid and differs from the value.
func (k *keyboard) acceptDraft() tea.Cmd {
	f, _ := k.openForm()
	row := f.rows[min(f.Row, len(f.rows)-1)]
	value, ok := f.Edit.Accept()
	if !ok {
		return k.Warn(f.Edit.Wrong)
	}
	name := f.Edit.Field.Name
	f.Edit = nil
	if value == row.Value {
		return nil
	}
	return f.set(name, value)
}

func (k *keyboard) dropDraft() tea.Cmd {
	for _, f := range []*form.Form{&k.Flow.Form, &k.Training.Form, &k.Data.Form, &k.overlay.picker.Form} {
		f.Edit = nil
	}
	return nil
}
