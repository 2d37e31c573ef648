package model

import (
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
)

// A Snapshot is a run at one moment. It is immutable and may be read by any
// goroutine. NLLs are in the data's own units, in nats.
type Snapshot struct {
	Number    int // of those that a Trainer published: the larger is the newer; 0 for others
	Run, Edit int // count restarts and edits: what was computed for others is stale
	Step      int
	State     State
	Reason    string // why it ended, or what happened last; may be empty
	Seed      uint64
	Settings  Settings
	Limits    Limits // that edits keep to
	Data      *Data
	Stack     *flows.Stack
	BaseSpec  flows.BaseSpec
	Base      flows.Base // with its parameters, if it has any
	Theta     []float64  // a copy
	Given     *ad.Mat    // conditions, as the flow hears them: see [Snapshot.Under]; nil for none

	// Objective says what the numbers below are: where its words are those of a
	// target, −ELBO stands for NLL and −log Z for the entropy.
	Objective *ObjectiveKind
	Train     float64 // running mean of the batch losses; NaN before the first step
	Val       float64 // of the validation part, of Data.Judged points
	Best      float64 // the lowest Val since the last edit
	Expected  float64 // Val of the truth, NaN where it is not known
	BestStep  int
	Entropy   float64 // of the truth; NaN where it is not known

	GradNorm  []float64 // of each layer, before clipping
	LR        float64   // in force
	Clipped   float64   // share of the recent steps that were clipped
	Skipped   int       // steps left out because a number was not finite
	Rollbacks int
	Rate      float64 // steps per second; a Trainer fills it in
	Seconds   float64 // that the steps of this run took under a [Trainer]

	History    History
	Marks      []Mark
	Undo, Redo string // what they would take back; empty for nothing
	Kept       []int  // steps that [Fit.Past] has, rising; nil unless it remembers
	Lived      bool   // it goes on from what it has lived through, of which no earlier step has any: nobody can return to one
}

// Snapshot returns the run as it is.
func (f *Fit) Snapshot() *Snapshot { return f.snapshot(f.counting()) }

// BestSnapshot returns the run with the parameters that did best on the test
// part.
func (f *Fit) BestSnapshot() *Snapshot { return f.snapshot(f.best.theta) }

func (f *Fit) snapshot(theta []float64) *Snapshot {
	s := &Snapshot{
		Run: f.run, Edit: f.edit, Step: f.step, Seconds: f.spent.seconds(f.run), State: f.ended, Reason: f.reason,
		Seed: f.config.Seed, Settings: f.config.Settings, Limits: f.config.Limits, Data: f.data, Stack: f.stack,
		BaseSpec: f.config.Base, Theta: slices.Clone(theta),
		Objective: f.config.Settings.Objective(),
		Train:     f.train.value(), Val: f.testNLL, Best: f.best.nll, BestStep: f.best.step, Entropy: f.floor, Expected: f.expected,
		GradNorm: slices.Clone(f.gradNorms), LR: rate(f.config.Settings, f.step) * f.guard.slow,
		Clipped: f.clipped.value(), Skipped: f.guard.skipped, Rollbacks: f.guard.rollbacks,
		History: History{slices.Clone(f.trainCurve.points), slices.Clone(f.testCurve.points)},
		Marks:   slices.Clone(f.marks), Undo: top(f.undo), Redo: top(f.redo), Kept: f.keptSteps(),
	}
	s.Lived = f.lives()
	s.Base = flows.BaseAt(f.base, s.Theta)
	if f.data.ValGiven != nil {
		s.Given = f.data.ValBatch().Rows(0, 1).Given
	}
	return s
}

// Config is what starts the same run anew, edits included.
func (s *Snapshot) Config() Config {
	return Config{Source: s.Data.Source, Base: s.BaseSpec, Spec: s.Stack.Spec(), Settings: s.Settings, Seed: s.Seed}
}

func top(list []saved) string {
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1].label
}

// Gap is how far Val lies above what the truth itself comes to on the same points, NaN
// where that is not known: an estimate of the KL divergence from the truth to the flow.
func (s *Snapshot) Gap() float64 { return s.Val - s.Expected }

// Free is the number of parameters that training may change.
func (s *Snapshot) Free() int { return s.Stack.Free() }

// Forward carries base samples z (n×D) to the data and returns the batch at all
// K+1 places, [0] being z. All are standardised.
func (s *Snapshot) Forward(z *ad.Mat) []*ad.Mat { return s.evaluator().Forward(z).At }

// Inverse carries standardised data x (n×D) to the base and returns the batch
// at all K+1 places, [0] being z and [K] being x.
func (s *Snapshot) Inverse(x *ad.Mat) []*ad.Mat { return s.evaluator().Inverse(x).At }

// LogProb writes log p of standardised data x into dst, as a density over the
// data's own units.
func (s *Snapshot) LogProb(dst []float64, x *ad.Mat) {
	s.evaluator().LogProb(dst, x)
	units := make([]float64, x.Rows)
	s.Data.LogUnits(units, x)
	for i := range units {
		dst[i] -= units[i]
	}
}

// NLL is the mean of −log p over standardised data x, and its standard error.
func (s *Snapshot) NLL(x *ad.Mat) (nll, se float64) {
	logp := make([]float64, x.Rows)
	s.LogProb(logp, x)
	return s.nll(Batch{X: x}, logp)
}

// nllOf is the mean of −log p over a part of the data, words that are learnt included, by
// the weights of its rows.
func (s *Snapshot) nllOf(b Batch) (nll, se float64) { return s.nll(b, s.logProbOf(b)) }

// nll is the mean of −log p over points.
func (s *Snapshot) nll(b Batch, logp []float64) (nll, se float64) {
	if c := s.Data.Copies; c > 1 && (b.X == s.Data.Val || b.X == s.Data.Test.X) {
		logp = overCopies(logp, c) // behind the points are copies with the same weights
	}
	m, se := weightedMeanSE(logp, b.Weight)
	return -m, se
}

// ValLogProb is log p of every row of the validation part, with noise the mean over the
// copies of the row: as many numbers as there are rows that can tell one flow from another.
func (s *Snapshot) ValLogProb() []float64 {
	logp := s.logProbOf(s.Data.ValBatch())
	if s.Data.Copies > 1 {
		logp = overCopies(logp, s.Data.Copies)
	}
	return logp
}

// logProbOf is log p of the rows of a part, words that are learnt included.
func (s *Snapshot) logProbOf(b Batch) []float64 {
	logp := make([]float64, b.X.Rows)
	s.Under(b.Given).LogProb(logp, b.X)
	for i, v := range s.Data.logClasses(b.Given, b.X.Rows) {
		logp[i] += v
	}
	return logp
}

func (s *Snapshot) evaluator() *flows.Evaluator {
	return s.Stack.Evaluator(s.Base, s.Theta).Under(s.Given)
}
