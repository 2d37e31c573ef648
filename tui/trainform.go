package tui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/form"
	"bijou/tui/screen"
)

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
func (t *trainView) setTraining(name, value string) tea.Cmd {
	return t.Send(screen.Edit(fmt.Sprintf("%s is %s from here on", name, value), func(f *model.Fit) error { return f.Set(name, value) }))
}
