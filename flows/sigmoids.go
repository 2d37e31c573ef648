package flows

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
	"bijou/flows/nn"
)

// sigmoids is the deep sigmoidal flow (Huang et al. 2018, section 3.1), the
// transform of NAF. From data to base it is a mixture of H sigmoids, carried
// back to the whole line:
//
//	z = logit F(x),  F(x) = Σ w_h·σ(a_h·x + b_h),  a > 0,  Σ w_h = 1
//
// An entry takes 3H raw numbers: H behind a, H for b, H for w by softmax. F and
// 1 − F are kept as logarithms, from a log-sum-exp each, so that nothing
// overflows and nothing is clamped. With α and β the shares of the components
// in F and in 1 − F,
//
//	dz/dx = F′/(F(1−F)) = Σ α_h·β_h·a_h/w_h
//
// From base to data there is no formula; as F lies between the least and the
// greatest σ(a_h·x + b_h), x lies between the (z − b_h)/a_h.
type sigmoids struct {
	components int
	slope      positive
	spread     float64 // b of the components starts from −spread to spread
	to, from   sigmoidStep
}

// positive says how a raw number becomes a slope a > 0.
type positive int

const (
	bySoftplus positive = iota
	byExp
)

func newSigmoids(components int, slope positive, spread float64) *sigmoids {
	s := &sigmoids{components: components, slope: slope, spread: spread}
	s.to, s.from = sigmoidStep{s, false}, sigmoidStep{s, true}
	return s
}

func (s *sigmoids) width() int { return 3 * s.components }

// start makes every component σ(x + b). Equal components would stay equal for
// ever, so they differ in b. As b has mean 0, the start is off the identity by
// its variance only: 1e-12 for a spread of 1e-6, from which training takes some
// hundred steps to pull the components apart; a spread of 1 saves them.
func (s *sigmoids) start() nn.Start {
	h := s.components
	one := softplusInverse(1)
	return func(_ *rand.Rand, dst []float64) {
		for lo := 0; lo < len(dst); lo += s.width() {
			for k := range h {
				dst[lo+k] = one
				dst[lo+h+k] = s.spread * float64(2*k-h+1) / float64(max(h-1, 1))
			}
		}
	}
}

func (s *sigmoids) forward(z, raw *ad.Mat) (x, ladj *ad.Mat) { return s.to.apply(z, raw) }
func (s *sigmoids) inverse(x, raw *ad.Mat) (z, ladj *ad.Mat) { return s.from.apply(x, raw) }

// A sigmoidStep is one direction of sigmoids as a fused operation.
type sigmoidStep struct {
	*sigmoids
	closed bool // from data to base, by the formula
}

// apply transforms v (n×d) by raw (n×d·width, or one row for all samples).
func (f *sigmoidStep) apply(v, raw *ad.Mat) (out, ladj *ad.Mat) {
	t, n, d := raw.Tape(), v.Rows, v.Cols
	want := raw.Grad != nil || v.Grad != nil
	out, ladj = t.Value(n, d, want), t.Value(n, 1, want)
	numbers := t.Value(raw.Rows, 3*f.components*d, false)
	shares := t.Value(n, 4*f.components*d, false)
	value, logSlope := t.Value(n, 1, false).Data, t.Value(n, 1, false).Data
	clear(ladj.Data)
	for j := range d {
		m := f.mixture(raw, numbers, shares, j)
		m.prepare(f.slope)
		if f.closed {
			m.evalAll(value, logSlope, v.Col(j))
			copy(out.Col(j), value)
			kernel.AddScaled(ladj.Data, 1, logSlope)
			continue
		}
		for i, z := range v.Col(j) {
			lo, hi := m.bracket(i, z)
			out.Col(j)[i] = solve(m, i, z, lo, hi)
		}
		m.evalAll(value, logSlope, out.Col(j))
		kernel.AddScaled(ladj.Data, -1, logSlope)
	}
	flagOverflow(out, ladj)
	ad.Custom(f, ad.Call{In: [5]*ad.Mat{v, raw}, Out: [2]*ad.Mat{out, ladj}, Saved: [2]*ad.Mat{numbers, shares}})
	return out, ladj
}

// A mixture is what one entry of all samples is transformed by. Its arrays hold
// a run for each component: of n numbers, or of as many as raw has rows, which
// is 1 where all samples share them.
type mixture struct {
	h, n, rows     int
	raw            []float64
	a, logA, logW  []float64 // slopes and weights
	low, high, mid []float64 // logarithms of the shares in F, in 1 − F and in F′
	room           []float64
}

