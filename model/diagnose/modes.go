package diagnose

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"bijou/flows/ad"
	"bijou/model"
)

// A Mode is a local maximum of the density, with the share of the mass whose way
// upwards along the gradient ends there.
type Mode struct {
	Mass model.Number   `json:"mass"`
	SE   model.Number   `json:"se"`   // of the mass, as a share of samples
	LogP model.Number   `json:"logp"` // in nats, over the data's own units
	At   []model.Number `json:"at"`   // in the data's own units
}

const (
	modeStarts  = 256 // samples that ascend
	modeSteps   = 200
	modeColumns = 16   // at most
	firstClimb  = 0.05 // the first step, in SDs; it adapts
	longClimb   = 0.2  // the longest one
	sameMode    = 0.05 // how near ends are that are one mode, in SDs
	ridgeDip    = 0.5  // nats that a way between two modes dips at least
	leastMass   = 0.01 // of a mode that is told
	ridgePoints = 24
)

// Modes follows samples of the flow up along ∂log p/∂x, each with a step of its own that
// grows while it climbs and shrinks where it does not, and gathers where they end. Ends
// between which the straight way never dips by half a nat are one mode: flows ripple. It
// returns nothing above 16 columns, under more than one condition, and where columns are
// bent on their way to the flow, as the place of a mode depends on that.
func (p *Sample) Modes() []Mode {
	one := p.underOne()
	d := one.Flow.Data
	if one.Made.Cols > modeColumns || one.Made.Rows == 0 || d.Levels > 0 || d.Bent() || !finite(one.Made.Data) {
		return nil
	}
	x := ad.New(min(modeStarts, one.Made.Rows), one.Made.Cols)
	x.CopyRows(one.Made, 0, x.Rows)
	logp := ascend(one.Flow, x)
	var modes []Mode
	for _, peak := range gather(one.Flow, x, logp) {
		se := math.Sqrt(peak.mass * (1 - peak.mass) / float64(x.Rows))
		m := Mode{Mass: model.Number(peak.mass), SE: model.Number(se), LogP: model.Number(peak.logp - d.Units)}
		for j, v := range peak.at {
			m.At = append(m.At, model.Number(d.OwnOf(j, v)))
		}
		if peak.mass >= leastMass {
			modes = append(modes, m)
		}
	}
	return modes
}

// ascend moves every row up to where it does not climb any more, and returns log p
// there, of standardised points.
func ascend(s *model.Snapshot, x *ad.Mat) []float64 {
	tape := ad.NewTape(s.Theta, make([]float64, len(s.Theta)))
	step, logp, grad := make([]float64, x.Rows), make([]float64, x.Rows), ad.New(x.Rows, x.Cols)
	score(s, tape, x, logp, grad)
	for i := range step {
		step[i] = firstClimb
	}
	next, nextLogp, nextGrad := ad.New(x.Rows, x.Cols), make([]float64, x.Rows), ad.New(x.Rows, x.Cols)
	for range modeSteps {
		for i := range x.Rows {
			length := 0.0
			for j := range x.Cols {
				length = math.Hypot(length, grad.At(i, j))
			}
			for j := range x.Cols {
				next.Set(i, j, x.At(i, j)+step[i]*grad.At(i, j)/max(length, math.SmallestNonzeroFloat64))
			}
		}
		score(s, tape, next, nextLogp, nextGrad)
		for i := range x.Rows {
			if !(nextLogp[i] > logp[i]) {
				step[i] /= 2
				continue
			}
			step[i] = min(1.3*step[i], longClimb)
			logp[i] = nextLogp[i]
			for j := range x.Cols {
				x.Set(i, j, next.At(i, j))
				grad.Set(i, j, nextGrad.At(i, j))
			}
		}
	}
	return logp
}

// score writes log p of standardised points and its derivative.
func score(s *model.Snapshot, tape *ad.Tape, x *ad.Mat, logp []float64, grad *ad.Mat) {
	tape.Reset()
	leaf := tape.Leaf(x)
	given := s.Conditions(x.Rows)
	if given != nil {
		given = tape.Const(given)
	}
	o := s.Stack.Flow(s.Base).LogProb(leaf, given)
	copy(logp, o.Data)
	tape.Backward(ad.Sum(o))
	copy(grad.Data, leaf.Grad)
}

// A peak is where some samples end.
type peak struct {
	at         []float64
	logp, mass float64
}

// gather makes peaks of ends, the highest first, and of peaks on one ridge the highest.
func gather(s *model.Snapshot, x *ad.Mat, logp []float64) []peak {
	order := make([]int, x.Rows)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(logp[b], logp[a]) })
	var peaks []peak
	for _, i := range order {
		row := x.Row(nil, i)
		at := slices.IndexFunc(peaks, func(p peak) bool { return floats.Distance(p.at, row, 2) < sameMode })
		if at < 0 {
			at = len(peaks)
			peaks = append(peaks, peak{at: row, logp: logp[i]})
		}
		peaks[at].mass += 1 / float64(x.Rows)
	}
	var modes []peak
	for _, p := range peaks {
		at := slices.IndexFunc(modes, func(m peak) bool { return onRidge(s, m, p) })
		if at < 0 {
			modes = append(modes, p)
		} else {
			modes[at].mass += p.mass
		}
	}
	slices.SortStableFunc(modes, func(a, b peak) int { return cmp.Compare(b.mass, a.mass) })
	return modes
}

// onRidge tells whether log p stays near the lower peak on the way between two.
func onRidge(s *model.Snapshot, a, b peak) bool {
	way, logp := ad.New(ridgePoints, len(a.at)), make([]float64, ridgePoints)
	for k := range ridgePoints {
		share := (float64(k) + 0.5) / ridgePoints
		for j := range a.at {
			way.Set(k, j, (1-share)*a.at[j]+share*b.at[j])
		}
	}
	s.Stack.Evaluator(s.Base, s.Theta).Under(s.Conditions(ridgePoints)).LogProb(logp, way)
	return slices.Min(logp) > min(a.logp, b.logp)-ridgeDip
}
