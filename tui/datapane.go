package tui

import (
	"fmt"

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
