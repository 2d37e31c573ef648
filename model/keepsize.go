package model

import (
	"fmt"

	"bijou/model/safetensors"
)

// MayKeep says why no file will hold the run, however far it comes; nil means that one
// will. Nobody has to train to learn it.
func (f *Fit) MayKeep() error { return f.mayKeep(safetensors.MaxBytes) }

// mayKeep is MayKeep for files of so many bytes.
func (f *Fit) mayKeep(most int) error {
	const numberBytes, pointNumbers, curves = 8, 2, 2
	k := f.Keep()
	size, err := k.file.Size()
	numbers := (keepGood-len(f.guard.good))*len(f.theta) + curves*pointNumbers*historyLen
	rows := 0
	if k.points != nil {
		numbers, rows = numbers+len(k.points.Data), k.points.Rows
	}
	if err == nil && size+numberBytes*numbers <= most {
		return nil
	}
	return fmt.Errorf("%w; %d rows of %d columns and a flow of %d parameters are too much: take fewer rows, or a smaller flow",
		safetensors.ErrTooLarge, rows, f.data.Dim()+f.data.GivenDim(), len(f.theta))
}
