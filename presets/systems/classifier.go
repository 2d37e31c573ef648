package systems

import (
	"bijou/flows/ad"
	"bijou/model"
)

// ClassFigures says how well a flow of images given their class tells the classes of those
// held back, beside a logistic regression on their pixels; nil of any other run.
func ClassFigures(s *model.Snapshot) []model.Figure {
	d := s.Data
	if d.Levels == 0 || d.Test.X == nil || len(d.Given) != 1 || len(d.Parts) == 0 || len(d.Aside) == 0 ||
		d.Aside[0].Name != d.Given[0].Name || len(d.Aside[0].Levels) != d.GivenDim() || d.GivenDim() < 2 {
		return nil
	}
	share, se := classify(s)
	figure := model.NewFigure("class_accuracy", "share", "of images held back whose class has the highest p(x | class), beside logistic regression", share).Within(se)
	if known, err := pixelAccuracy(d); err == nil {
		figure = figure.Against(known)
	}
	return []model.Figure{figure}
}

// pixelAccuracy is the share of images held back that a logistic regression tells which
// learnt from the training images.
func pixelAccuracy(d *model.Data) (float64, error) {
	train, aside := d.LevelsOf(model.Learn)
	held, hidden := d.LevelsOf(model.Hold)
	asDigits(d, train, held)
	probe, err := fitSoftmax(train, aside[0], d.GivenDim(), probeStrength)
	if err != nil {
		return 0, err
	}
	return probe.accuracy(held, hidden[0]), nil
}

// asDigits takes greys to the range of those of digits, which the strength of the
// regression is for.
func asDigits(d *model.Data, images ...*ad.Mat) {
	const digitGreys = 16
	for _, x := range images {
		for i := range x.Data {
			x.Data[i] *= digitGreys / float64(max(d.Levels-1, 1))
		}
	}
}
