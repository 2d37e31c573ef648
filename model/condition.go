package model

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"bijou/flows/ad"
)

// A Given is a column of conditions: what a flow is told of a row and does not
// learn, as x in p(y | x). It is a number, or one of some levels, of which a net
// hears a column of zeros and ones each.
type Given struct {
	Name   string   `json:"name"`
	Levels []string `json:"levels,omitempty"` // nil for a number
	Binary bool     `json:"binary,omitempty"` // the number is 0 or 1, and a net hears that

	// Learnt says that the column is learnt by its frequencies, and the others under it:
	// what is asked for is p of both. At is how many columns of numbers stand before it.
	Learnt bool `json:"learnt,omitempty"`
	At     int  `json:"at,omitempty"`
}

// Width is how many numbers a net hears of the column.
func (g Given) Width() int { return max(1, len(g.Levels)) }

// A LevelError says that a condition has a value that training never saw.
type LevelError struct{ msg string }

// Error returns the sentence.
func (e *LevelError) Error() string { return e.msg }

// Put writes the numbers of a value into dst, which has [Given.Width] entries:
// those that data stand in before they are standardised. The error says what the
// value should be.
func (g Given) Put(dst []float64, value string) error {
	at := slices.Index(g.Levels, value)
	if clear(dst); at < 0 && g.Learnt {
		return nil // it has the probability 0
	}
	if at < 0 {
		return &LevelError{fmt.Sprintf("%s is %q here, which training never saw: it knows %s", g.Name, value, strings.Join(g.Levels, ", "))}
	}
	dst[at] = 1
	return nil
}

// givenWidth is how many numbers all columns of conditions are.
func givenWidth(list []Given) int {
	n := 0
	for _, g := range list {
		n += g.Width()
	}
	return n
}

// A Simulator draws points with their conditions: parameters with what a model makes
// of them, sounds with their spectrum.
type Simulator interface {
	// Dim is the number of columns of a sample, GivenDim that of a condition.
	Dim() int
	GivenDim() int
	// Sample fills every row of given (n×C) with a condition and every row of x
	// (n×D) with a draw under it.
	Sample(rng *rand.Rand, x, given *ad.Mat)
}

// A Generative simulator draws conditions under points: x are the parameters of a model,
// and what is given is what it makes of them.
type Generative interface {
	Simulator
	// Simulate fills every row of given (n×C) with a draw under the row of x (n×D).
	Simulate(rng *rand.Rand, x, given *ad.Mat)
}

// Generative is what makes conditions of points; ok is false where nothing does.
func (s Source) Generative() (g Generative, ok bool) {
	g, ok = s.simulator().(Generative)
	return g, ok
}

// A Conditional is a family of distributions that is known exactly: p(x | c) for
// every condition c, and a distribution of the conditions.
type Conditional interface {
	Simulator
	// LogProb writes log p(x | c) of every row into dst, in nats.
	LogProb(dst []float64, x, given *ad.Mat)
	// Entropy is −E log p(x | c) over both, in nats.
	Entropy() float64
	// At returns p(x | c) under one condition, which has GivenDim numbers.
	At(c []float64) Density
}

// GivenDim is how many numbers a condition is; 0 for none.
func (d *Data) GivenDim() int { return len(d.GivenMean) }

// ValBatch is the part to judge by with its conditions.
func (d *Data) ValBatch() Batch { return Batch{X: d.Val, Given: d.ValGiven, Weight: d.ValWeight} }

// TrainBatch is the part to learn from with its conditions; its X is nil where
// batches are drawn fresh.
func (d *Data) TrainBatch() Batch {
	return Batch{X: d.Train, Given: d.TrainGiven, Weight: d.TrainWeight}
}

// StandardGiven returns conditions, n×C in the units of the data, as the flow
// hears them.
func (d *Data) StandardGiven(given *ad.Mat) *ad.Mat {
	if given == nil {
		return nil
	}
	out := ad.New(given.Rows, given.Cols)
	standardiseBy(out, given, d.GivenMean, d.GivenSD)
	return out
}

// OwnGiven returns conditions, n×C as the flow hears them, in the units of the data.
func (d *Data) OwnGiven(given *ad.Mat) *ad.Mat {
	own := ad.New(given.Rows, given.Cols)
	for j := range given.Cols {
		for i, v := range given.Col(j) {
			own.Set(i, j, d.GivenMean[j]+d.GivenSD[j]*v)
		}
	}
	return own
}

// measureGiven sets what the conditions are standardised by. A level stays 0 or 1.
func (d *Data) measureGiven(look *ad.Mat, weights []float64) error {
	at := 0
	for _, g := range d.Given {
		for range g.Width() {
			mean, sd := 0.0, 1.0
			if g.Levels == nil && !g.Binary {
				var ok bool
				if mean, sd, ok = spreadOf(look.Col(at), weights); !ok {
					return badData("column %s of %s does not vary; it can be no condition", g.Name, d.Spec)
				}
			}
			d.GivenMean, d.GivenSD = append(d.GivenMean, mean), append(d.GivenSD, sd)
			at++
		}
	}
	return nil
}

// Under returns the snapshot under conditions, r×C as the flow hears them: row i of
// a batch is under row i mod r, so that one row is for all. What the conditions
// were before does not count.
func (s *Snapshot) Under(given *ad.Mat) *Snapshot {
	under := *s
	under.Given = given
	return &under
}

// condition puts the first n conditions on a tape; nil for a flow without.
func (s *Snapshot) condition(t *ad.Tape, n int) *ad.Mat {
	if rows := s.Conditions(n); rows != nil {
		return t.Const(rows)
	}
	return nil
}

// Conditions are those of the first n rows of a batch, n×C as the flow hears them;
// nil for a flow without.
func (s *Snapshot) Conditions(n int) *ad.Mat {
	if s.Given == nil {
		return nil
	}
	rows := ad.New(n, s.Given.Cols)
	for j := range rows.Cols {
		from, to := s.Given.Col(j), rows.Col(j)
		for i := range to {
			to[i] = from[i%len(from)]
		}
	}
	return rows
}

// AtCondition returns a snapshot that is under one condition of a family with the
// truth under that condition in place of the family, and with draws from it as the
// test part: what is measured of it is measured there. Any other is returned as it is.
func (s *Snapshot) AtCondition() *Snapshot {
	if s.Given == nil || s.Given.Rows != 1 || s.Data.Family == nil {
		return s
	}
	own := s.Data.OwnGiven(s.Given).Data
	if p, ok := s.Data.Family.(interface{ Possible(c []float64) bool }); ok && !p.Possible(own) {
		return s // nothing is distributed under what cannot be
	}
	at, data := *s, *s.Data
	data.Family, data.Truth = nil, s.Data.Family.At(own)
	test := data.Draw(newStream(splitSeed, streamHeld), freshTest)
	data.Test = Batch{X: data.standardise(test.X), Given: s.Given}
	at.Data = &data
	return &at
}
