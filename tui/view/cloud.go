package view

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/plot"
	"bijou/tui/theme"
)

// A Version says which moment of a run something was computed for.
type Version struct {
	Run, Edit, Step int
	Under           *ad.Mat // the conditions; snapshots under the same ones share them
}

func VersionOf(s *model.Snapshot) Version { return Version{s.Run, s.Edit, s.Step, s.Given} }

// SameFlow tells whether two moments differ by training alone.
func (v Version) SameFlow(w Version) bool {
	return v.Run == w.Run && v.Edit == w.Edit && v.Under == w.Under
}

// A Cloud is what the two plots show: the base samples on their way forward and
// the data on their way back, at every depth from 0 to K, in the two columns
// that are looked at. It never changes.
type Cloud struct {
	Version Version
	Axes    [2]int
	Size    int        // how many points of each side were asked for
	Fan     *Fan       // of one column over many conditions, else nil
	Model   []Points   // the base samples after layer k
	Data    []Points   // the data before layer k+1
	Hue     []uint8    // of each base sample: the angle at which it started
	DataHue []uint8    // of each data point: the angle at which it arrives
	Spread  [2]float64 // standard deviation of the data on the base
	Lost    int        // points that are not finite somewhere
	Copulas []*Copula  // of the data before layer k+1; nil for runs that are not drawn so
}

// Points are the coordinates of a batch in two columns.
type Points struct{ X, Y []float64 }

// cloudPoints is how many points of each side are shown; deep flows of many
// columns get fewer, so that a path stays below 32 MiB.
const (
	CloudPoints = 2000
	CloudFloats = 4 << 20
)

func CloudSize(dim, layers int) int {
	return plot.Clamp(CloudFloats/(dim*(layers+1)), 100, CloudPoints)
}

// Stream is the random stream of the base samples shown, apart from all
// streams of the fit: looking must not change what is learnt.
const Stream = 0x73637265656e

// BaseSample draws the base samples of a seed. They stay the same for the whole
// BaseSample, so that points flow and do not boil.
func BaseSample(s *model.Snapshot, n int) *ad.Mat {
	z := ad.New(n, s.Stack.Dim)
	s.Base.Draw(rand.New(rand.NewPCG(s.Seed, Stream)), z)
	return z
}

// Drawn is what base samples depend on.
type Drawn struct {
	Seed uint64
	Base string
	At   Version // of a base that learns
}

func DrawnFrom(s *model.Snapshot) Drawn {
	d := Drawn{Seed: s.Seed, Base: s.BaseSpec.String()}
	if len(s.Stack.BaseBlocks) > 0 {
		d.At = VersionOf(s)
	}
	return d
}

// DataSample returns up to n points of the data with their conditions, those held out
// first; rows with weights are as often as they weigh.
func DataSample(d *model.Data, n int) model.Batch {
	val, train := d.ValBatch().Even(), d.TrainBatch().Even()
	all := model.Batch{X: firstOf(val.X, train.X, n)}
	if d.ValGiven != nil {
		all.Given = firstOf(val.Given, train.Given, n)
	}
	return all
}

// DataUnder returns up to n points of the data for a picture of a snapshot: those near
// its condition, if it has one.
func DataUnder(s *model.Snapshot, n int) model.Batch {
	if s.Given == nil || OverAll(s) || s.Data.Latent { // nobody observed what is latent: these are draws of the prior
		return DataSample(s.Data, n)
	}
	const searched = 20000
	b := under(DataSample(s.Data, searched), s.Given)
	return b.Rows(0, min(n, b.X.Rows))
}

// firstOf returns up to n rows of a and then of b, which may be nil.
func firstOf(a, b *ad.Mat, n int) *ad.Mat {
	rows := min(n, a.Rows)
	more := 0
	if b != nil {
		more = min(n-rows, b.Rows)
	}
	x := ad.New(rows+more, a.Cols)
	for j := range x.Cols {
		copy(x.Col(j), a.Col(j)[:rows])
		if more > 0 {
			copy(x.Col(j)[rows:], b.Col(j)[:more])
		}
	}
	return x
}

