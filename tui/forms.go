package tui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/form"
	"bijou/tui/layout"
	"bijou/tui/screen"
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
	case a.Want.Focus == layout.Flow && a.flow.fields && a.flowRows() != nil:
		return openForm{&a.flow.form, a.flowRows(), a.setFlow}, true
	case a.Want.Focus == layout.Train:
		return openForm{&a.train, trainRows(a.Snap), a.setTraining}, true
	case a.Want.Focus == layout.Data:
		return openForm{&a.data, a.sources.Rows, a.setData}, true
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
	for _, f := range []*form.Form{&a.flow.form, &a.train, &a.data, &a.overlay.picker.Form} {
		f.Edit = nil
	}
	return nil
}

// trainRows are the settings, those first that are changed most.
func trainRows(s *model.Snapshot) []form.Row {
	order := []string{"lr", "batch", "steps", "optimiser", "schedule", "warmup", "clip"}
	rank := func(r form.Row) int {
		if i := slices.Index(order, r.Field.Name); i >= 0 {
			return i
		}
		return len(order)
	}
	var rows []form.Row
	for _, f := range s.Settings.Fields() {
		rows = append(rows, form.Row{Field: f, Value: s.Settings.Value(f.Name)})
	}
	slices.SortStableFunc(rows, func(p, q form.Row) int { return rank(p) - rank(q) })
	return rows
}

// setTraining accepts a value of a setting.
func (a *App) setTraining(name, value string) tea.Cmd {
	return a.Send(screen.Edit(fmt.Sprintf("%s is %s from here on", name, value), func(f *model.Fit) error { return f.Set(name, value) }))
}
