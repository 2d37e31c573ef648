package pane

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// statusLine is the first row of the screen.
type Status struct {
	*screen.State
	Data *Data
}

// Draw writes the first row: what is learnt by what, and how it goes. The
// numbers stand at the right and keep their places.
func (l *Status) Draw() {
	r := l.Layout.Status
	switch {
	case r.H > 1:
		l.drawTallStatus(r)
	case r.W >= layout.LeastSize[layout.Wide].W-layout.Slack:
		l.drawNumbers(r, l.numbers(true))
	default:
		l.drawNumbers(r, l.numbers(false))
	}
}

func (l *Status) drawNumbers(r plot.Rect, numbers []plot.Span) {
	n := plot.SpansWidth(numbers)
	l.Grid.Spans(r.X+r.W-n, r.Y, n, numbers...)
	room := r.W - n - 2
	if r.W >= layout.LeastSize[layout.Wide].W-layout.Slack {
		room-- // apart from the numbers by more than a word
	}
	l.Grid.Spans(r.X+1, r.Y, room, l.identity(room)...)
}

// identity names data, stack and seed in at most w columns.
func (l *Status) identity(w int) []plot.Span {
	t, s := &l.Theme, l.Snap
	data, seed := l.Data.DataName(), fmt.Sprintf("seed %d", s.Seed)
	head := []plot.Span{{Text: "bijou", Style: t.Accent.With(plot.Bold)}, {Text: "  ", Style: t.Dim}}
	stacks := []string{StackText(s), shortStackText(s)}
	for _, try := range []struct {
		head        []plot.Span
		stack, seed string
		between     string
	}{
		{head, stacks[0], seed, " ▸ "}, {nil, stacks[0], seed, " ▸ "}, {head, stacks[1], seed, " ▸ "}, {nil, stacks[1], seed, " ▸ "},
		{nil, stacks[1], fmt.Sprintf("s%d", s.Seed), " "},
	} {
		spans := append(append([]plot.Span{}, try.head...), plot.Span{Text: data, Style: t.Strong},
			plot.Span{Text: try.between, Style: t.Faint}, plot.Span{Text: try.stack, Style: t.Dim},
			plot.Span{Text: try.between, Style: t.Faint}, plot.Span{Text: try.seed, Style: t.Dim})
		if plot.SpansWidth(spans) <= w {
			return spans
		}
	}
	tail := fmt.Sprintf(" %s s%d", shortStackText(s), s.Seed)
	if plot.Width(data+tail) > w {
		tail = fmt.Sprintf(" ×%d s%d", len(s.Stack.Layers), s.Seed)
	}
	name := screen.Cut(data, max(w-plot.Width(tail), 3))
	return []plot.Span{{Text: name, Style: t.Strong}, {Text: tail, Style: t.Dim}}
}

// StackText lists the layers by the first word of their labels, behind the base
// if it is not the normal one: student · actnorm · affine×4.
func StackText(s *model.Snapshot) string {
	var parts []string
	if b := s.BaseSpec.Kind().Name; b != "normal" {
		parts = append(parts, b)
	}
	last, times := "", 0
	flush := func() {
		switch {
		case times == 1:
			parts = append(parts, last)
		case times > 1:
			parts = append(parts, fmt.Sprintf("%s×%d", last, times))
		}
	}
	for _, l := range s.Stack.Layers {
		name, _, _ := strings.Cut(l.Label(s.Stack.Dim), " ")
		if name != last {
			flush()
			last, times = name, 0
		}
		times++
	}
	if flush(); len(parts) == 0 {
		return "no layers"
	}
	return strings.Join(parts, " · ")
}

func shortStackText(s *model.Snapshot) string {
	if n := len(s.Stack.Layers); n != 1 {
		return fmt.Sprintf("%d layers", n)
	}
	return "1 layer"
}

// state returns glyph and word of what the run is doing.
func (l *Status) state() plot.Span {
	t := &l.Theme
	if l.Best {
		return plot.Span{Text: "■ best    ", Style: t.Accent}
	}
	if l.Live != nil {
		return plot.Span{Text: "← past    ", Style: t.Warn.With(plot.Bold)}
	}
	word := fmt.Sprintf("%-8s", l.Snap.State)
	switch l.Snap.State {
	case model.Training:
		return plot.Span{Text: "● " + word, Style: t.Good}
	case model.Finished:
		return plot.Span{Text: "■ " + word, Style: t.Accent}
	case model.Diverged:
		return plot.Span{Text: "▲ " + word, Style: t.Bad}
	case model.Failed:
		return plot.Span{Text: "✕ " + word, Style: t.Bad}
	}
	return plot.Span{Text: "‖ " + word, Style: t.Warn}
}

