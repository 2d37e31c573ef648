package flows

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// Levels are the whole numbers of a column as a flow sees them: level k is what lies from
// Low + k·Step to Low + (k+1)·Step.
type Levels struct {
	Count     int
	Low, Step float64
}

// of is the level in which a number lies.
func (l Levels) of(x float64) float64 {
	return min(max(math.Floor((x-l.Low)/l.Step), 0), float64(l.Count-1))
}

// dust is the share of a uniform distribution that is mixed into that of a level, so
// that no level is impossible: a coder has to write all of them.
const dust = 1.0 / 1024

// A Coded flow gives whole numbers a probability, column after column: an
// autoregressive layer whose transforms are mixtures of sigmoids on the logistic base,
// which so are distribution functions, and layers that shift and scale columns between
// it and the data.
type Coded struct {
	layer  *Autoregressive
	mix    *sigmoids
	scales Chain // of the layers nearer to the data
}

// Code returns the flow of a stack for whole numbers. The error says which layer or
// base does not fit, and what would.
func (s *Stack) Code(base Base) (*Coded, error) {
	if base.Name() != "logistic" {
		return nil, fmt.Errorf("bits are those of mixtures of logistics, and the base is %s: take logistic", base.Name())
	}
	c := &Coded{}
	for i, l := range s.Layers {
		if l.Off {
			continue
		}
		switch b := l.Map.(type) {
		case *Autoregressive:
			mix, ok := b.t.(*sigmoids)
			if !ok || c.layer != nil || l.Flip {
				return nil, fmt.Errorf("layer %d (%s): bits are those of one naf layer alone", i+1, l.Kind.Name)
			}
			c.layer, c.mix = b, mix
		case *Affine, *ActNorm:
			if c.layer == nil {
				return nil, fmt.Errorf("layer %d (%s): it would have to stand nearer to the data than the naf layer", i+1, l.Kind.Name)
			}
			c.scales = append(c.scales, b)
		default:
			return nil, fmt.Errorf("layer %d (%s): bits are those of one naf layer, and of affine and actnorm behind it", i+1, l.Kind.Name)
		}
	}
	if c.layer == nil {
		return nil, errors.New("bits are those of a naf layer on the logistic base, and the stack has none")
	}
	return c, nil
}

// LogMass returns the log probability of the levels in which the entries of x (n×D)
// lie, n×1 in nats:
//
//	log Π_i P(level of x_i | levels before), P = (1−ε)·(F_i(high) − F_i(low)) + ε/Count
//
// levels are those of every column. F_i is the distribution function of entry i that the net shapes by the middle of the
// levels before it. The lowest level reaches down to −∞, the highest up to ∞.
func (c *Coded) LogMass(x, given *ad.Mat, levels []Levels) *ad.Mat {
	t := x.Tape()
	level, low, middle, high := t.Value(x.Rows, x.Cols, false), t.Value(x.Rows, x.Cols, false), t.Value(x.Rows, x.Cols, false), t.Value(x.Rows, x.Cols, false)
	for j, l := range levels {
		level, low, middle, high := level.Col(j), low.Col(j), middle.Col(j), high.Col(j)
		for i, v := range x.Col(j) {
			k := l.of(v)
			level[i], low[i], middle[i], high[i] = k, l.Low+k*l.Step, l.Low+(k+0.5)*l.Step, l.Low+(k+1)*l.Step
		}
	}
	raw := c.layer.net.Apply(ad.Join(c.toNet(middle), given))
	f := &levelMass{c.mix.components, levels}
	return f.apply(c.toNet(low), c.toNet(high), raw, level)
}

// toNet carries numbers of the data to where the net hears them.
func (c *Coded) toNet(x *ad.Mat) *ad.Mat {
	z, _ := c.scales.Inverse(x, nil)
	return z
}

// levelMass is the log probability of levels as a fused operation.
type levelMass struct {
	components int
	levels     []Levels
}

// apply takes the ends of the levels (n×D), raw numbers (n×3hD), and the levels.
func (f *levelMass) apply(low, high, raw, level *ad.Mat) *ad.Mat {
	t, n, h := raw.Tape(), level.Rows, f.components
	out := t.Value(n, 1, raw.Grad != nil || low.Grad != nil)
	// For every entry and component: slope a, weight w, σ(low), σ(high). Then masses.
	kept := t.Value(n, (4*h+1)*level.Cols, false)
	clear(out.Data)
	for j := range level.Cols {
		m := f.entry(j, low, high, raw, level, kept)
		m.prepare()
		p := kept.Col(4*h*level.Cols + j)
		m.mass(p)
		for i, v := range p {
			p[i] = (1-dust)*v + m.dust
			out.Data[i] += math.Log(p[i])
		}
	}
	ad.Custom(f, ad.Call{In: [5]*ad.Mat{low, high, raw}, Out: [2]*ad.Mat{out}, Saved: [2]*ad.Mat{kept, level}})
	return out
}

