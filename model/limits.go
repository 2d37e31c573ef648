package model

import (
	"fmt"
	"slices"

	"bijou/flows"
)

// Limits bound what a run may take of a machine that it shares with others, at
// its start and after every edit. What is 0 is not bounded.
type Limits struct {
	Layers     int // of a stack
	Hidden     int // hidden layers of a net
	Width      int // of a hidden layer
	Parameters int // of the stack and the base
	Points     int // of a data set
	Batch      int // points a step
}

// exceeds says that there is more of something than there may be.
func exceeds(n, most int, what string) error {
	if most > 0 && n > most {
		return fmt.Errorf("here there may be at most %d %s, not %d", most, what, n)
	}
	return nil
}

// Check refuses a config that asks for too much, as far as that can be seen before
// the stack is built.
func (l Limits) Check(cfg Config) error {
	if err := l.source(cfg.Source); err != nil {
		return err
	}
	if err := l.settings(cfg.Settings); err != nil {
		return err
	}
	return l.layers(flows.Number(cfg.Spec))
}

func (l Limits) source(src Source) error {
	if src.Points == nil {
		return nil
	}
	return exceeds(src.Points.Rows, l.Points, "points")
}

func (l Limits) settings(s Settings) error { return exceeds(s.Int("batch"), l.Batch, "points a step") }

// layers looks at the widths too: a net that is far too wide takes memory before
// its parameters can be counted.
func (l Limits) layers(layers []flows.Layer) error {
	if err := exceeds(len(layers), l.Layers, "layers"); err != nil {
		return err
	}
	for _, layer := range layers {
		for _, f := range layer.Kind.Fields {
			if f.Type != flows.Widths {
				continue
			}
			if err := l.widths(layer.Values.Widths(f.Name)); err != nil {
				return fmt.Errorf("%s: %w", layer.Kind.Name, err)
			}
		}
	}
	return nil
}

func (l Limits) widths(w []int) error {
	if err := exceeds(len(w), l.Hidden, "hidden layers in a net"); err != nil || len(w) == 0 {
		return err
	}
	return exceeds(slices.Max(w), l.Width, "units in a hidden layer")
}

func (l Limits) parameters(n int) error { return exceeds(n, l.Parameters, "parameters") }
