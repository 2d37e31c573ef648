package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/dataset"
	"bijou/tui/form"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// dataView is the pane of the data.
type dataView struct {
	*screen.State
	form.Form
	sources dataset.List
	train   *trainView // which a change may start anew
}

// dataText is what stands in the frame of the data pane.
func (d *dataView) dataText() screen.Text {
	t, now := &d.Theme, d.Snap.Data
	text := screen.Text{Title: d.Title(layout.Data, "data", d.sources.Now.Title())}
	size := "fresh points"
	if now.Train != nil {
		size = plot.Grouped(now.Train.Rows, d.Glyphs) + " train"
	}
	text.Foot = []plot.Span{{Text: size, Style: t.Dim}, {Text: "  " + plot.Grouped(now.Test.Rows, d.Glyphs) + " test", Style: t.Dim}}
	if view.OneColumn(d.Snap) || view.MoreColumns(d.Snap) {
		text.Foot = append(text.Foot, plot.Span{Text: fmt.Sprintf("  %d columns", now.Dim()), Style: t.Dim})
	}
	return text
}

// drawData draws the fields of the data, and below them what there is to know.
func (d *dataView) drawData(r plot.Rect, focused bool) {
	rows := d.sources.Rows
	d.Draw(d.State, r, rows, focused)
	y := r.Y + len(rows)
	for _, note := range append(d.Snap.Data.Notes[:len(d.Snap.Data.Notes):len(d.Snap.Data.Notes)], d.sources.Now.Set.Summary) {
		for _, line := range screen.Wrap(note, r.W-3) {
			if y < r.Y+r.H {
				d.Grid.Text(r.X+2, y, r.W-2, line, d.Theme.Dim)
				y++
			}
		}
	}
}

// dataName is what the data is called in the status.
func (d *dataView) dataName() string { return d.sources.Now.Name() }

// setData accepts a value of a field of the data.
func (d *dataView) setData(name, value string) tea.Cmd {
	if name == dataset.SetField {
		for _, c := range d.sources.List {
			if c.Name() == value {
				return d.load(c, false)
			}
		}
		return d.Warn("there is no data called " + value)
	}
	return d.load(d.sources.Now.With(name, value), false)
}

// load builds a data set in a command; useSource takes it from there.
func (d *dataView) load(c dataset.Choice, fresh bool) tea.Cmd {
	return screen.Guard(func() tea.Msg {
		src, err := c.Build()
		return sourceMsg{source: src, fresh: fresh, err: err}
	})
}

// useSource makes the fit learn the data that was built.
func (d *dataView) useSource(msg sourceMsg) tea.Cmd {
	if msg.err != nil {
		return d.Warn(msg.err.Error())
	}
	src := msg.source
	if !msg.fresh {
		return d.Send(screen.Edit(fmt.Sprintf("learning %s with the flow as it is; R starts anew", dataset.FileName(src.Spec)),
			func(f *model.Fit) error { return f.SetSource(src) }))
	}
	return d.train.restart("learning "+dataset.FileName(src.Spec)+" from step 0", func(f *model.Fit) error {
		if err := f.SetSource(src); err != nil {
			return err
		}
		return f.Rewind()
	})
}
