package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
)

// A Density is a distribution that is known exactly: the truth that a flow is
// measured against.
type Density interface {
	// Dim is the number of columns of a sample.
	Dim() int
	// Sample fills every row of x with an independent draw.
	Sample(rng *rand.Rand, x *ad.Mat)
	// LogProb writes log p of every row of x into dst, in nats, −Inf outside
	// of the support.
	LogProb(dst []float64, x *ad.Mat)
	// Entropy is −E log p in nats.
	Entropy() float64
}

// A Target is a density known up to its normaliser, p̃ = Z·p, with its score: a
// flow can learn it without data.
type Target interface {
	// Dim is the number of columns of a sample.
	Dim() int
	// LogWeight writes log p̃ of every row of x into dst.
	LogWeight(dst []float64, x *ad.Mat)
	// Score writes the derivative of log p̃ by x into grad, n×D.
	Score(grad, x *ad.Mat)
	// LogZ is log ∫ p̃, NaN where it is not known.
	LogZ() float64
}

// A Source is a data set ready to be learnt.
type Source struct {
	Spec    string      // as a recipe line writes it: moons(n=2000)
	Columns []string    // a name for each column
	Chosen  []string    // the columns that were asked for of a file, as they were; nil for all
	Given   []Given     // the columns that are conditions; nil for none
	Points  *ad.Mat     // n×(D+C) in the data's own units, the conditions behind; nil when every batch is drawn fresh
	Truth   Density     // nil where the density is not known
	Family  Conditional // the truth under conditions; nil where it is not known
	Sim     Simulator   // draws points with their conditions, where neither truth is known; nil for none
	Target  Target      // what reverse KL draws the flow towards; nil for data alone
	Latent  bool        // the columns are latent variables of what is given: those of points are draws of their prior, N(0, I), which nobody observed
	AsIs    bool        // the points' own units are the flow's: nothing of them is known before it acts
	Live    bool        // drawn from something that runs now, such as a program: no run of them can be kept
	Notes   []string    // what a person should know of it, a sentence each

	Shape    flows.Shape // how the columns of an image lie; zero for columns that lie in no space
	Seen     flows.Shape // the same of what is given; zero for conditions that lie in no space
	Supports []Support   // of the columns that are learnt; nil where each is the line
	Whole    []bool      // the columns of whole numbers, which are learnt with uniform noise above each; nil for none
	Atoms    []Atom      // a value of a column that many rows share; nil for none
	Dates    []Date      // the columns that are dates, as days; nil for none
	Exact    []Exact     // columns that are left out because the others say them, by their places
	Levels   int         // above 0: the points are whole numbers from 0, so many of them, and are learnt with uniform noise above each
	Parts    []Part      // of every point; nil to split by chance
	Groups   []string    // of every point, what it belongs to with others; nil where nobody says
	Weights  []float64   // of every point, above 0; nil where all count the same
	Aside    []Aside     // what is known of every point beside its columns
	Labelled *ad.Mat     // rows like those of Points that are to be found by a low log p, and are not learnt; nil for none
	Label    string      // what they have in common, as kind=bad
	InOrder  bool        // the rows come as a person's file has them, where those that follow each other may be alike
	Carried  bool        // the spec makes the same points anywhere
	Told     string      // what the spec names and does not hold, as the text of a model; it is kept with a run

	LabelledWeight []float64 // of every row of Labelled, as Weights are of points; nil where all count the same
}

// Data is a source made ready: standardised column by column, and split into a
// part to learn from and a part to judge by.
type Data struct {
	Source
	Mean, SD []float64 // of the part to learn from, in the data's own units
	Train    *ad.Mat   // standardised; nil when batches are drawn fresh; of a large table a sample
	Val      *ad.Mat   // standardised
	Units    float64   // Σ log SD: what the standardisation adds to an NLL; with supports what their slopes add in the mean, too

	GivenMean, GivenSD   []float64 // of the conditions
	TrainGiven, ValGiven *ad.Mat   // conditions of the two parts, standardised; nil for none

	TrainWeight, ValWeight []float64 // of the rows of the two parts, 1 in the mean; nil where all count the same

	Test     Batch    // the part that is reported, standardised: neither training nor its best step sees it, but for a set in two parts
	Copies   int      // with levels, how often Val and Test have every point, each with noise of its own; 1 otherwise
	Copied   bool     // rows are copies of others
	Ordered  bool     // rows resemble those before them and were split by chance all the same
	twoParts bool     // the test part is the one that chose the weights
	large    *large   // the part to learn from of a large table, of which Train is a sample; nil for others
	whole    *ad.Mat  // with levels, the part to learn from as whole numbers
	codings  []coding // how every column is carried to the line; nil where each is only shifted and scaled
	slopes   float64  // what the codings add to Units
	classes  *classes // the frequencies of columns of words that are learnt; nil for none
	wordsNLL float64  // what they add to the NLL of the part to learn from
}

