// Package figure draws a run for paper and pages: vector figures as SVG or PDF, or
// pixels as PNG, by gonum's plots. A Kind is an entry of the catalogue of figures; every
// number comes from the snapshot, by the same functions as the pictures of the screen.
package figure

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"

	"bijou/model"
	"bijou/tui/view"
)

// A Kind is a figure that can be drawn of a run.
type Kind struct {
	Name, Summary string
	// Can says why a run has no such figure; it is empty if it has.
	Can func(s *model.Snapshot) string
	// Size is the size that it has unless another is asked for.
	Size func(s *model.Snapshot) Size
	draw func(p *paper, s *model.Snapshot)
}

// Kinds lists all figures.
func Kinds() []Kind {
	return []Kind{
		{"density", "log p as a map of the plane, or the density of one column over a histogram", canDensity, densitySize, drawDensity},
		{"samples", "samples of the flow over the data", canSamples, fixed(90, 80), drawSamples},
		{"base", "data on the base over samples of the base", canSamples, fixed(90, 80), drawBase},
		{"pairs", "every pair of columns, samples over data", canPairs, pairsSize, drawPairs},
		{"loss", "training and validation by steps, with the floor where it is known", canLoss, fixed(120, 75), drawLoss},
		{"calibration", "quantiles of z over those of the base, and coverage by regions of highest density", canCalibration, fixed(140, 75), drawCalibration},
		{"lattice", "a lattice of the base as the flow warps it", canLattice, fixed(90, 80), drawLattice},
		{"layers", "mean log|det| of every layer over the validation data", canLayers, layersSize, drawLayers},
		{"depths", "the samples behind every layer, from base to data", canDepths, depthsSize, drawDepths},
	}
}

// Lookup returns a figure by its name.
func Lookup(name string) (Kind, error) {
	var names []string
	for _, k := range Kinds() {
		if k.Name == name {
			return k, nil
		}
		names = append(names, k.Name)
	}
	return Kind{}, fmt.Errorf("there is no figure %q; there are %s", name, strings.Join(names, ", "))
}

// Default is the figure that says most of a run.
func Default(s *model.Snapshot) Kind {
	for _, k := range Kinds() {
		if (k.Name == "density" || k.Name == "pairs" || k.Name == "loss") && k.Can(s) == "" {
			return k
		}
	}
	return Kinds()[0] // which says why not
}

// Formats are the ends of the names of files that figures are written as.
var Formats = []string{".svg", ".pdf", ".png"}

// IsFormat tells whether a file is one of a figure, by its name.
func IsFormat(path string) bool {
	end := strings.ToLower(filepath.Ext(path))
	for _, f := range Formats {
		if end == f {
			return true
		}
	}
	return false
}

// pixelsPerInch is the resolution of PNG, as journals ask for halftones.
const pixelsPerInch = 300

// Write draws a figure of a run in a format, which is one of [Formats]. The zero size is
// that of the figure itself.
func Write(out io.Writer, s *model.Snapshot, k Kind, format string, size Size) error {
	if why := k.Can(s); why != "" {
		return fmt.Errorf("no %s: %s", k.Name, why)
	}
	if size == (Size{}) {
		size = k.Size(s)
	}
	w, h := size.lengths()
	switch strings.ToLower(format) {
	case ".svg":
		c := &svgCanvas{Canvas: vgsvg.New(w, h)}
		k.draw(newPaper(c), s)
		return c.write(out)
	case ".pdf":
		c := vgpdf.New(w, h)
		k.draw(newPaper(latin{c}), s)
		_, err := c.WriteTo(out)
		return err
	case ".png":
		c := vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(pixelsPerInch))
		k.draw(newPaper(c), s)
		_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(out)
		return err
	}
	return fmt.Errorf("a figure is written as %s, not as %q", strings.Join(Formats, ", "), format)
}

// A paper is what a figure is drawn on.
type paper struct{ draw.Canvas }

// white is the margin of every figure.
const white = 2 * vg.Millimeter

func newPaper(c vg.CanvasSizer) *paper {
	return &paper{draw.Crop(draw.New(c), white, -white, white, -white)}
}

// part is a piece of the paper, from shares of its width and height.
func (p *paper) part(x0, x1, y0, y1 float64) *paper {
	size := p.Size()
	at := func(x, y float64) vg.Point {
		return vg.Point{X: p.Min.X + vg.Length(x)*size.X, Y: p.Min.Y + vg.Length(y)*size.Y}
	}
	return &paper{draw.Canvas{Canvas: p.Canvas.Canvas, Rectangle: vg.Rectangle{Min: at(x0, y0), Max: at(x1, y1)}}}
}

// tile is the place of a picture in so many columns and rows, with white round it.
func (p *paper) tile(col, row, cols, rows int) *paper {
	t := p.part(float64(col)/float64(cols), float64(col+1)/float64(cols), float64(rows-1-row)/float64(rows), float64(rows-row)/float64(rows))
	t.Canvas = draw.Crop(t.Canvas, margin/2, -margin/2, margin/2, -margin/2)
	return t
}

// notWhole says why samples that are images, waves or episodes are no points of a plane.
func notWhole(s *model.Snapshot) string {
	switch {
	case s.Objective.Acts:
		return "a policy is no density of data"
	case view.HasWaves(s), s.Stack.Shape.IsImage():
		return "images and waves are no points; a screen shows them, see bijou screen"
	}
	return ""
}
