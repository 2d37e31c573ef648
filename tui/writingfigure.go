//go:build !js

package tui

import (
	"os"
	"path/filepath"

	"bijou/tui/figure"
	"bijou/tui/layout"
)

// figure is that of the focused pane: the picture that it shows, or else samples.
func (w scribe) figure() figure.Kind {
	name := map[layout.Pane]string{layout.Flow: "layers", layout.Loss: "loss", layout.Base: "base"}[w.Want.Focus]
	if w.Want.Focus == layout.Base || w.Want.Focus == layout.Samples {
		switch needs := w.Plots.Current().Needs(); {
		case needs.Lattice:
			name = "lattice"
		case needs.Heat, needs.Line:
			name = "density"
		}
	}
	k, err := figure.Lookup(name)
	if err != nil {
		k, _ = figure.Lookup("samples")
	}
	return k
}

// figureName is what the figure of the focused pane is called; empty if the run has none.
func (w scribe) figureName() string {
	if k := w.figure(); k.Can(w.Snap) == "" {
		return k.Name
	}
	return ""
}

// figureWriter returns what writes the figure; it is called in a command.
func (w scribe) figureWriter() func(f *os.File, path string) error {
	s, kind := w.Snap, w.figure()
	return func(f *os.File, path string) error {
		return figure.Write(f, s, kind, filepath.Ext(path), figure.Size{})
	}
}
