package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/model"
	"bijou/tui/form"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// baseLabel names a base with what makes it the one it is: student ν=3. Of its
// fields the first is told always, the others where they were set, those that
// say yes before all.
func baseLabel(b flows.BaseSpec) string {
	flags, values := b.Kind().Name, ""
	for i, f := range b.Kind().Fields {
		switch v := b.Value(f.Name); {
		case f.Type == flows.Bool && v == "yes":
			flags += " " + f.Name
		case f.Type != flows.Bool && (i == 0 || v != f.Default):
			values += " " + strings.Replace(f.Name, "nu", "ν", 1) + "=" + v
		}
	}
	return flags + values
}

// baseRows are which base it is, and its fields, with their values.
func baseRows(b flows.BaseSpec) []form.Row {
	var rows []form.Row
	for _, f := range b.Fields() {
		rows = append(rows, form.Row{Field: f, Value: b.Value(f.Name)})
	}
	return rows
}

// setBase accepts a value of a field of the base, or another base.
func (a *App) setBase(name, value string) tea.Cmd {
	say := fmt.Sprintf("the base: %s %s; the layers keep what they learnt", name, value)
	if name == "base" {
		say = fmt.Sprintf("the flow starts from %s; the layers keep what they learnt", value)
	}
	return a.Send(screen.Edit(say, func(f *model.Fit) error { return f.SetBase(name, value) }))
}

// flowRows are the fields of the selected layer or of the base, nil if there are
// none.
func (a *App) flowRows() []form.Row {
	switch l := a.Layer(); {
	case l != nil:
		return layerRows(l)
	case a.Snap != nil && a.Selected == screen.BaseRow:
		return baseRows(a.Snap.BaseSpec)
	}
	return nil
}

// setFlow accepts a value of one of them.
func (a *App) setFlow(name, value string) tea.Cmd {
	if a.Selected == screen.BaseRow {
		return a.setBase(name, value)
	}
	return a.setLayer(name, value)
}

// noFields says why there is nothing to edit in the flow pane.
func (a *App) noFields() string {
	if a.flowRows() != nil {
		return ""
	}
	return a.noLayer()
}

// drawBaseFacts writes more about the base, below an empty line.
func (a *App) drawBaseFacts(r plot.Rect) {
	t, b := &a.Theme, a.Snap.BaseSpec
	n := 0
	for _, block := range a.Snap.Stack.BaseBlocks {
		n += block.Free()
	}
	learnt := ""
	if n > 0 {
		learnt = plot.Grouped(n, a.Glyphs) + " learnt"
	}
	a.Entry(r, 1, "z "+b.Kind().Name, learnt, t.Strong, t.Dim)
	for i, line := range screen.Wrap(b.Kind().Summary, r.W-1) {
		if 2+i < r.H {
			a.Grid.Text(r.X+1, r.Y+2+i, r.W-1, line, t.Dim)
		}
	}
}
