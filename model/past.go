package model

import (
	"fmt"
	"math"
	"slices"
)

// A past keeps moments of a run, evenly over all of its steps: when there is no
// room for another, every other one makes way. All of its memory is there before
// a step needs it.
type past struct {
	numbers int // that it may hold
	most    int // moments
	stride  int // steps between two
	kept    []moment
	free    []moment // whose memory is used again
}

// A moment is a run at a step: all that training goes on from but for what the
// guard has seen of late, which starts anew, and the curves, which the run has.
type moment struct {
	progress
	edit int // the count of edits then: an undo takes back what came later
}

const (
	maxPast    = 64
	numbersPer = 3 // of a parameter: itself and its moments; its average is one more
	leastPast  = 4 // fewer are not worth a way back
)

// Remember keeps moments of the run from here on, which [Fit.Past] shows and
// [Fit.Return] goes back to: at most 64, and of at most so many numbers in all.
// What is learnt stays the same to the last bit.
func (f *Fit) Remember(numbers int) {
	f.past = &past{numbers: numbers, stride: 1, kept: make([]moment, 0, maxPast)}
	f.past.reserve(len(f.theta), len(f.ages), f.average != nil)
}

// reserve makes memory for moments of n parameters, and of their average.
func (p *past) reserve(n, ages int, averaged bool) {
	largest := max(n, 1)
	for _, m := range p.kept {
		largest = max(largest, cap(m.theta))
	}
	if p.most = min(maxPast, p.numbers/((numbersPer+int(oneIf(averaged)))*largest)); p.most < leastPast {
		p.most, p.kept, p.free = 0, nil, nil
		return
	}
	for len(p.kept) > p.most {
		p.thin()
	}
	room := p.most - len(p.kept)
	clear(p.free[min(len(p.free), room):])
	p.free = slices.Grow(p.free[:min(len(p.free), room)], room)[:room]
	for i := range p.free {
		if m := &p.free[i]; cap(m.theta) > largest {
			*m = moment{} // of a larger flow, which is gone
		}
		p.free[i].fit(n, ages, averaged)
	}
}

// fit gives a moment memory for n parameters, and for their average.
func (m *moment) fit(n, ages int, averaged bool) {
	if cap(m.theta) < n || cap(m.ages) < ages {
		m.theta, m.moments, m.ages = make([]float64, n), newMoments(n), make([]int, ages)
	}
	if averaged && cap(m.average) < n {
		m.average = make([]float64, n)
	}
	m.average = m.average[:n*int(oneIf(averaged))]
	m.theta, m.moments.mean, m.moments.square, m.ages = m.theta[:n], m.moments.mean[:n], m.moments.square[:n], m.ages[:ages]
}

// thin lets every other moment go.
func (p *past) thin() {
	p.stride *= 2
	p.drop(func(m *moment) bool { return m.step%p.stride != 0 })
}

// drop lets moments go and keeps their memory.
func (p *past) drop(gone func(*moment) bool) {
	left := p.kept[:0]
	for i := range p.kept {
		m := &p.kept[i]
		if !gone(m) {
			left = append(left, *m)
			continue
		}
		memory := moment{}
		memory.theta, memory.average, memory.moments, memory.ages = m.theta, m.average, m.moments, m.ages
		p.free = append(p.free, memory)
	}
	clear(p.kept[len(left):])
	p.kept = left
}

// remember keeps the run as it is before a step, if it is time to. What was kept
// of steps that are made anew is of another course by now.
func (f *Fit) remember() {
	p := f.past
	if p == nil || p.most == 0 || f.step%p.stride != 0 {
		return
	}
	p.drop(func(m *moment) bool { return m.step >= f.step || m.origin != f.origin })
	if len(p.kept) == 0 {
		p.stride = 1
	}
	for len(p.kept) >= p.most {
		p.thin()
	}
	if f.step%p.stride != 0 {
		return
	}
	last := len(p.free) - 1
	m := p.free[last]
	p.free = p.free[:last]
	m.take(f)
	p.kept = append(p.kept, m)
}

