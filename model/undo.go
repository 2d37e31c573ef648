package model

import (
	"errors"
	"slices"

	"bijou/model/safetensors"
)

// saved is a run as it was just before or after an edit.
type saved struct {
	label string
	edit  int // the count of edits
	progress
	past map[string]safetensors.Tensor // of a [Keeper]
}

// The undo list is bounded by its length and by the numbers that it holds: 64
// MiB of them.
const (
	maxUndo        = 64
	maxUndoNumbers = 8 << 20
)

// Undo puts the run back to just before the last edit, bit for bit.
func (f *Fit) Undo() error {
	if len(f.undo) == 0 {
		return errors.New("there is nothing to undo")
	}
	last := f.undo[len(f.undo)-1]
	f.redo = append(f.redo, f.save(last.label))
	f.undo = f.undo[:len(f.undo)-1]
	f.restore(last)
	return nil
}

// Redo puts the run back to where the last Undo found it, bit for bit.
func (f *Fit) Redo() error {
	if len(f.redo) == 0 {
		return errors.New("there is nothing to redo")
	}
	last := f.redo[len(f.redo)-1]
	f.undo = append(f.undo, f.save(last.label))
	f.redo = f.redo[:len(f.redo)-1]
	f.restore(last)
	return nil
}

// did records the way back from an edit that was just made.
func (f *Fit) did(before saved) {
	f.edit++
	f.undo, f.redo = append(f.undo, before), nil
	numbers := 0
	for i, s := range slices.Backward(f.undo) {
		if numbers += s.numbers(); numbers > maxUndoNumbers || len(f.undo)-i > maxUndo {
			f.undo = slices.Delete(f.undo, 0, i+1)
			break
		}
	}
}

func (s saved) numbers() int {
	n := 4*len(s.theta) + len(s.average) + 4*historyLen
	for _, t := range s.past {
		n += len(t.Data)
	}
	return n
}

func (f *Fit) save(label string) saved {
	p := f.progress
	p.theta, p.moments, p.ages = slices.Clone(p.theta), p.moments.clone(), slices.Clone(p.ages)
	p.average = slices.Clone(p.average)
	p.trainCurve, p.testCurve = p.trainCurve.clone(), p.testCurve.clone()
	p.marks = slices.Clone(p.marks)
	p.best.theta = slices.Clone(p.best.theta)
	p.guard.good, p.guard.bad = nil, slices.Clone(p.guard.bad)
	s := saved{label, f.edit, p, nil}
	if o, ok := f.objective.(Keeper); ok {
		s.past = o.Keep()
	}
	return s
}

func (f *Fit) restore(s saved) {
	f.past.forget(s.edit)
	f.progress = s.progress
	kept := f.best
	f.objective = nil
	f.rebuild()
	if o, ok := f.objective.(Keeper); ok {
		_ = o.Recall(s.past) // its own, so that it fits
	}
	f.best = kept
	f.edit++
	f.run++
}
