package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
	"bijou/presets/torch"
)

// ExportOptions say what ExportTorch writes of a fit.
type ExportOptions struct {
	Out      io.Writer // gets the Python
	Progress io.Writer // gets the progress bar of the training; nil for none
	Trained  bool      // train first
	Weights  string    // file for the weights; empty puts them into the Python
	Train    bool      // the Python trains the flow when it is run
	Version  string    // of bijou
}

// ExportTorch writes a fit, which was made from cfg, as Python: as it starts, or
// with the parameters that did best on the validation part if it has learnt or is trained
// first, as Train does. What Train returns of a run that diverged or was stopped,
// ExportTorch returns when it has written them.
func ExportTorch(ctx context.Context, f *model.Fit, cfg model.Config, o ExportOptions) error {
	defer f.Close()
	if err := torch.Of(f.Snapshot()).Write(io.Discard); err != nil { // which a person should hear before training
		return err
	}
	if _, err := torch.TrainingOf(f.Snapshot()); o.Train && err != nil {
		return err
	}
	var trained error
	if o.Trained {
		trained = Train(ctx, f, cfg, TrainOptions{Out: io.Discard, Progress: o.Progress})
		if trained != nil && ctx.Err() == nil && !errors.Is(trained, ErrDiverged) {
			return trained
		}
	}
	best := f.BestSnapshot()
	s := torch.Of(best)
	s.Moment = "those that training starts from"
	if best.Step > 0 {
		s.Moment = fmt.Sprintf("those of step %d of %d, which did best on the validation part", best.BestStep, best.Step)
	}
	if o.Train {
		s.Training, _ = torch.TrainingOf(best) // as above
	}
	s.Recipe, s.Version = presets.FormatRecipe(cfg), o.Version
	return errors.Join(o.write(s), trained)
}

// write writes the Python, and the weights where they belong.
func (o ExportOptions) write(s torch.Script) error {
	if o.Weights == "" {
		return s.Write(o.Out)
	}
	file, err := os.Create(o.Weights)
	if err != nil {
		return fmt.Errorf("cannot write the weights: %w", err)
	}
	return errors.Join(s.WriteApart(o.Out, file, filepath.Base(o.Weights)), file.Close())
}

// ImportTorch puts weights that PyTorch learnt into a run, and keeps it in a file.
func ImportTorch(f *model.Fit, weights, save string, out io.Writer) error {
	defer f.Close()
	tensors, err := torch.ReadWeights(weights)
	if err != nil {
		return err
	}
	if err := torch.Take(f, tensors); err != nil {
		return &reading.BadFileError{File: reading.Clean(weights), What: "is not for this run: " + err.Error(), Do: "import what was learnt from its own export"}
	}
	if err := presets.SaveRun(save, f.Keep()); err != nil {
		return err
	}
	s := f.BestSnapshot()
	nll, se := s.TestNLL()
	_, err = fmt.Fprintf(out, "test NLL  %.4f ± %.4f nats\nsaved     %s\n", nll, se, reading.Clean(save))
	return err
}