// take copies the run into the memory of the moment.
func (m *moment) take(f *Fit) {
	m.fit(len(f.theta), len(f.ages), f.average != nil)
	theta, average, moments, ages := m.theta, m.average, m.moments, m.ages
	copy(theta, f.theta)
	copy(average, f.average)
	copy(moments.mean, f.moments.mean)
	copy(moments.square, f.moments.square)
	copy(ages, f.ages)
	m.progress, m.edit = f.progress, f.edit
	m.theta, m.average, m.moments, m.ages = theta, average, moments, ages
	if f.average == nil {
		m.progress.average = nil
	}
	m.trainCurve, m.testCurve, m.marks, m.best.theta, m.guard.good, m.guard.bad = curve{}, curve{}, nil, nil, nil, nil
}

// forget lets go what came after the edit that an undo goes back behind.
func (p *past) forget(edit int) {
	if p != nil {
		p.drop(func(m *moment) bool { return m.edit > edit })
	}
}

// steps lists the steps behind the run that are kept.
func (f *Fit) keptSteps() []int {
	if f.past == nil {
		return nil
	}
	var list []int
	for i := range f.past.kept {
		if m := &f.past.kept[i]; f.isBehind(m) {
			list = append(list, m.step)
		}
	}
	return list
}

// isBehind tells whether the run came by a moment.
func (f *Fit) isBehind(m *moment) bool { return m.origin == f.origin && m.step < f.step }

// kept returns the moment of a step, nil if it is not kept.
func (f *Fit) kept(step int) *moment {
	if f.past == nil {
		return nil
	}
	for i := range f.past.kept {
		if m := &f.past.kept[i]; m.step == step && f.isBehind(m) {
			return m
		}
	}
	return nil
}

// errNotKept says what to do about a step that made way for others.
func errNotKept(step int) error {
	return fmt.Errorf("step %d is not kept any more; choose another", step)
}

// Past returns the run as it was before a step that is kept, with the curves of
// now.
func (f *Fit) Past(step int) (*Snapshot, error) {
	m := f.kept(step)
	if m == nil {
		return nil, errNotKept(step)
	}
	was := Fit{progress: m.progress, run: f.run, edit: m.edit, undo: f.undo, redo: f.redo, past: f.past}
	was.trainCurve, was.testCurve, was.marks, was.ended, was.reason = f.trainCurve, f.testCurve, f.marks, Paused, ""
	was.gradNorms = slices.Repeat([]float64{math.NaN()}, len(m.stack.Layers))
	s := was.snapshot(m.counting())
	s.Kept, s.Lived = f.keptSteps(), f.lives()
	return s, nil
}

// Best returns the run with the weights that did best on the validation part, as it was
// judged then, with the curves of now.
func (f *Fit) Best() *Snapshot {
	s := f.BestSnapshot()
	s.Step, s.Val, s.Train, s.State, s.Reason = f.best.step, f.best.nll, math.NaN(), Paused, ""
	for i := range s.GradNorm {
		s.GradNorm[i] = math.NaN()
	}
	return s
}

// lives tells whether the run goes on from more than its parameters.
func (f *Fit) lives() bool {
	_, ok := f.objective.(Keeper)
	return ok
}

// Return takes the run back to a step that is kept: stack, settings, weights and
// the optimiser's memory are those of then, so that it would learn the same
// again. An undo brings it back here.
func (f *Fit) Return(step int) error {
	m := f.kept(step)
	if m == nil {
		return errNotKept(step)
	}
	if f.lives() {
		return fmt.Errorf("%s goes on from what it has lived through, which is not kept of step %d; only looking back is possible", f.config.Settings.Value(objectiveField), step)
	}
	before := f.save(fmt.Sprintf("back to step %d", step))
	was := m.progress
	was.theta, was.average, was.moments, was.ages = slices.Clone(m.theta), slices.Clone(m.average), m.moments.clone(), slices.Clone(m.ages)
	was.trainCurve, was.testCurve = f.trainCurve.until(step), f.testCurve.until(step)
	was.marks = slices.DeleteFunc(slices.Clone(f.marks), func(m Mark) bool { return m.Step > step })
	was.nextID, was.ended, was.reason = max(was.nextID, f.nextID), Paused, ""
	f.progress = was
	f.rebuild()
	f.testNLL = f.objective.Judge(f.test)
	f.best.nll, f.best.step = f.testNLL, step
	f.run++
	f.did(before)
	return nil
}

// until returns a copy of what a curve has up to a step.
func (c *curve) until(step int) curve {
	d := c.clone()
	d.points = slices.DeleteFunc(d.points, func(p Point) bool { return p.Step > step })
	d.sum, d.count = 0, 0
	return d
}