// numbers are the state and all numbers of the run, each of fixed width.
func (l *Status) numbers(roomy bool) []plot.Span {
	t, s, g := &l.Theme, l.Snap, l.Glyphs
	step, rate, loss := l.stepText(8), l.rateText(), l.LossName()
	gap := plot.Signed(s.Gap(), 6, 3, g)
	if s.Objective.Acts {
		return []plot.Span{l.state(), {Text: "  step", Style: t.Dim}, {Text: step}, {Text: rate, Style: t.Dim},
			{Text: "   " + loss + " ", Style: t.Dim}, {Text: plot.Fixed(s.Val, 6, 3, g), Style: t.Strong}, {Text: "  gap ", Style: t.Dim}, {Text: gap, Style: l.gapStyle()}}
	}
	if !roomy {
		return []plot.Span{l.state(), {Text: step}, {Text: rate, Style: t.Dim},
			{Text: " " + loss + " ", Style: t.Dim}, {Text: plot.Fixed(s.Train, 6, 3, g), Style: t.Strong},
			{Text: "  val ", Style: t.Dim}, {Text: plot.Fixed(s.Val, 6, 3, g)},
			{Text: " gap", Style: t.Dim}, {Text: plot.Signed(s.Gap(), 7, 3, g), Style: l.gapStyle()}}
	}
	return []plot.Span{l.state(), {Text: "  step", Style: t.Dim}, {Text: step}, {Text: rate, Style: t.Dim},
		{Text: "   " + loss + " ", Style: t.Dim}, {Text: plot.Fixed(s.Train, 6, 3, g), Style: t.Strong},
		{Text: "   val ", Style: t.Dim}, {Text: plot.Fixed(s.Val, 6, 3, g)},
		{Text: "  gap ", Style: t.Dim}, {Text: gap, Style: l.gapStyle()}}
}

// stepText is the step in w columns.
func (l *Status) stepText(w int) string {
	text := plot.Grouped(l.Snap.Step, l.Glyphs)
	if len(text) > w {
		text = plot.Short(float64(l.Snap.Step), l.Glyphs)
	}
	return fmt.Sprintf("%*s", w, text)
}

// rateText is the speed in eight columns.
func (l *Status) rateText() string {
	if l.Snap.State != model.Training || l.Snap.Rate == 0 {
		return strings.Repeat(" ", 5) + "·/s"
	}
	rate := l.Snap.Rate
	if rate >= 10 {
		rate = math.Round(rate)
	}
	text := plot.Short(rate, l.Glyphs)
	if rate >= 1000 && rate < 9999.5 {
		text = plot.Grouped(int(rate), l.Glyphs)
	}
	return fmt.Sprintf("%6s/s", text)
}

func (l *Status) gapStyle() plot.Style {
	if math.IsNaN(l.Snap.Gap()) {
		return l.Theme.Dim
	}
	return l.Theme.Expand
}

// drawTallStatus spreads the status over two rows for narrow screens, and leaves
// out what has no room: names first, then the speed, then the test NLL.
func (l *Status) drawTallStatus(r plot.Rect) {
	state := []plot.Span{l.state(), {Text: l.stepText(min(8, max(r.W-12, 0)))}}
	n := plot.SpansWidth(state)
	if room := r.W - n - 1; room >= 10 {
		l.Grid.Spans(r.X, r.Y, room, l.identity(room)...)
	}
	l.Grid.Spans(r.X+r.W-n, r.Y, n, state...)

	t, s, g := &l.Theme, l.Snap, l.Glyphs
	rate := []plot.Span{{Text: l.rateText() + " ", Style: t.Dim}}
	space := ""
	if math.IsNaN(s.Expected) { // no gap, so that there is room for longer numbers
		space = " "
	}
	nll := []plot.Span{{Text: l.LossName() + space, Style: t.Dim}, {Text: plot.Fixed(s.Train, 6, 3, g), Style: t.Strong}}
	test := []plot.Span{{Text: "  val" + space, Style: t.Dim}, {Text: plot.Fixed(s.Val, 6, 3, g)}}
	if s.Objective.Acts { // its loss is no return
		nll, test = []plot.Span{{Text: l.LossName() + " ", Style: t.Dim}, {Text: plot.Fixed(s.Val, 6, 3, g), Style: t.Strong}}, nil
	}
	gap := []plot.Span{{Text: " gap", Style: t.Dim}, {Text: plot.Signed(s.Gap(), 7, 3, g), Style: l.gapStyle()}}
	if space != "" {
		gap = nil
	}
	for _, row := range [][]plot.Span{slices.Concat(rate, nll, test, gap), slices.Concat(nll, test, gap), slices.Concat(nll, gap)} {
		if n := plot.SpansWidth(row); n <= r.W {
			l.Grid.Spans(r.X+r.W-n, r.Y+1, n, row...)
			return
		}
	}
}
