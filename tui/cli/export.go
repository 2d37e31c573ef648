package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"bijou/model"
	"bijou/tui/plain"
)

func export() *cobra.Command {
	c := &cobra.Command{Use: "export", Short: "Write a flow for another program"}
	c.AddCommand(exportTorch())
	return c
}

func exportTorch() *cobra.Command {
	var o plain.ExportOptions
	var c *cobra.Command
	c = headless(func(ctx context.Context, f *model.Fit, cfg model.Config, out io.Writer) error {
		o.Out, o.Progress, o.Version = out, progress(c), version()
		return plain.ExportTorch(ctx, f, cfg, o)
	})
	c.Use, c.Short = "torch", "Print a flow as one file of Python that needs only PyTorch"
	c.Long = "Print a flow as one file of Python that needs only PyTorch: the layers as modules, a Flow with\n" +
		"log_prob, forward, inverse and sample in the data's own units, and the weights: those that training\n" +
		"starts from, or with --run or --trained those that did best on the validation part."
	c.Example = "  bijou export torch --recipe nsf > flow.py\n" +
		"  bijou export torch --run fit.safetensors > flow.py\n" +
		"  bijou export torch --data points.csv --stack 'actnorm, coupling(rqs)*4' --trained > flow.py"
	c.Flags().BoolVar(&o.Trained, "trained", false, "train first")
	c.Flags().StringVar(&o.Weights, "weights", "", "file for the weights, to lie beside the Python; inside it otherwise")
	return c
}