func (f *sigmoidStep) mixture(raw, numbers, shares *ad.Mat, j int) mixture {
	h, n, rows := f.components, shares.Rows, raw.Rows
	own, kept := numbers.Data[j*3*h*rows:], shares.Data[j*4*h*n:]
	return mixture{
		h: h, n: n, rows: rows, raw: raw.Data[j*3*h*rows : (j+1)*3*h*rows],
		a: own[:h*rows], logA: own[h*rows : 2*h*rows], logW: own[2*h*rows : 3*h*rows],
		low: kept[:h*n], high: kept[h*n : 2*h*n], mid: kept[2*h*n : 3*h*n], room: kept[3*h*n : 4*h*n],
	}
}

// prepare computes what does not depend on x.
func (m mixture) prepare(slope positive) {
	if raw := m.raw[:m.h*m.rows]; slope == byExp {
		kernel.Exp(m.a, raw)
		copy(m.logA, raw)
	} else {
		kernel.Softplus(m.a, raw)
		kernel.Log(m.logA, m.a)
	}
	copy(m.logW, m.raw[2*m.h*m.rows:])
	for r := range m.rows {
		logShares(m.logW, m.h, m.rows, r)
	}
}

// evalAll writes logit F and the logarithm of its slope for all samples, and
// keeps the shares.
func (m mixture) evalAll(value, logSlope, x []float64) {
	for k := range m.h {
		rest, low, high := m.run(m.room, k), m.run(m.low, k), m.run(m.high, k)
		for i, v := range x {
			own := k*m.rows + min(i, m.rows-1)
			low[i] = m.a[own]*v + m.raw[m.h*m.rows+own]
			rest[i] = -math.Abs(low[i])
		}
		kernel.Softplus(rest, rest)
		for i, u := range low {
			w := m.logW[k*m.rows+min(i, m.rows-1)] - rest[i]
			low[i], high[i] = w+min(u, 0), w+min(-u, 0) // log w·σ(u), log w·σ(−u)
		}
	}
	logSharesAll(m.low, m.room, value)
	logSharesAll(m.high, m.room, logSlope)
	kernel.AddScaled(value, -1, logSlope)
	for k := range m.h {
		low, high, mid := m.run(m.low, k), m.run(m.high, k), m.run(m.mid, k)
		for i := range mid {
			own := k*m.rows + min(i, m.rows-1)
			mid[i] = low[i] + high[i] + m.logA[own] - m.logW[own]
		}
	}
	logSharesAll(m.mid, m.room, logSlope)
}

// run returns the n numbers of component k.
func (m mixture) run(x []float64, k int) []float64 { return x[k*m.n : (k+1)*m.n] }

// at is the same for one sample, with the slope itself: an increasing function
// for solve.
func (m mixture) at(i int, x float64) (value, slope float64) {
	r := min(i, m.rows-1)
	for k := range m.h {
		own := k*m.rows + r
		u := m.a[own]*x + m.raw[m.h*m.rows+own]
		rest := math.Log1p(math.Exp(-math.Abs(u)))
		m.low[k*m.n+i] = m.logW[own] + min(u, 0) - rest
		m.high[k*m.n+i] = m.logW[own] + min(-u, 0) - rest
	}
	value = logShares(m.low, m.h, m.n, i) - logShares(m.high, m.h, m.n, i)
	for k := range m.h {
		own, at := k*m.rows+r, k*m.n+i
		slope += math.Exp(m.low[at] + m.high[at] + m.logA[own] - m.logW[own])
	}
	return value, slope
}

// bracket returns bounds of the x that z comes from.
func (m mixture) bracket(i int, z float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for own := min(i, m.rows-1); own < m.h*m.rows; own += m.rows {
		x := (z - m.raw[m.h*m.rows+own]) / m.a[own]
		lo, hi = min(lo, x), max(hi, x)
	}
	return lo, hi
}

// logShares turns the logarithms of h numbers, which stand n apart, into those
// of their shares in the sum, and returns the logarithm of the sum.
func logShares(x []float64, h, n, i int) float64 {
	top := x[i]
	for at := i + n; at < h*n; at += n {
		top = max(top, x[at])
	}
	total := 0.0
	for at := i; at < h*n; at += n {
		x[at] -= top
		total += math.Exp(x[at])
	}
	rest := math.Log(total)
	for at := i; at < h*n; at += n {
		x[at] -= rest
	}
	return top + rest
}

// logSharesAll does so for len(total) samples at once and writes the logarithms
// of their sums; room is as long as x.
func logSharesAll(x, room, total []float64) {
	n := len(total)
	copy(total, x)
	for at := n; at < len(x); at += n {
		for i, v := range x[at : at+n] {
			total[i] = max(total[i], v)
		}
	}
	for at := 0; at < len(x); at += n {
		kernel.AddScaled(x[at:at+n], -1, total)
	}
	kernel.Exp(room, x)
	sum := room[:n]
	for at := n; at < len(x); at += n {
		kernel.AddScaled(sum, 1, room[at:at+n])
	}
	kernel.Log(sum, sum)
	kernel.AddScaled(total, 1, sum)
	for at := 0; at < len(x); at += n {
		kernel.AddScaled(x[at:at+n], -1, sum)
	}
}
