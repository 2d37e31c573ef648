package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"bijou/tui/figure"
	"bijou/tui/plain"
)

// plot draws a figure of a saved run.
func plot() *cobra.Command {
	var o plain.FigureOptions
	var path, size string
	c := &cobra.Command{
		Use:   "plot RUN -o FILE",
		Short: "Draw a figure of a saved run as SVG, PDF or PNG",
		Long: "Draw a figure of a saved run, by its weights that did best on the validation part, for paper and\n" +
			"pages: as vectors with text (.svg, .pdf) or as pixels (.png), as the file is named. The figures are\n" +
			figureList() + "Without --figure it is the density of one or two columns, otherwise all pairs.",
		Example: "  bijou plot fit.safetensors -o fig.svg\n" +
			"  bijou plot fit.safetensors --figure loss --size 120x80mm -o loss.pdf\n" +
			"  bijou plot geyser.safetensors --given 3.5 -o density.png",
		Args: cobra.ExactArgs(1), ValidArgsFunction: firstRun,
		RunE: func(_ *cobra.Command, args []string) (err error) {
			if path == "" {
				return usage(errors.New("name the file with -o, as -o fig.svg"))
			}
			if !figure.IsFormat(path) {
				return usage(fmt.Errorf("a figure is written as %s: -o %s is none of them", strings.Join(figure.Formats, ", "), path))
			}
			if size != "" {
				if o.Size, err = figure.ParseSize(size); err != nil {
					return usage(err)
				}
			}
			s, err := bestOf(args[0])
			if err == nil {
				err = plain.Figure(s, path, o)
			}
			if err != nil {
				return usage(err)
			}
			return nil
		},
	}
	c.Flags().StringVarP(&path, "output", "o", "", "file to write: .svg, .pdf or .png")
	c.Flags().StringVar(&o.Name, "figure", "", "what is drawn: density, samples, base, pairs, loss, calibration, lattice, layers or depths")
	c.Flags().StringVar(&size, "size", "", "width and height in mm, cm, in or pt, as 120x80mm; otherwise those that suit the figure")
	c.Flags().StringVar(&o.Given, "given", "", "condition that the figure is under, as sample takes it")
	return c
}

// figureList describes every figure on a line of its own.
func figureList() string {
	var b strings.Builder
	for _, k := range figure.Kinds() {
		fmt.Fprintf(&b, "  %-12s %s\n", k.Name, k.Summary)
	}
	return b.String()
}
