package tui

import (
	"fmt"

	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// trainText is what stands in the frame of the train pane.
func (a *App) trainText() screen.Text {
	t, s := &a.Theme, a.Snap
	objective := "max likelihood"
	if s.Reverse {
		objective = "reverse KL"
	}
	text := screen.Text{Title: a.Title(layout.Train, "train", objective)}
	text.Note = []plot.Span{{Text: paceText(paces[flatOut+a.speed]), Style: t.Dim}}
	switch {
	case a.train.Edit != nil:
		text.Foot = []plot.Span{{Text: screen.Cut(a.train.Edit.Field.Help, 40), Style: t.Dim}}
	case s.Reason != "":
		style := t.Warn
		if s.State == model.Finished {
			style = t.Accent
		}
		text.Foot = []plot.Span{{Text: s.Reason, Style: style}}
	default:
		text.Foot = []plot.Span{{Text: "lr now " + plot.Short(s.LR, a.Glyphs), Style: t.Dim}}
		if s.Clipped >= 0.005 {
			text.Foot = append(text.Foot, plot.Span{Text: fmt.Sprintf("  clipped %2.0f%%", 100*s.Clipped), Style: t.Dim})
		}
		if s.Skipped > 0 {
			text.Foot = append(text.Foot, plot.Span{Text: fmt.Sprintf("  skipped %d", s.Skipped), Style: t.Warn})
		}
	}
	return text
}

func (a *App) drawTrain(r plot.Rect, focused bool) {
	a.train.Draw(a.State, r, trainRows(a.Snap), focused)
}

// dataText is what stands in the frame of the data pane.
func (a *App) dataText() screen.Text {
	t, d := &a.Theme, a.Snap.Data
	text := screen.Text{Title: a.Title(layout.Data, "data", a.sources.Now.Title())}
	size := "fresh points"
	if d.Train != nil {
		size = plot.Grouped(d.Train.Rows, a.Glyphs) + " train"
	}
	text.Foot = []plot.Span{{Text: size, Style: t.Dim}, {Text: "  " + plot.Grouped(d.Test.Rows, a.Glyphs) + " test", Style: t.Dim}}
	if d.Dim() != 2 {
		text.Foot = append(text.Foot, plot.Span{Text: fmt.Sprintf("  %d columns", d.Dim()), Style: t.Dim})
	}
	return text
}

// drawData draws the fields of the data, and below them what there is to know.
func (a *App) drawData(r plot.Rect, focused bool) {
	rows := a.sources.Rows
	a.data.Draw(a.State, r, rows, focused)
	y := r.Y + len(rows)
	for _, note := range append(a.Snap.Data.Notes[:len(a.Snap.Data.Notes):len(a.Snap.Data.Notes)], a.sources.Now.Set.Summary) {
		for _, line := range screen.Wrap(note, r.W-3) {
			if y < r.Y+r.H {
				a.Grid.Text(r.X+2, y, r.W-2, line, a.Theme.Dim)
				y++
			}
		}
	}
}
