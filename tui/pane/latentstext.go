package pane

import (
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// latentsText is what stands in the frames of pictures of latent variables.
func (v *Plots) latentsText(p layout.Pane) screen.Text {
	t := &v.Theme
	m, _ := v.shownMade().(*view.Latents)
	under := v.ConditionText()
	manifold := v.Current().Name() == "manifold"
	switch {
	case p == layout.Base && manifold:
		return screen.Text{Title: v.Title(p, "decoded", "p(x|z) over z"), Foot: []plot.Span{{Text: "equally likely z1, z2", Style: t.Dim}}}
	case manifold:
		return screen.Text{Title: v.Title(p, "back", "x over p(x|z), z ~ q(z|x)"), Foot: v.underText(under), More: append([]plot.Span{{Text: "  "}}, v.legend(&v.Sample, v.SampleScene(), 24)...)}
	case p == layout.Base:
		return screen.Text{Title: v.Title(p, "observed", under), Foot: []plot.Span{{Text: "in nats", Style: t.Dim}}}
	}
	text := screen.Text{Title: v.Title(p, "posterior", "q(z|x) · "+under)}
	if m != nil && m.Under != nil {
		text.Foot = []plot.Span{{Text: "KL to exact ", Style: t.Dim}, {Text: plot.Fixed(m.Under.LogP-m.Under.ELBO, 6, 3, v.Glyphs), Style: t.Strong},
			{Text: "  product" + plot.Fixed(m.Under.LogP-m.Under.Product.ELBO, 6, 3, v.Glyphs), Style: t.Dim}}
	}
	scene := v.SampleScene()
	legend := v.legend(&v.Sample, scene, v.Layout.Panes[p].W-4)
	if v.FitsBeside(text.Title, legend, p) {
		text.Note = legend
	} else {
		text.Foot, text.More = legend, append([]plot.Span{{Text: " "}}, text.Foot...)
	}
	return text
}

// underText says which row is the first.
func (v *Plots) underText(under string) []plot.Span {
	return []plot.Span{{Text: under + " first", Style: v.Theme.Dim}}
}

// fourText is what stands in the frames of a flow and the models beside it.
func (v *Plots) fourText(p layout.Pane) screen.Text {
	title := v.Title(p, "flow, VAE", "back, and drawn")
	if p == layout.Samples {
		title = v.Title(p, "autoencoder, GAN", "back, and drawn")
	}
	return screen.Text{Title: title, Foot: []plot.Span{{Text: "↑ back  ↓ drawn", Style: v.Theme.Dim}}}
}