// MakeCloud carries base samples z forward, under the conditions of the snapshot, and
// data x back, under their own.
func MakeCloud(s *model.Snapshot, z *ad.Mat, x model.Batch, axes [2]int) *Cloud {
	c := &Cloud{Version: VersionOf(s), Axes: axes}
	if Fans(s) {
		c.Fan = makeFan(s, z)
	}
	under := s.Conditions(z.Rows)
	for _, at := range s.Forward(z) {
		c.Model = append(c.Model, c.look(at, under))
	}
	drawn := copula{}.Can(s) == ""
	for _, at := range s.Under(x.Given).Inverse(x.X) {
		c.Data = append(c.Data, c.look(at, x.Given))
		if drawn {
			c.Copulas = append(c.Copulas, newCopula(c.Data[len(c.Data)-1]))
		}
	}
	middle := NewColorWheel(s, z, axes)
	c.Hue = middle.Hues(z.Col(axes[0]), z.Col(axes[1]), z.Cols)
	c.DataHue = middle.Hues(c.Data[0].X, c.Data[0].Y, z.Cols)
	c.Spread = [2]float64{Spread(c.Data[0].X), Spread(c.Data[0].Y)}
	c.Lost = Lost(c.Model) + Lost(c.Data)
	return c
}

// CopulaAt is the copula of the data before layer k+1, nil for runs that are not drawn so.
func (c *Cloud) CopulaAt(k int) *Copula {
	if k >= len(c.Copulas) {
		return nil
	}
	return c.Copulas[k]
}

// look picks the columns to show. A single column becomes a heap of points,
// whose height is a density, or stands over its first condition.
func (c *Cloud) look(at, given *ad.Mat) Points {
	if c.Fan != nil {
		return Points{given.Col(0), at.Col(0)}
	}
	if at.Cols == 1 {
		return Heap(at.Col(0))
	}
	return Points{at.Col(c.Axes[0]), at.Col(c.Axes[1])}
}

// HeapBin is the width of a column of a heap in standardised units.
const HeapBin = 0.1

// Heap stacks values that fall into the same bin: the i-th of a bin lies at the
// height that a histogram of i values would have.
func Heap(x []float64) Points {
	y := make([]float64, len(x))
	count := map[float64]int{}
	for i, v := range x {
		bin := math.Floor(v / HeapBin)
		y[i] = (float64(count[bin]) + 0.5) / (float64(len(x)) * HeapBin)
		if !math.IsNaN(bin) { // every NaN would be a key of its own
			count[bin]++
		}
	}
	return Points{x, y}
}

// AngleHue returns the sector of a direction, the first around the x axis.
func AngleHue(x, y float64) uint8 {
	sector := math.Round(math.Atan2(y, x) / (2 * math.Pi / theme.Hues))
	if math.IsNaN(sector) {
		return 0
	}
	return uint8(int(sector)+theme.Hues) % theme.Hues
}

// QuantileHue cuts the standard normal line into parts of equal probability.
func QuantileHue(x float64) uint8 {
	p := 0.5 * math.Erfc(-x/math.Sqrt2)
	if math.IsNaN(p) {
		return 0
	}
	return uint8(plot.Clamp(int(p*theme.Hues), 0, theme.Hues-1))
}

// Lost counts the points that are not finite at some depth.
func Lost(path []Points) int {
	n := 0
	for i := range path[0].X {
		for _, p := range path {
			if d := p.X[i] - p.X[i] + p.Y[i] - p.Y[i]; d != 0 { // NaN for what is not finite
				n++
				break
			}
		}
	}
	return n
}

// Spread is the standard deviation of x.
func Spread(x []float64) float64 {
	mean, square := 0.0, 0.0
	for i, v := range x { // Welford 1962
		d := v - mean
		mean += d / float64(i+1)
		square += d * (v - mean)
	}
	return math.Sqrt(square / float64(len(x)))
}

// FirstRows returns up to n rows of m, from the first on.
func FirstRows(m *ad.Mat, n int) *ad.Mat {
	if m.Rows <= n {
		return m
	}
	part := ad.New(n, m.Cols)
	part.CopyRows(m, 0, n)
	return part
}
