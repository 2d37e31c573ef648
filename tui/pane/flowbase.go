package pane

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
// say yes before all. A fitted mixture has none of the blobs that the first would count.
func baseLabel(b flows.BaseSpec) string {
	flags, values, fitted := b.Kind().Name, "", b.Fitted()
	for i, f := range b.Kind().Fields {
		switch v := b.Value(f.Name); {
		case f.Type == flows.Bool && v == "yes":
			flags += " " + f.Name
		case f.Type != flows.Bool && (i == 0 && !fitted || v != f.Default):
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

// SetBase accepts a value of a field of the base, or another base.
func (f *Flow) SetBase(name, value string) tea.Cmd {
	say := fmt.Sprintf("the base: %s %s; the layers keep what they learnt", name, value)
	if name == "base" {
		say = fmt.Sprintf("the flow starts from %s; the layers keep what they learnt", value)
	}
	return f.Send(screen.Edit(say, func(f *model.Fit) error { return f.SetBase(name, value) }))
}

// FlowRows are the fields of the selected layer or of the base, nil if there are
// none.
func (f *Flow) FlowRows() []form.Row {
	switch l := f.Layer(); {
	case l != nil:
		return layerRows(l)
	case f.Snap != nil && f.Selected == screen.BaseRow:
		return baseRows(f.Snap.BaseSpec)
	}
	return nil
}

// SetFlow accepts a value of one of them.
func (f *Flow) SetFlow(name, value string) tea.Cmd {
	if f.Selected == screen.BaseRow {
		return f.SetBase(name, value)
	}
	return f.setLayer(name, value)
}

// NoFields says why there is nothing to edit in the flow pane.
func (f *Flow) NoFields() string {
	if f.FlowRows() != nil {
		return ""
	}
	return f.NoLayer()
}

// drawBaseFacts writes more about the base, below an empty line.
func (f *Flow) drawBaseFacts(r plot.Rect) {
	t, b := &f.Theme, f.Snap.BaseSpec
	n := 0
	for _, block := range f.Snap.Stack.BaseBlocks {
		n += block.Free()
	}
	learnt := ""
	if n > 0 {
		learnt = plot.Grouped(n, f.Glyphs) + " learnt"
	}
	z, _ := f.Variables()
	f.Entry(r, 1, z+" "+b.Kind().Name, learnt, t.Strong, t.Dim)
	for i, line := range screen.Wrap(b.Summary(), r.W-1) {
		if 2+i < r.H {
			f.Grid.Text(r.X+1, r.Y+2+i, r.W-1, line, t.Dim)
		}
	}
}
