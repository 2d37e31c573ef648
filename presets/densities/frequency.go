package densities

import (
	"math"
	"math/rand/v2"
	"sort"
	"sync"

	"bijou/flows/ad"
)

// Frequency is the posterior of the frequency f of a sine that was seen to be 0 at
// some times (Huang et al. 2018, section 6.1):
//
//	f ~ U(0, 2),  0 = sin(2πf·t) + σ·noise  at t = 0, 5/6, 10/6.
//
// It has peaks at 0.6, 1.2, 1.8 and a half of one at 0.
type Frequency struct {
	sigma float64
	table func() *frequencyTable
}

const frequencyTop = 2.0 // of the prior

var frequencyTimes = [...]float64{0, 5. / 6, 10. / 6}

// NewFrequency returns the posterior under noise of deviation sigma.
func NewFrequency(sigma float64) *Frequency {
	f := &Frequency{sigma: sigma}
	f.table = sync.OnceValue(f.tabulate)
	return f
}

// Dim is the number of columns.
func (*Frequency) Dim() int { return 1 }

// at returns log p̃ and its derivative, −Inf outside of the prior.
func (f *Frequency) at(x float64) (v, slope float64) {
	if !(x >= 0 && x <= frequencyTop) {
		return math.Inf(-1), 0
	}
	v = -math.Log(frequencyTop)
	for _, t := range frequencyTimes {
		sin, cos := math.Sincos(2 * math.Pi * x * t)
		v -= sin*sin/(2*f.sigma*f.sigma) + math.Log(f.sigma) + Ln2Pi/2
		slope -= sin * cos * 2 * math.Pi * t / (f.sigma * f.sigma)
	}
	return v, slope
}

// LogWeight writes log p̃ of every row of x (n×1) into dst.
func (f *Frequency) LogWeight(dst []float64, x *ad.Mat) {
	for i, v := range x.Col(0)[:len(dst)] {
		dst[i], _ = f.at(v)
	}
}

// Score writes the derivative of log p̃ by x into grad, n×1.
func (f *Frequency) Score(grad, x *ad.Mat) {
	for i, v := range x.Col(0) {
		_, slope := f.at(v)
		grad.Set(i, 0, slope)
	}
}

// LogZ is the log evidence.
func (f *Frequency) LogZ() float64 { return f.table().logZ }

// Entropy is that of the posterior.
func (f *Frequency) Entropy() float64 { return f.table().entropy }

// LogProb writes the log density of every row of x into dst.
func (f *Frequency) LogProb(dst []float64, x *ad.Mat) {
	f.LogWeight(dst, x)
	for i := range dst {
		dst[i] -= f.LogZ()
	}
}

// Sample draws a cell of the table by its mass and a point in it, evenly but for the
// slope inside.
func (f *Frequency) Sample(rng *rand.Rand, x *ad.Mat) {
	t := f.table()
	col := x.Col(0)
	for i := range col {
		for {
			k := min(sort.SearchFloat64s(t.cumulated, rng.Float64()), frequencyCells-1)
			col[i] = (float64(k) + rng.Float64()) * t.step
			v, _ := f.at(col[i])
			if math.Log(rng.Float64()*slopeRoom) < v-t.logp[k] {
				break
			}
		}
	}
}

const frequencyCells = 1 << 14

// A frequencyTable holds log p̃ at the middle of every cell and the running mass.
type frequencyTable struct {
	step            float64
	logp, cumulated []float64
	logZ, entropy   float64
}

// tabulate integrates by the middle rule, which is good to 1e-6 for the widths that
// the field allows.
func (f *Frequency) tabulate() *frequencyTable {
	t := &frequencyTable{step: frequencyTop / frequencyCells}
	total, energy := 0.0, 0.0
	for k := range frequencyCells {
		v, _ := f.at((float64(k) + 0.5) * t.step)
		w := math.Exp(v)
		total += w
		energy += w * v
		t.logp, t.cumulated = append(t.logp, v), append(t.cumulated, total)
	}
	for k := range t.cumulated {
		t.cumulated[k] /= total
	}
	t.logZ = math.Log(total * t.step)
	t.entropy = t.logZ - energy/total
	return t
}
