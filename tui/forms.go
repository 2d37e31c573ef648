package tui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/screen"
)

// An openForm is the form that has the keys, with what it edits.
type openForm struct {
	*form
	rows []formRow
	set  func(name, value string) tea.Cmd // takes an accepted value
}

// openForm returns the form that has the keys; ok is false if there is none.
func (a *App) openForm() (f openForm, ok bool) {
	switch {
	case a.Snap == nil:
		return f, false
	case a.popup.kind == pickerPopup:
		p := &a.popup.picker
		return openForm{&p.form, p.rows(), p.set}, p.inForm
	case a.popup.kind != noPopup:
		return f, false
	case a.Want.Focus == layout.Flow && a.flow.fields && a.flowRows() != nil:
		return openForm{&a.flow.form, a.flowRows(), a.setFlow}, true
	case a.Want.Focus == layout.Train:
		return openForm{&a.train, trainRows(a.Snap), a.setTraining}, true
	case a.Want.Focus == layout.Data:
		return openForm{&a.data, a.sources.rows, a.setData}, true
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
func (a *App) draft() *editor {
	if f, ok := a.openForm(); ok {
		return f.edit
	}
	return nil
}

func (a *App) moveInForm(by int) tea.Cmd {
	if f, ok := a.openForm(); ok {
		f.move(by, len(f.rows))
	}
	return nil
}

func (a *App) openDraft() tea.Cmd {
	if f, ok := a.openForm(); ok {
		f.scrollTo(len(f.rows), len(f.rows))
		f.open(f.rows)
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
		e.step(dir)
	}
	return nil
}

// acceptDraft hands the draft on if the field takes it and it changes anything.
func (a *App) acceptDraft() tea.Cmd {
	f, _ := a.openForm()
	row := f.rows[min(f.row, len(f.rows)-1)]
	value, ok := f.edit.accept()
	if !ok {
		return a.Warn(f.edit.wrong)
	}
	name := f.edit.field.Name
	f.edit = nil
	if value == row.value {
		return nil
	}
	return f.set(name, value)
}

func (a *App) dropDraft() tea.Cmd {
	for _, f := range []*form{&a.flow.form, &a.train, &a.data, &a.popup.picker.form} {
		f.edit = nil
	}
	return nil
}

// trainRows are the settings, those first that are changed most.
func trainRows(s *model.Snapshot) []formRow {
	order := []string{"lr", "batch", "steps", "optimiser", "schedule", "warmup", "clip"}
	rank := func(r formRow) int {
		if i := slices.Index(order, r.field.Name); i >= 0 {
			return i
		}
		return len(order)
	}
	var rows []formRow
	for _, f := range s.Settings.Fields() {
		rows = append(rows, formRow{f, s.Settings.Value(f.Name)})
	}
	slices.SortStableFunc(rows, func(p, q formRow) int { return rank(p) - rank(q) })
	return rows
}

// setTraining accepts a value of a setting.
func (a *App) setTraining(name, value string) tea.Cmd {
	return a.Send(screen.Edit(fmt.Sprintf("%s is %s from here on", name, value), func(f *model.Fit) error { return f.Set(name, value) }))
}
