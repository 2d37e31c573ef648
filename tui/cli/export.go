package cli

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"bijou/model"
	"bijou/presets"
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
		"starts from, or with --run or --trained those that did best on the validation part. With --train the file\n" +
		"trains the flow when it is run, on GPUs where there are, and writes weights for bijou import torch."
	c.Example = "  bijou export torch --recipe nsf > flow.py\n" +
		"  bijou export torch --run fit.safetensors > flow.py\n" +
		"  bijou export torch --data points.csv --stack 'actnorm, coupling(rqs)*4' --trained > flow.py\n" +
		"  bijou export torch --run fit.safetensors --train > flow.py\n" +
		"  torchrun --nproc-per-node 2 flow.py --data 'shards/*.parquet' --checkpoint flow.pt"
	c.Flags().BoolVar(&o.Trained, "trained", false, "train first")
	c.Flags().BoolVar(&o.Train, "train", false, "write Python that trains the flow on a table when it is run, also by torchrun on many processes")
	c.Flags().StringVar(&o.Weights, "weights", "", "file for the weights, to lie beside the Python; inside it otherwise")
	return c
}

func imports() *cobra.Command {
	c := &cobra.Command{Use: "import", Short: "Take a flow back from another program"}
	c.AddCommand(importTorch())
	return c
}

func importTorch() *cobra.Command {
	var run, save string
	c := &cobra.Command{
		Use:   "torch WEIGHTS --run RUN --save FILE",
		Short: "Put weights that PyTorch learnt into a run",
		Long: "Put weights into the run whose export learnt them: the state of its flow as safetensors, which\n" +
			"save_weights of the exported Python writes. They count as the best of the run, and an optimiser that\n" +
			"goes on from them remembers nothing. All numbers are double, and nothing is lost on the way.",
		Example: "  bijou import torch weights.safetensors --run fit.safetensors --save fit.safetensors",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if run == "" || save == "" {
				return usage(errors.New("give --run, whose flow the weights are of, and --save, which may be the same file"))
			}
			f, err := presets.UserShelf().Open(run)
			if err != nil {
				return usage(err)
			}
			return ran(plain.ImportTorch(f, args[0], save, c.OutOrStdout()))
		},
	}
	c.Flags().StringVar(&run, "run", "", "saved run: a file, or the name that w gave it")
	c.Flags().StringVar(&save, "save", "", "file for the run with the weights")
	return c
}
