package flows

import (
	"math"

	"bijou/flows/ad"
)

// A solver integrates a field with the Dormand–Prince pair of orders five and
// four (Dormand and Prince 1980; Hairer et al. 1993, section II.5). Every sample
// has a clock and a step of its own, so that none depends on its neighbours. They
// are evaluated together, and leave as they arrive.
type solver struct {
	field
	tol         float64
	state       *ad.Mat    // x and, where the field has a trace, the log|det| so far
	time, step  *ad.Mat    // the clocks, and the steps to try next; 0 for who has left
	row         *ad.Mat    // of the batch
	slopes      [7]*ad.Mat // how the state changes at the stages of a step
	next, when  *ad.Mat    // a stage
	end         *ad.Mat    // the states of the whole batch as its samples left
	evaluations int
}

// DormandPrince is the pair of fifth and fourth order of Dormand and Prince (1980): the times
// of its stages, how each starts from the slopes before it, and the error of a step. The last
// stage starts where the step ends, so its slope is the first of the next step.
var DormandPrince = struct {
	Times  [7]float64
	Starts [7][6]float64
	Error  [7]float64
}{
	Times: [7]float64{0, 1. / 5, 3. / 10, 4. / 5, 8. / 9, 1, 1},
	Starts: [7][6]float64{
		{},
		{1. / 5},
		{3. / 40, 9. / 40},
		{44. / 45, -56. / 15, 32. / 9},
		{19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
		{9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
		{35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84},
	},
	Error: [7]float64{71. / 57600, 0, -71. / 16695, 71. / 1920, -17253. / 339200, 22. / 525, -1. / 40},
}

// stages is how often a step evaluates the field, if it takes its first slope from
// the step before or needs no error.
const stages = len(DormandPrince.Starts) - 1

// maxAttempts bounds the steps of a solve. A sample that has not arrived by
// then comes out as no number.
const maxAttempts = 2000

// solver returns a solver that stands at v at a time.
func (c *Continuous) solver(v, given *ad.Mat, from float64, silent bool) *solver {
	t, n, cols := v.Tape(), v.Rows, v.Cols
	s := &solver{field: c.field(v, given), tol: c.tol}
	if s.silent = silent; !silent {
		cols++
	}
	if given != nil { // a copy, from which samples may leave
		s.given = t.Value(n, given.Cols, false)
		copy(s.given.Data, given.Data)
	}
	s.state, s.next, s.end = t.Value(n, cols, false), t.Value(n, cols, false), t.Value(n, cols, false)
	s.time, s.when, s.step, s.row = clock(v, from), t.Value(n, 1, false), t.Value(n, 1, false), t.Value(n, 1, false)
	for k := range s.slopes {
		s.slopes[k] = t.Value(n, cols, false)
	}
	clear(s.state.Data)
	copy(s.state.Data, v.Data)
	for i := range s.row.Data {
		s.row.Data[i] = float64(i)
	}
	return s
}

// run carries all samples to a time and returns where they are, n×d, and their
// log|det|, n×1, or nil for a field without a trace.
func (s *solver) run(to float64) (x, ladj *ad.Mat) {
	for i, from := range s.time.Data { // a gentle field takes two steps
		s.step.Data[i] = (to - from) / 2
	}
	s.evaluate(0, s.state, s.time)
	for range maxAttempts {
		if s.state.Rows == 0 {
			break
		}
		for k := 1; k < len(s.slopes); k++ {
			s.stage(k)
			s.evaluate(k, s.next, s.when)
		}
		s.advance(to)
		s.closeRanks()
	}
	for i := range s.state.Rows {
		s.fail(i)
	}
	if s.silent {
		return s.end, nil
	}
	d := s.end.Cols - 1
	return ad.Cols(s.end, 0, d), ad.Cols(s.end, d, d+1)
}

// evaluate writes the slopes of a stage.
func (s *solver) evaluate(k int, at, time *ad.Mat) {
	d := at.Cols
	if !s.silent {
		d--
	}
	mark := at.Tape().Pause()
	dx, trace := s.at(ad.Cols(at, 0, d), time)
	copy(s.slopes[k].Data, dx.Data)
	if !s.silent {
		copy(s.slopes[k].Col(d), trace.Data)
	}
	at.Tape().Resume(mark)
	s.evaluations++
}

// stage finds the place and the time of a stage.
func (s *solver) stage(k int) {
	copy(s.next.Data, s.state.Data)
	for i, h := range s.step.Data {
		s.when.Data[i] = s.time.Data[i] + DormandPrince.Times[k]*h
	}
	for from, weight := range DormandPrince.Starts[k][:k] {
		for j := range s.next.Cols {
			nc, sc := s.next.Col(j), s.slopes[from].Col(j)
			for i, h := range s.step.Data {
				nc[i] += h * weight * sc[i]
			}
		}
	}
}

// advance takes the steps that are good enough and chooses the next ones.
func (s *solver) advance(to float64) {
	for i, h := range s.step.Data {
		e := s.error(i, h)
		if math.IsNaN(e) {
			s.fail(i)
			continue
		}
		if e <= 1 {
			s.accept(i, h, to)
		}
		grow := min(max(0.9*math.Pow(e, -0.2), 0.2), 5)
		if rest := to - s.time.Data[i]; math.Abs(h*grow) < math.Abs(rest) {
			s.step.Data[i] = h * grow
		} else if s.step.Data[i] = rest; rest == 0 {
			s.leave(i)
		}
	}
}

// error returns the root mean square of the errors of a step, as shares of what
// is tolerated.
func (s *solver) error(i int, h float64) float64 {
	total := 0.0
	for j := range s.state.Cols {
		e := 0.0
		for k, weight := range DormandPrince.Error {
			e += weight * s.slopes[k].At(i, j)
		}
		size := max(math.Abs(s.state.At(i, j)), math.Abs(s.next.At(i, j)))
		e *= h / (s.tol * (1 + size))
		total += e * e
	}
	return math.Sqrt(total / float64(s.state.Cols))
}

// accept moves sample i to the end of its step.
func (s *solver) accept(i int, h, to float64) {
	if h == to-s.time.Data[i] {
		s.time.Data[i] = to // which adding might miss by a bit
	} else {
		s.time.Data[i] += h
	}
	last := s.slopes[len(s.slopes)-1]
	for j := range s.state.Cols {
		s.state.Set(i, j, s.next.At(i, j))
		s.slopes[0].Set(i, j, last.At(i, j))
	}
}

// fail lets sample i leave, which has no solution.
func (s *solver) fail(i int) {
	s.step.Data[i] = 0
	for j := range s.state.Cols {
		s.state.Set(i, j, math.NaN())
	}
	s.leave(i)
}

// leave notes where sample i is.
func (s *solver) leave(i int) {
	for j := range s.state.Cols {
		s.end.Set(int(s.row.Data[i]), j, s.state.At(i, j))
	}
}

// closeRanks moves those who are still on their way together.
func (s *solver) closeRanks() {
	n, left := s.state.Rows, 0
	for _, h := range s.step.Data {
		if h != 0 {
			left++
		}
	}
	if left == n {
		return
	}
	for _, m := range []*ad.Mat{s.state, s.time, s.row, s.slopes[0], s.given, s.tangents, s.probe} {
		s.pack(m, n, left)
	}
	s.pack(s.step, n, left)
	for _, m := range s.slopes[1:] {
		m.Rows, m.Data = left, m.Data[:left*m.Cols]
	}
	s.next.Rows, s.next.Data = left, s.next.Data[:left*s.next.Cols]
	s.when.Rows, s.when.Data = left, s.when.Data[:left]
}

// pack keeps the rows of m whose samples still have a step to take. A matrix of
// tangents has several of every sample.
func (s *solver) pack(m *ad.Mat, n, left int) {
	if m == nil {
		return
	}
	to := 0
	for lo := 0; lo < len(m.Data); lo += n {
		for i, h := range s.step.Data[:n] {
			if h != 0 {
				m.Data[to] = m.Data[lo+i]
				to++
			}
		}
	}
	m.Rows, m.Data = m.Rows/n*left, m.Data[:to]
}