const (
	testShare = 0.2  // of the points
	freshTest = 4096 // points to judge by when batches are drawn fresh
	waveTest  = 1024 // the same of windows of waves, which say as much as many points
	freshLook = 20000
	minPoints = 10
	// The split is the same for every run, so that runs can be compared.
	splitSeed = 0
)

// Prepare standardises and splits a source. The error is a *DataError.
func Prepare(src Source) (*Data, error) { return prepare(src, nil, false) }

// prepare is Prepare with the scale of a run that was kept, if it is not nil, and with
// two parts, as runs of before had: they were judged by what chose their weights.
func prepare(src Source, kept *scale, two bool) (*Data, error) {
	d := &Data{Source: src, Copies: 1, twoParts: two}
	rng := newStream(splitSeed, streamSplit)
	var look, test, held Batch
	if src.Points == nil {
		look = src.Draw(rng, src.lookRows())
		test = src.Draw(rng, src.testRows())
	} else {
		if err := src.check(); err != nil {
			return nil, err
		}
		var copies int
		if look, test, held, copies, d.large = src.parts(rng, two); copies > 0 {
			d.Copied = true
			d.Notes = append(slices.Clone(d.Notes), fmt.Sprintf("%d of %d rows are copies of others; copies stay in one part.", copies, src.Points.Rows))
		}
		d.tellOrder()
		d.tellLarge()
	}
	if held.X == nil && src.drawable() {
		held = src.Draw(newStream(splitSeed, streamHeld), freshTest)
	}
	switch {
	case src.Target != nil || src.AsIs:
		d.leaveAsIs(look.X.Cols)
	case src.Levels > 0:
		look, test, held = d.spread(look, test, held)
	case src.bends():
		if err := d.measureCoded(look.X, look.Weight); err != nil {
			return nil, err
		}
		if src.noisy() {
			d.whole, d.Copies = look.X, levelCopies
			test, held = repeated(test, levelCopies), repeated(held, levelCopies)
		}
	default:
		if err := d.measure(look.X, look.Weight); err != nil {
			return nil, err
		}
	}
	if err := d.measureGiven(look.Given, look.Weight); err != nil {
		return nil, err
	}
	if err := d.take(kept); err != nil {
		return nil, err
	}
	standardise := d.standardise
	if d.codings != nil {
		rng = newStream(splitSeed, streamNoise)
		standardise = func(x *ad.Mat) *ad.Mat { return d.scattered(rng, x) }
		d.addSlopes(standardise(look.X), look.Weight)
	}
	d.Val, d.ValGiven, d.ValWeight = standardise(test.X), d.StandardGiven(test.Given), test.Weight
	d.Test = d.ValBatch()
	if held.X != nil {
		d.Test = Batch{X: standardise(held.X), Given: d.StandardGiven(held.Given), Weight: held.Weight}
	}
	if src.Points != nil {
		d.Train, d.TrainGiven, d.TrainWeight = standardise(look.X), d.StandardGiven(look.Given), look.Weight
		d.classes = newClasses(d.Given, d.TrainGiven, d.TrainWeight)
		d.wordsNLL = d.classNLL(d.TrainBatch())
	}
	return d, nil
}

// lookRows is how many fresh points the scale of the columns is measured on. That of a
// target is its own, and its draws can be slow.
func (s Source) lookRows() int {
	if s.Target != nil {
		return 1
	}
	return freshLook
}

// testRows is how many fresh points the flow is judged by.
func (s Source) testRows() int {
	if s.Shape.IsWave() {
		return waveTest
	}
	return freshTest
}

// Draw returns n fresh points in the data's own units, with their conditions.
func (s Source) Draw(rng *rand.Rand, n int) Batch {
	if sim := s.simulator(); sim != nil {
		b := newBatch(n, sim.Dim(), sim.GivenDim())
		sim.Sample(rng, b.X, b.Given)
		return b
	}
	x := ad.New(n, s.Truth.Dim())
	s.Truth.Sample(rng, x)
	return Batch{X: x}
}

// simulator is what draws points with their conditions; nil for none.
func (s Source) simulator() Simulator {
	if s.Family != nil {
		return s.Family
	}
	return s.Sim
}

