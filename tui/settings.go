package tui

import (
	"fmt"

	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// trainText is what stands in the frame of the train pane.
func (t *trainView) trainText() screen.Text {
	ink, s := &t.Theme, t.Snap
	objective := "max likelihood"
	if s.Reverse {
		objective = "reverse KL"
	}
	text := screen.Text{Title: t.Title(layout.Train, "train", objective)}
	text.Note = []plot.Span{{Text: paceText(paces[flatOut+t.speed]), Style: ink.Dim}}
	switch {
	case t.Edit != nil:
		text.Foot = []plot.Span{{Text: screen.Cut(t.Edit.Field.Help, 40), Style: ink.Dim}}
	case s.Reason != "":
		style := ink.Warn
		if s.State == model.Finished {
			style = ink.Accent
		}
		text.Foot = []plot.Span{{Text: s.Reason, Style: style}}
	default:
		text.Foot = []plot.Span{{Text: "lr now " + plot.Short(s.LR, t.Glyphs), Style: ink.Dim}}
		if s.Clipped >= 0.005 {
			text.Foot = append(text.Foot, plot.Span{Text: fmt.Sprintf("  clipped %2.0f%%", 100*s.Clipped), Style: ink.Dim})
		}
		if s.Skipped > 0 {
			text.Foot = append(text.Foot, plot.Span{Text: fmt.Sprintf("  skipped %d", s.Skipped), Style: ink.Warn})
		}
	}
	return text
}

func (t *trainView) drawTrain(r plot.Rect, focused bool) {
	t.Draw(t.State, r, trainRows(t.Snap), focused)
}
