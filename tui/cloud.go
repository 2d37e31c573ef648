package tui

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/theme"
)

// A version says which moment of a run something was computed for.
type version struct{ run, edit, step int }

func versionOf(s *model.Snapshot) version { return version{s.Run, s.Edit, s.Step} }

// sameFlow tells whether two moments differ by training alone.
func (v version) sameFlow(w version) bool { return v.run == w.run && v.edit == w.edit }

// A cloud is what the two plots show: the base samples on their way forward and
// the data on their way back, at every depth from 0 to K, in the two columns
// that are looked at. It never changes.
type cloud struct {
	version version
	axes    [2]int
	size    int        // how many points of each side were asked for
	model   []points   // the base samples after layer k
	data    []points   // the data before layer k+1
	hue     []uint8    // of each base sample: the angle at which it started
	dataHue []uint8    // of each data point: the angle at which it arrives
	spread  [2]float64 // standard deviation of the data on the base
	lost    int        // points that are not finite somewhere
}

// points are the coordinates of a batch in two columns.
type points struct{ x, y []float64 }

// cloudPoints is how many points of each side are shown; deep flows of many
// columns get fewer, so that a path stays below 32 MiB.
const (
	cloudPoints = 2000
	cloudFloats = 4 << 20
)

func cloudSize(dim, layers int) int {
	return clamp(cloudFloats/(dim*(layers+1)), 100, cloudPoints)
}

// screenStream is the random stream of the base samples shown, apart from all
// streams of the fit: looking must not change what is learnt.
const screenStream = 0x73637265656e

// baseSample draws the base samples of a seed. They stay the same for the whole
// run, so that points flow and do not boil.
func baseSample(s *model.Snapshot, n int) *ad.Mat {
	z := ad.New(n, s.Stack.Dim)
	s.Base.Draw(rand.New(rand.NewPCG(s.Seed, screenStream)), z)
	return z
}

// drawn is what base samples depend on.
type drawn struct {
	seed uint64
	base string
	at   version // of a base that learns
}

func drawnFrom(s *model.Snapshot) drawn {
	d := drawn{seed: s.Seed, base: s.BaseSpec.String()}
	if len(s.Stack.BaseBlocks) > 0 {
		d.at = versionOf(s)
	}
	return d
}

// dataSample returns up to n points of the data, those held out first.
func dataSample(d *model.Data, n int) *ad.Mat {
	rows := min(n, d.Test.Rows)
	more := 0
	if d.Train != nil {
		more = min(n-rows, d.Train.Rows)
	}
	x := ad.New(rows+more, d.Dim())
	for j := range x.Cols {
		copy(x.Col(j), d.Test.Col(j)[:rows])
		if more > 0 {
			copy(x.Col(j)[rows:], d.Train.Col(j)[:more])
		}
	}
	return x
}

// makeCloud carries base samples z forward and data x back.
func makeCloud(s *model.Snapshot, z, x *ad.Mat, axes [2]int) *cloud {
	c := &cloud{version: versionOf(s), axes: axes}
	for _, at := range s.Forward(z) {
		c.model = append(c.model, c.look(at))
	}
	for _, at := range s.Inverse(x) {
		c.data = append(c.data, c.look(at))
	}
	middle := newColorWheel(s, z, axes)
	c.hue = middle.hues(z.Col(axes[0]), z.Col(axes[1]), z.Cols)
	c.dataHue = middle.hues(c.data[0].x, c.data[0].y, z.Cols)
	c.spread = [2]float64{spread(c.data[0].x), spread(c.data[0].y)}
	c.lost = lost(c.model) + lost(c.data)
	return c
}

// look picks the columns to show. A single column becomes a heap of points,
// whose height is a density.
func (c *cloud) look(at *ad.Mat) points {
	if at.Cols == 1 {
		return heap(at.Col(0))
	}
	return points{at.Col(c.axes[0]), at.Col(c.axes[1])}
}

// heapBin is the width of a column of a heap in standardised units.
const heapBin = 0.1

// heap stacks values that fall into the same bin: the i-th of a bin lies at the
// height that a histogram of i values would have.
func heap(x []float64) points {
	y := make([]float64, len(x))
	count := map[float64]int{}
	for i, v := range x {
		bin := math.Floor(v / heapBin)
		y[i] = (float64(count[bin]) + 0.5) / (float64(len(x)) * heapBin)
		if !math.IsNaN(bin) { // every NaN would be a key of its own
			count[bin]++
		}
	}
	return points{x, y}
}

// angleHue returns the sector of a direction, the first around the x axis.
func angleHue(x, y float64) uint8 {
	sector := math.Round(math.Atan2(y, x) / (2 * math.Pi / theme.Hues))
	if math.IsNaN(sector) {
		return 0
	}
	return uint8(int(sector)+theme.Hues) % theme.Hues
}

// quantileHue cuts the standard normal line into parts of equal probability.
func quantileHue(x float64) uint8 {
	p := 0.5 * math.Erfc(-x/math.Sqrt2)
	if math.IsNaN(p) {
		return 0
	}
	return uint8(clamp(int(p*theme.Hues), 0, theme.Hues-1))
}

// lost counts the points that are not finite at some depth.
func lost(path []points) int {
	n := 0
	for i := range path[0].x {
		for _, p := range path {
			if d := p.x[i] - p.x[i] + p.y[i] - p.y[i]; d != 0 { // NaN for what is not finite
				n++
				break
			}
		}
	}
	return n
}

// spread is the standard deviation of x.
func spread(x []float64) float64 {
	mean, square := 0.0, 0.0
	for i, v := range x { // Welford 1962
		d := v - mean
		mean += d / float64(i+1)
		square += d * (v - mean)
	}
	return math.Sqrt(square / float64(len(x)))
}