// cut takes the conditions, which stand behind, off points.
func (s Source) cut(points *ad.Mat) Batch {
	c := givenWidth(s.Given)
	if c == 0 {
		return Batch{X: points}
	}
	d := points.Cols - c
	b := newBatch(points.Rows, d, c)
	for j := range d {
		copy(b.X.Col(j), points.Col(j))
	}
	for j := range c {
		copy(b.Given.Col(j), points.Col(d+j))
	}
	return b
}

// A DataError says in one sentence why data cannot be learnt.
type DataError struct{ msg string }

// Error returns the sentence.
func (e *DataError) Error() string { return e.msg }

func badData(format string, args ...any) error { return &DataError{fmt.Sprintf(format, args...)} }

// check refuses points that no flow can learn.
func (s Source) check() error {
	if s.Points.Rows < minPoints {
		return badData("%s has %d points; fitting a density needs at least %d", s.Spec, s.Points.Rows, minPoints)
	}
	for j := range s.Points.Cols {
		if !allFinite(s.Points.Col(j)) {
			return badData("column %s of %s holds numbers that are not finite; leave their rows out", s.columnName(j), s.Spec)
		}
	}
	if err := s.checkSupports(); err != nil {
		return err
	}
	if err := s.checkWeights(); err != nil {
		return err
	}
	return s.checkLevels()
}

// columnName names a column of the points, conditions included.
func (s Source) columnName(j int) string {
	if j < len(s.Columns) {
		return s.Columns[j]
	}
	j -= len(s.Columns)
	for _, g := range s.Given {
		if j < g.Width() {
			return g.Name
		}
		j -= g.Width()
	}
	return ""
}

// startRows is how many points layers may take their start from, and fittedRows how
// many where a layer is fitted to them and learns nothing after.
const (
	startRows  = 8192
	fittedRows = 100_000
)

// startFor is how many points the layers of a stack take their start from.
func startFor(s *flows.Stack) int {
	if slices.ContainsFunc(s.Layers, flows.Layer.Fitted) {
		return fittedRows
	}
	return startRows
}

// first returns the points that layers take their start from: the part to learn
// from, or fresh ones, so many at most; nil where it has none.
func (d *Data) first(seed uint64, rows int) Batch {
	if d.Target != nil || d.AsIs {
		return Batch{}
	}
	if d.Train == nil {
		own := d.Draw(newStream(seed, streamFirst), rows)
		return Batch{X: d.standardise(own.X), Given: d.StandardGiven(own.Given)}
	}
	return d.TrainBatch().Rows(0, min(rows, d.Train.Rows))
}

// Shape is how the columns lie; where they lie in no space, every one is a channel.
func (d *Data) Shape() flows.Shape {
	if d.Source.Shape == (flows.Shape{}) {
		return flows.Row(d.Dim())
	}
	return d.Source.Shape
}

// Dim is the number of columns.
func (d *Data) Dim() int { return len(d.Mean) }

// Entropy is that of the truth in nats, NaN where it is not known.
func (d *Data) Entropy() float64 {
	switch {
	case d.Family != nil:
		return d.Family.Entropy()
	case d.Truth != nil:
		return d.Truth.Entropy()
	}
	return math.NaN()
}

// Own returns x, n×D in standardised units, in the data's own.
func (d *Data) Own(x *ad.Mat) *ad.Mat {
	own := ad.New(x.Rows, x.Cols)
	for j := range x.Cols {
		for i, v := range x.Col(j) {
			own.Set(i, j, d.OwnOf(j, v))
		}
	}
	return own
}

// Standard returns points, n×D in the data's own units, as the flow learns them.
func (d *Data) Standard(x *ad.Mat) *ad.Mat { return d.standardise(x) }

func (d *Data) standardise(x *ad.Mat) *ad.Mat {
	s := ad.New(x.Rows, x.Cols)
	d.standardiseInto(s, x)
	return s
}

func (d *Data) standardiseInto(dst, x *ad.Mat) {
	if d.codings == nil {
		standardiseBy(dst, x, d.Mean, d.SD)
		return
	}
	for j := range x.Cols {
		to := dst.Col(j)
		for i, v := range x.Col(j) {
			to[i] = d.StandardOf(j, v)
		}
	}
}

// standardiseBy takes mean and scale off every column.
func standardiseBy(dst, x *ad.Mat, mean, sd []float64) {
	for j := range x.Cols {
		to := dst.Col(j)
		for i, v := range x.Col(j) {
			to[i] = (v - mean[j]) / sd[j]
		}
	}
}

// The streams of randomness that a seed opens. Layers use their ids, which are
// small, for the parameters that they start from.
const (
	streamSplit = 1 << 32 << iota
	streamBatch
	streamFresh
	streamLook
	streamJudge
	streamFirst
	streamDraw
	streamNoise
	streamHeld
)

func newStream(seed, stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }
