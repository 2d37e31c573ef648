package pane

import (
	"fmt"
	"strings"

	"bijou/model/acting"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// Text is what stands in the frames of both sides.
func (g *Stage) Text(p layout.Pane) screen.Text {
	t, st := &g.Theme, g.picture()
	if p == layout.Base {
		text := screen.Text{Title: g.Title(p, "world", g.worldTitle())}
		switch {
		case g.steps > 0:
			text.Foot = []plot.Span{{Text: fmt.Sprintf("✚ step %d  paid ", g.steps), Style: t.Dim}, {Text: g.number(g.paid), Style: t.Strong}}
		case st != nil && st.Roll != nil:
			text.Foot = g.rollText(st)
		}
		return text
	}
	text := screen.Text{Title: g.Title(p, g.lawTitle(), g.stateText())}
	if len(g.hand.State) == 0 {
		text.Title = text.Title[:2]
	}
	if st == nil {
		return text
	}
	text.Foot = g.lawFoot(st)
	text.Note = g.plots.legend(&g.plots.Sample, g.plots.SampleScene(), g.plots.beside(text.Title, p))
	return text
}

func (g *Stage) worldTitle() string {
	switch {
	case g.look.LearnsReturns() && acting.HasPlaces(g.look.World):
		return "greedy by " + view.WorstName(g.dial)
	case g.look.LearnsReturns() && len(g.look.Shape.Choices) == 0:
		return "what is paid"
	case g.look.LearnsReturns():
		return "what choices are worth"
	case view.IsBody(g.plots.Current()):
		return "as it stands"
	case g.plots.Current().Needs().Values:
		return "return from every state"
	}
	return strings.Join(g.look.Shape.State[:2], " × ")
}

func (g *Stage) lawTitle() string {
	if g.look.LearnsReturns() {
		return "returns"
	}
	if len(g.look.Shape.Actions) > 1 {
		return "log p(action)"
	}
	return "p(" + g.look.Shape.Actions[0] + ")"
}

// stateText is the state in which the law is.
func (g *Stage) stateText() string {
	if s := g.look.Shape; s.Finite > 0 && len(s.Observed) == 1 {
		return s.Observed[0].Levels[int(g.hand.State[0])]
	}
	var parts []string
	for j, v := range g.hand.State {
		if parts = append(parts, g.look.Shape.State[j]+" "+g.number(v)); j == 1 {
			break
		}
	}
	return strings.Join(parts, "  ")
}

// rollText tells what the episodes got.
func (g *Stage) rollText(st *view.Stage) []plot.Span {
	sum, ended := 0.0, 0
	for i, v := range st.Roll.Return {
		sum += v / float64(len(st.Roll.Return))
		if st.Roll.Ended[i] {
			ended++
		}
	}
	if g.plots.Current().Needs().Values && st.Values != nil {
		r := view.ValueRange(st.Values)
		return []plot.Span{{Text: "values " + g.number(r.Lo) + " to " + g.number(r.Hi), Style: g.Theme.Dim}}
	}
	return []plot.Span{{Text: "mean ", Style: g.Theme.Dim}, {Text: g.number(sum), Style: g.Theme.Strong},
		{Text: fmt.Sprintf(" of %d episodes", len(st.Roll.Return)), Style: g.Theme.Dim}, {Text: fmt.Sprintf("  noise %.0f%%", 100*st.Of.Dial), Style: g.Theme.Dim}}
}

// lawFoot tells what the flow would do, or what choices are worth.
func (g *Stage) lawFoot(st *view.Stage) []plot.Span {
	t := &g.Theme
	if !g.look.LearnsReturns() {
		spans := []plot.Span{{Text: "takes ", Style: t.Dim}, {Text: g.actionText(st.Would), Style: t.Image}, {Text: "  log p " + g.number(st.Nats), Style: t.Dim}}
		if st.Best.X != nil {
			spans = append(spans, plot.Span{Text: "  ", Style: t.Dim}, plot.Span{Text: "best law", Style: t.Floor})
		}
		return spans
	}
	best := st.Choice[int(st.Would[0])]
	spans := []plot.Span{{Text: best.Name, Style: t.Strong}, {Text: " mean " + g.number(best.Mean), Style: t.Dim}}
	if st.Of.Dial < 1 {
		spans = append(spans, plot.Span{Text: "  " + view.WorstName(st.Of.Dial) + " " + g.number(best.Worst), Style: t.Dim})
	}
	if best.Paid != nil || best.True.X != nil {
		spans = append(spans, plot.Span{Text: "  ░ exact, mean " + g.number(best.TrueMean), Style: t.Dim})
	}
	return spans
}
