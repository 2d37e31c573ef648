package pane

import (
	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/view"
)

// distanceText tells how far a flow is from the truth p, both ways if that is
// known, else its NLL.
func (c *Comparison) distanceText(s *model.Snapshot, d *view.Distance, p layout.Pane) []plot.Span {
	if d == nil || !d.Forward.Known() && !d.Reverse.Known() {
		return []plot.Span{{Text: "val. NLL ", Style: c.Theme.Dim}, {Text: plot.Fixed(s.Val, 7, 3, c.Glyphs), Style: c.Theme.Strong}}
	}
	for _, way := range []struct{ names, errors bool }{{true, true}, {false, true}, {true, false}} {
		const ends = 6 // of the frame
		if spans := c.bothWays(d, way.names, way.errors); plot.SpansWidth(spans)+ends <= c.Layout.Panes[p].W {
			return spans
		}
	}
	return c.bothWays(d, false, false)
}

// bothWays writes the divergences, with full names or with standard errors if
// there is room.
func (c *Comparison) bothWays(d *view.Distance, names, errors bool) []plot.Span {
	t, g := &c.Theme, c.Glyphs
	forward, reverse := c.divergences(names)
	between := " "
	if errors {
		between = "  "
		if !names {
			forward = "KL " + forward
		}
	}
	var spans []plot.Span
	add := func(name string, e view.Estimate) {
		if !e.Known() {
			return
		}
		if len(spans) > 0 {
			spans = append(spans, plot.Span{Text: between})
		}
		mean := plot.Fixed(e.Mean, 7, 3, g)
		if !names && !errors {
			mean = plot.Fixed(e.Mean, 6, 2, g)
		}
		spans = append(spans, plot.Span{Text: name, Style: t.Dim}, plot.Span{Text: mean, Style: t.Strong})
		if errors {
			spans = append(spans, plot.Span{Text: "±" + plot.Fixed(e.SE, 5, 3, g), Style: t.Dim})
		}
	}
	add(forward, d.Forward)
	add(reverse, d.Reverse)
	return spans
}

// divergences are the names of both, in full or short: p is the truth, q the
// flow.
func (c *Comparison) divergences(full bool) (forward, reverse string) {
	forward, reverse = "p‖q", "q‖p"
	if c.Glyphs != plot.Braille {
		forward, reverse = "p|q", "q|p"
	}
	if full {
		return "KL(" + forward + ")", "KL(" + reverse + ")"
	}
	return forward, reverse
}