// A massEntry is one entry of all samples.
type massEntry struct {
	h, n                    int
	top, dust               float64 // the highest level, and the share of each that is uniform
	low, high, level        []float64
	rawA, rawB, rawW        []float64
	slope, weight, at0, at1 []float64
}

func (f *levelMass) entry(j int, low, high, raw, level, kept *ad.Mat) massEntry {
	h, n := f.components, level.Rows
	size := h * n
	r, k := raw.Data[3*j*size:], kept.Data[4*j*size:]
	return massEntry{
		h: h, n: n, top: float64(f.levels[j].Count - 1), dust: dust / float64(f.levels[j].Count), low: low.Col(j), high: high.Col(j), level: level.Col(j),
		rawA: r[:size], rawB: r[size : 2*size], rawW: r[2*size : 3*size],
		slope: k[:size], weight: k[size : 2*size], at0: k[2*size : 3*size], at1: k[3*size : 4*size],
	}
}

// prepare computes slopes, weights and sigmoids at both ends.
func (m massEntry) prepare() {
	kernel.Softplus(m.slope, m.rawA)
	copy(m.weight, m.rawW)
	for i := range m.n {
		logShares(m.weight, m.h, m.n, i)
	}
	kernel.Exp(m.weight, m.weight)
	for k := range m.h {
		for i := range m.n {
			at := k*m.n + i
			m.at0[at], m.at1[at] = m.slope[at]*m.low[i]+m.rawB[at], m.slope[at]*m.high[i]+m.rawB[at]
		}
	}
	kernel.Sigmoid(m.at0, m.at0)
	kernel.Sigmoid(m.at1, m.at1)
	for i, level := range m.level {
		for at := i; at < m.h*m.n; at += m.n {
			if level == 0 {
				m.at0[at] = 0
			}
			if level == m.top {
				m.at1[at] = 1
			}
		}
	}
}

// mass writes F(high) − F(low).
func (m massEntry) mass(p []float64) {
	clear(p)
	for k := range m.h {
		for i := range p {
			at := k*m.n + i
			p[i] += m.weight[at] * (m.at1[at] - m.at0[at])
		}
	}
}

// Backward differentiates entry by entry. σ′ = σ(1−σ) is 0 at an end that lies at
// infinity.
func (f *levelMass) Backward(c *ad.Call) {
	low, high, raw, out, kept, level := c.In[0], c.In[1], c.In[2], c.Out[0], c.Saved[0], c.Saved[1]
	size := f.components * level.Rows
	for j := range level.Cols {
		m, p := f.entry(j, low, high, raw, level, kept), kept.Col(4*f.components*level.Cols+j)
		grad := raw.Grad[3*j*size : 3*(j+1)*size]
		for i := range m.n {
			pull := out.Grad[i] * (1 - dust) / p[i]
			whole := (p[i] - m.dust) / (1 - dust)
			for at := i; at < size; at += m.n {
				w, a := pull*m.weight[at], m.slope[at]
				s0, s1 := m.at0[at]*(1-m.at0[at]), m.at1[at]*(1-m.at1[at])
				grad[at] += w * (m.high[i]*s1 - m.low[i]*s0) * (1 - math.Exp(-a)) // σ(raw) where a is softplus of it
				grad[size+at] += w * (s1 - s0)
				grad[2*size+at] += w * (m.at1[at] - m.at0[at] - whole)
				if low.Grad != nil {
					low.GradCol(j)[i] -= w * a * s0
					high.GradCol(j)[i] += w * a * s1
				}
			}
		}
	}
}

// LogMass writes the log probability of the levels of every row of x (n×D) into dst,
// in nats.
func (e *Evaluator) LogMass(c *Coded, dst []float64, x *ad.Mat, levels []Levels) {
	e.each(x, func(w *worker, lo int) {
		v := w.start()
		copy(dst[lo:lo+w.at.Rows], c.LogMass(v, w.condition(), levels).Data)
	})
}

// Order is the order in which columns are told.
func (c *Coded) Order() []int { return slices.Clone(c.layer.order) }

// Components is how many sigmoids shape the distribution function of a column.
func (c *Coded) Components() int { return c.mix.components }

// A Ruler is where the levels of a column lie for a net: level k from Low + k·Step to
// Low + (k+1)·Step.
type Ruler struct{ Low, Step float64 }

// Rulers returns those of all columns: what the net hears, and what the distribution
// functions take.
func (c *Coded) Rulers(theta []float64, levels []Levels) []Ruler {
	ends := ad.New(2, len(levels))
	for j, l := range levels {
		ends.Set(0, j, l.Low)
		ends.Set(1, j, l.Low+float64(l.Count)*l.Step)
	}
	ends = c.toNet(ad.NewTape(theta, nil).Const(ends))
	rulers := make([]Ruler, len(levels))
	for j, l := range levels {
		rulers[j] = Ruler{ends.At(0, j), (ends.At(1, j) - ends.At(0, j)) / float64(l.Count)}
	}
	return rulers
}
