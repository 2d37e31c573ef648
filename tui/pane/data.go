package pane

import (
	"fmt"
	"math"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/dataset"
	"bijou/tui/form"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// Data is the pane of the data.
type Data struct {
	*screen.State
	form.Form
	Sources dataset.List
	Train   *Training // which a change may start anew
}

// DataText is what stands in the frame of the data pane.
func (d *Data) DataText() screen.Text {
	t, now := &d.Theme, d.Snap.Data
	text := screen.Text{Title: d.Title(layout.Data, "data", d.Sources.Now.Title())}
	size := "fresh points"
	if now.Train != nil {
		size = plot.Grouped(now.LearntRows(), d.Glyphs) + " train"
	}
	text.Foot = []plot.Span{{Text: size, Style: t.Dim}, {Text: "  " + plot.Grouped(now.Val.Rows/now.Copies, d.Glyphs) + " val", Style: t.Dim}}
	if math.IsNaN(now.Entropy()) { // the truth is not known, and no fresh points can be drawn
		text.Foot = append(text.Foot, plot.Span{Text: "  " + plot.Grouped(now.Test.X.Rows/now.Copies, d.Glyphs) + " test", Style: t.Dim})
	}
	if view.OneColumn(d.Snap) || view.MoreColumns(d.Snap) {
		text.Foot = append(text.Foot, plot.Span{Text: fmt.Sprintf("  %d columns", now.Dim()), Style: t.Dim})
	}
	return text
}

// DrawData draws the fields of the data, and below them what there is to know.
func (d *Data) DrawData(r plot.Rect, focused bool) {
	rows := d.Rows()
	if !focused {
		rows = dataset.Telling(rows) // the notes need the room
	}
	d.Draw(d.State, r, rows, focused)
	y := r.Y + len(rows)
	for _, note := range append(d.Snap.Data.Notes[:len(d.Snap.Data.Notes):len(d.Snap.Data.Notes)], d.Sources.Now.Set.Summary) {
		for _, line := range screen.Wrap(note, r.W-3) {
			if y < r.Y+r.H {
				d.Grid.Text(r.X+2, y, r.W-2, line, d.Theme.Dim)
				y++
			}
		}
	}
}

// Rows are the fields of the data, and the selected condition behind them.
func (d *Data) Rows() []form.Row {
	rows := d.Sources.Rows
	if f, value, ok := d.DialField(); ok {
		rows = append(rows[:len(rows):len(rows)], form.Row{Field: f, Value: value})
	}
	return rows
}

// TypeDial opens the selected condition for a value that is typed.
func (d *Data) TypeDial() tea.Cmd {
	d.ChooseCondition()
	d.Focus(layout.Data)
	rows := d.Rows()
	d.Form.Row = len(rows) - 1
	d.Open(rows)
	return nil
}

// DataName is what the data is called in the status.
func (d *Data) DataName() string { return d.Sources.Now.Name() }

// SetData accepts a value of a field of the data.
func (d *Data) SetData(name, value string) tea.Cmd {
	if f, _, ok := d.DialField(); ok && name == f.Name {
		return d.SetDialText(value)
	}
	if name == dataset.SetField {
		for _, c := range d.Sources.List {
			if c.Name() == value {
				return d.Load(c, false)
			}
		}
		return d.Warn("there is no data called " + value)
	}
	return d.Load(d.Sources.Now.With(name, value), false)
}

// Load builds a data set in a command; useSource takes it from there.
func (d *Data) Load(c dataset.Choice, fresh bool) tea.Cmd {
	return screen.Guard(func() tea.Msg {
		src, err := c.Build()
		return SourceMsg{Source: src, Fresh: fresh, err: err}
	})
}

// UseSource makes the fit learn the data that was built.
func (d *Data) UseSource(msg SourceMsg) tea.Cmd {
	if msg.err != nil {
		return d.Warn(msg.err.Error())
	}
	src := msg.Source
	if !msg.Fresh {
		return d.Send(screen.Edit(fmt.Sprintf("learning %s with the flow as it is; R starts anew", dataset.FileName(src.Spec)),
			func(f *model.Fit) error { return f.SetSource(src) }))
	}
	return d.Train.restart("learning "+dataset.FileName(src.Spec)+" from step 0", func(f *model.Fit) error {
		if err := f.SetSource(src); err != nil {
			return err
		}
		return f.Rewind()
	})
}
