package model

import "slices"

// An exponential average of the weights forgets the noise of the steps, and so does
// without a learning rate that falls to a horizon (Polyak and Juditsky 1992; in this
// form Izmailov et al. 2018 and others before them). Where a run has one, it is what
// is judged, shown, kept as the best, drawn from and exported; the steps go on from
// the weights themselves.

// counting are the weights that count: the average if there is one.
func (f *Fit) counting() []float64 { return f.progress.counting() }

func (p *progress) counting() []float64 {
	if p.average != nil {
		return p.average
	}
	return p.theta
}

// readyAverage makes the average where the settings want one and takes it away
// where they do not. One of other weights starts anew.
func (f *Fit) readyAverage() {
	switch {
	case f.config.Settings.Float("average") == 0:
		f.average = nil
	case len(f.average) != len(f.theta):
		f.average = slices.Clone(f.theta)
	}
}

// follow moves the average after a step. Its memory is short at first, so that it
// soon forgets where the run began.
func (f *Fit) follow() {
	if f.average == nil {
		return
	}
	n := float64(f.step)
	keep := min(f.config.Settings.Float("average"), (1+n)/(10+n))
	for i, v := range f.theta {
		f.average[i] += (1 - keep) * (v - f.average[i])
	}
}
