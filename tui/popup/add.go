package popup

import (
	"fmt"

	"bijou/flows"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// Add is the catalogue of layers and bases, from which one is taken: its rows are the layers
// and then, under a heading, the bases.
type Add struct {
	*screen.State
	List
}

// NewAdd starts at the first layer.
func NewAdd(s *screen.State) Add {
	layers, all := len(flows.Kinds()), len(Offers())
	p := Add{s, List{Len: all}}
	for i := range all {
		if i == layers {
			p.of = append(p.of, -1)
		}
		p.of = append(p.of, i)
	}
	return p
}

// An Offer is an entry of the catalogue: a kind of layer, or a base.
type Offer struct {
	Kind *flows.Kind
	Base *flows.BaseKind
}

// Offers lists the layers, then the bases.
func Offers() []Offer {
	var list []Offer
	for _, k := range flows.Kinds() {
		list = append(list, Offer{Kind: k})
	}
	for _, b := range flows.Bases() {
		list = append(list, Offer{Base: b})
	}
	return list
}

func (o Offer) Name() string {
	if o.Kind != nil {
		return o.Kind.Name
	}
	return o.Base.Name
}

func (o Offer) summary() string {
	if o.Kind != nil {
		return o.Kind.Summary
	}
	return o.Base.Summary
}

// unfit says why an offer cannot be taken.
func (p *Add) unfit(o Offer) string {
	stack := p.Snap.Stack
	switch k := o.Kind; {
	case k == nil && o.Base == p.Snap.BaseSpec.Kind():
		return "the flow starts from it already; enter on z in 1 flow edits its fields"
	case k != nil && !k.InDimension(stack.Dim):
		return fmt.Sprintf("not in %dD: %s", stack.Dim, k.Why)
	case k != nil:
		return flows.NewItem(k, nil).Misfit(stack.Shape)
	}
	return ""
}

// Offer is the selected one.
func (p *Add) Offer() Offer { return Offers()[p.Row] }

func (p *Add) DoesNotFit() string { return p.unfit(p.Offer()) }

// aboutOffer is how many lines say more about the selected offer.
const aboutOffer = 5

// Draw lists the offers, and below them what there is to know of the selected
// one.
func (p *Add) Draw() {
	t := &p.Theme
	list := Offers()
	now := list[p.Row]
	text := screen.Text{Title: []plot.Span{{Text: "add a layer ", Style: t.Strong}, {Text: p.whereAdded(), Style: t.Dim}}, Foot: []plot.Span{p.jump(now)}}
	if now.Base != nil {
		text.Title = []plot.Span{{Text: "start from another base ", Style: t.Strong}, {Text: "in place of " + p.Snap.BaseSpec.Kind().Name, Style: t.Dim}}
	}
	in := p.OpenBox(86, len(list)+1+aboutOffer+3, text)
	upper, below := layout.SplitY(in, max(in.H-aboutOffer-1, min(in.H, 1)))
	p.drawOffers(screen.Padded(upper), list)
	p.Rule(below)
	p.Grid.TextRight(below.X+1, below.Y, below.W-3, p.beyond(), t.Dim)
	p.drawAbout(plot.Rect{X: below.X + 1, Y: below.Y + 1, W: below.W - 2, H: below.H - 1}, now)
}

func (p *Add) whereAdded() string {
	row, _ := screen.RowOf(p.Selected, p.Snap.Stack)
	if row == 0 || len(p.Snap.Stack.Layers) == 0 {
		return "after the base"
	}
	return fmt.Sprintf("after layer %d", min(row, len(p.Snap.Stack.Layers)))
}

// drawOffers draws as many offers as fit, with a heading over the bases.
func (p *Add) drawOffers(r plot.Rect, list []Offer) {
	t, g, name := &p.Theme, &p.Grid, 0
	for _, o := range list {
		name = max(name, plot.Width(o.Name()))
	}
	p.draw(p.State, r, func(line int, r plot.Rect, selected bool) {
		if p.of[line] < 0 {
			g.Text(r.X-2, r.Y, r.W+2, "bases, for the flow to start from", t.Dim)
			return
		}
		o, style := list[p.of[line]], plot.Style{}
		switch {
		case selected:
			style = t.Strong
		case p.unfit(o) != "":
			style = t.Dim
		}
		g.Text(r.X, r.Y, r.W, o.Name(), style)
		w := r.W - name - 2
		g.Text(r.X+name+2, r.Y, w, screen.Cut(o.summary(), w), t.Dim)
	})
}

// drawAbout writes where an offer comes from and what it takes, or why it does
// not fit.
func (p *Add) drawAbout(r plot.Rect, o Offer) {
	t := &p.Theme
	var lines []string
	var styles []plot.Style
	add := func(text string, s plot.Style) {
		for _, line := range screen.Wrap(text, r.W) {
			lines, styles = append(lines, line), append(styles, s)
		}
	}
	if o.Kind != nil {
		add(o.Kind.Title+": "+o.Kind.Summary, plot.Style{})
	} else {
		add(o.Base.Name+": "+o.Base.Summary, plot.Style{})
	}
	switch why := p.unfit(o); {
	case why != "":
		add(why, t.Warn)
	case o.Kind != nil && o.Kind.Changes != "":
		add(o.Kind.Changes, t.Warn)
	}
	if o.Kind != nil {
		add(o.Kind.Cost, t.Dim)
		add(o.Kind.Paper, t.Dim)
	} else {
		for _, f := range o.Base.Fields {
			add(f.Name+": "+f.Help, t.Dim)
		}
	}
	for i := range min(len(lines), r.H) {
		p.Grid.Text(r.X, r.Y+i, r.W, lines[i], styles[i])
	}
}

// jump says whether the density changes when an offer is taken.
func (p *Add) jump(o Offer) plot.Span {
	switch {
	case o.Kind == nil:
		return plot.Span{Text: "the picture will jump, layers stay", Style: p.Theme.Warn}
	case o.Kind.Changes != "":
		return plot.Span{Text: "the picture will jump", Style: p.Theme.Warn}
	}
	return plot.Span{Text: "starts as the identity: no jump", Style: p.Theme.Dim}
}
