package torch

import (
	"fmt"
	"slices"

	"bijou/flows"
)

// each is a layer whose parameters are those of entries or of channels.
func (p place) each(part, class string) call {
	if p.Values.Text("each") == "channel" && p.Shape.IsImage() {
		return p.new(part, class, p.Shape.Channels, p.positions())
	}
	return p.new(part, class, p.dim)
}

func (p place) positions() string { return fmt.Sprintf("positions=%d", p.Shape.Positions()) }

// dataShape is the shape at the data side of a layer that halves height and width.
func (p place) dataShape() string {
	s := p.Shape
	if p.Flip {
		s = flows.Shape{Channels: s.Channels / 4, Height: 2 * s.Height, Width: 2 * s.Width}
	}
	return shapeList(s)
}

func shapeList(s flows.Shape) string { return list([]int{s.Channels, s.Height, s.Width}) }

// convolution is a coupling whose net is one.
func (p place) convolution(part, class string, more ...string) call {
	mask, t := p.Values.Text("mask"), p.transform(false)
	args := []any{shapeList(p.Shape), "passing=" + list(passing(mask, p.Shape)), p.hidden(), p.activation(), "transform=" + t.String(), p.conditions(), p.precision()}
	if isBoard(mask) {
		args = append(args, "board=True")
	}
	for _, m := range more {
		args = append(args, m)
	}
	c := p.new(part, class, args...)
	c.parts = append(t.parts, c.parts...)
	return c
}

// squeeze makes channels of positions.
func squeeze(p place) call {
	n := p.Values.Int("group")
	if n < 2 {
		return p.new("squeeze", "Squeeze", p.dataShape())
	}
	s := p.Shape
	if p.Flip {
		s = flows.Shape{Channels: s.Channels / n, Height: s.Height, Width: n * s.Width}
	}
	return p.new("grouping", "Grouping", shapeList(s), p.set("group"))
}

// mixing is what mixes the channels in a step of Glow or WaveGlow.
func (p place) mixing() call {
	inner := p.Map
	if first, ok := inner.(flows.Partial); ok {
		inner = first.Bijection
	}
	if flipped, ok := inner.(flows.Inverted); ok {
		inner = flipped.Bijection
	}
	order, sign := inner.(interface{ Mixing() (order, sign []int) }).Mixing()
	if sign == nil {
		return p.new("permute", "Permute", list(order), p.positions())
	}
	return p.new("linear", "Linear", p.Shape.Channels, p.positions(), "order="+list(order), "sign="+list(sign))
}

// waveGlow is a coupling by gates with what mixes channels.
func waveGlow(p place) call {
	p.Values = with(with(with(p.Values, "mask", "first"), "transform", "affine"), "act", "tanh")
	mix := p.mixing()
	c := p.convolution("waveglow", "WaveGlow", "mix="+mix.String())
	c.parts = slices.Concat(mix.parts, c.parts)
	return c
}

// glow is a coupling with what normalises and mixes channels.
func glow(p place) call {
	p.Values = with(p.Values, "mask", "first")
	mix := p.mixing()
	norm := p.new("actnorm", "ActNorm", p.Shape.Channels, p.positions())
	c := p.convolution("glow", "Glow", "mix="+mix.String(), "norm="+norm.String())
	c.parts = slices.Concat(mix.parts, norm.parts, c.parts)
	return c
}
