package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/tui/plot"
)

// addPopupState is the catalogue of layers, from which one is added.
type addPopupState struct{ row, top int }

func (a *App) openAdd() tea.Cmd {
	a.popup = popup{kind: addPopup}
	return nil
}

func (a *App) moveInAdd(by int) tea.Cmd {
	p := &a.popup.add
	p.row = clamp(p.row+by, 0, len(flows.Kinds())-1)
	return nil
}

// unfit says why a kind cannot carry data of this dimension.
func unfit(k *flows.Kind, dim int) string {
	if dim < k.MinDim || k.MaxDim > 0 && dim > k.MaxDim {
		return fmt.Sprintf("not in %dD: %s", dim, k.Why)
	}
	return ""
}

func (a *App) doesNotFit() string {
	return unfit(flows.Kinds()[a.popup.add.row], a.snap.Stack.Dim)
}

func (a *App) addLayer() tea.Cmd {
	kind := flows.Kinds()[a.popup.add.row]
	a.closePopup()
	return a.insert(kind)
}

// drawAdd lists the kinds, and below them what there is to know of the selected
// one.
func (a *App) drawAdd() {
	t, g, p := &a.theme, &a.grid, &a.popup.add
	kinds := flows.Kinds()
	row, _ := rowOf(a.flow.at, a.snap.Stack)
	where := fmt.Sprintf("after layer %d", min(row, len(a.snap.Stack.Layers)))
	if row == 0 || len(a.snap.Stack.Layers) == 0 {
		where = "after the base"
	}
	const about = 4
	in := a.openBox(86, len(kinds)+about+3, paneText{
		title: []plot.Span{{Text: "add a layer ", Style: t.strong}, {Text: where, Style: t.dim}},
		foot:  []plot.Span{a.jump(kinds[min(p.row, len(kinds)-1)])},
	})
	list, below := splitY(in, max(in.H-about-1, min(in.H, 1)))
	p.top = scrolled(p.top, p.row, len(kinds), max(list.H, 1))
	name := 0
	for _, k := range kinds {
		name = max(name, plot.Width(k.Name))
	}
	for i := range min(list.H, len(kinds)-p.top) {
		at := p.top + i
		k, y := kinds[at], list.Y+i
		style, mark := plot.Style{}, " "
		if unfit(k, a.snap.Stack.Dim) != "" {
			style = t.dim
		}
		if at == p.row {
			style, mark = t.strong, "▸"
		}
		g.Text(list.X+1, y, 1, mark, t.accent)
		g.Text(list.X+3, y, list.W-4, k.Name, style)
		w := list.W - name - 6
		g.Text(list.X+name+5, y, w, cut(k.Summary, w), t.dim)
	}
	a.rule(below)
	a.aboutKind(plot.Rect{X: below.X + 1, Y: below.Y + 1, W: below.W - 2, H: below.H - 1}, kinds[p.row])
}

// aboutKind writes where a kind comes from and what it costs, or why it does
// not fit.
func (a *App) aboutKind(r plot.Rect, k *flows.Kind) {
	t := &a.theme
	lines := wrap(k.Title+": "+k.Summary, r.W)
	styles := make([]plot.Style, len(lines))
	add := func(text string, s plot.Style) {
		for _, line := range wrap(text, r.W) {
			lines, styles = append(lines, line), append(styles, s)
		}
	}
	if why := unfit(k, a.snap.Stack.Dim); why != "" {
		add(why, t.warn)
	}
	add(k.Cost, t.dim)
	add(k.Paper, t.dim)
	for i := range min(len(lines), r.H) {
		a.grid.Text(r.X, r.Y+i, r.W, lines[i], styles[i])
	}
}

// jump says whether the density changes when a layer of the kind is added.
func (a *App) jump(k *flows.Kind) plot.Span {
	if k.Changes != "" {
		return plot.Span{Text: "the picture will jump: " + k.Changes, Style: a.theme.warn}
	}
	return plot.Span{Text: "starts as the identity: the picture will not jump", Style: a.theme.dim}
}
