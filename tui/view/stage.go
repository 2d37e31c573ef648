package view

import (
	"math"
	"math/rand/v2"
	"slices"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/acting"
	"bijou/tui/plot"
)

// A Stage is what a run that acts shows: episodes in its world, and the law of the
// action, or of the returns, in one state. It never changes.
type Stage struct {
	Version Version
	Of      StageAsk
	State   []float64

	Roll   *acting.Rollout // nil where states have no place
	Values *Values         // while they are looked at

	Law    Points     // of a policy of one action: its density
	Best   Points     // the density that is best, where that is known
	Map    plot.Field // of a policy of two actions: log p over the square of all
	Top    float64    // nearly the highest log p of the map
	Would  []float64  // an action of the policy; or the best choice
	Calm   []float64  // the action without chance
	Nats   float64    // log p of the action that would be taken
	Choice []Choice   // the laws of returns
}

// A StageAsk says which stage is wanted.
type StageAsk struct {
	Moves  int     // of the person: another state
	Dial   float64 // share of the noise, or of the worst returns
	Values bool
	Seed   uint64 // of the episodes
}

// A Choice is the law of what will be paid after it.
type Choice struct {
	Name        string
	Law         Points // its density
	True        Points // of the true law; nil where no formula is known
	Paid        []float64
	Mean, Worst float64
	TrueMean    float64 // NaN where it is not known
}

// Values are what a policy is worth from states on, and where it leads.
type Values struct {
	Field  plot.Field // over the frame of the world; of cells for a maze
	Arrows [][4]float64
	Best   []int     // of cells: the greedy choice
	Wrong  []bool    // of cells: it is worse than the best one
	At     []float64 // of cells: the value of the greedy choice
	Places [][2]float64
}

const (
	rolls       = 48  // episodes that are drawn
	stageCurve  = 240 // points of a density
	mapSide     = 48
	valueSide   = 28 // states each way
	arrowSide   = 9
	stageLaw    = 256 // quantiles by which a law is read
	cellLaw     = 64
	truePaid    = 4000
	stageStream = 0x7374616765
)

// MakeStage looks at a snapshot from a state.
func MakeStage(s *model.Snapshot, state []float64, ask StageAsk) *Stage {
	l := acting.NewLook(s)
	g := &Stage{Version: VersionOf(s), Of: ask, State: slices.Clone(state)}
	rng := rand.New(rand.NewPCG(ask.Seed, stageStream))
	if l.LearnsReturns() {
		g.weigh(l, ask)
		return g
	}
	if acting.HasPlaces(l.World) {
		g.Roll = l.Roll(rng, l.Policy(rng, ask.Dial), rolls)
		if ask.Values {
			g.Values = valuesOf(l, rng, state)
		}
	}
	g.decide(l, rng, ask)
	return g
}

// decide asks a policy for the law of its action.
func (g *Stage) decide(l *acting.Look, rng *rand.Rand, ask StageAsk) {
	z := l.Base(rng, stageLaw)
	x := l.Draw(z, g.State, 0)
	one := ad.New(1, z.Cols)
	g.Calm = l.Draw(one, g.State, 0).Row(nil, 0)
	for j := range one.Data {
		one.Data[j] = ask.Dial * z.At(0, j)
	}
	would, logp := l.Draw(one, g.State, 0), make([]float64, 1)
	g.Would = would.Row(nil, 0)
	l.LogProb(logp, would, g.State, 0)
	g.Nats = logp[0]
	if z.Cols == 1 {
		g.Law = lawOver(actionRange(l, x.Data), func(dst []float64, x *ad.Mat) { l.LogProb(dst, x, g.State, 0) })
		if w, ok := l.World.(acting.Softly); ok {
			mean, sd := w.SoftBest(g.State, l.Alpha())
			for _, a := range g.Law.X {
				u := (a - mean) / sd
				g.Best.X, g.Best.Y = append(g.Best.X, a), append(g.Best.Y, math.Exp(-u*u/2)/(sd*math.Sqrt(2*math.Pi)))
			}
		}
		return
	}
	g.mapActions(l)
}

// actionRange is what actions lie between.
func actionRange(l *acting.Look, drawn []float64) plot.Range {
	if b := l.Shape.Bound; b > 0 {
		const inside = 0.999 // log p of a tanh is −∞ at its ends
		return plot.Range{Lo: -inside * b, Hi: inside * b}
	}
	r := plot.FitRange(drawn, 0.98)
	return plot.Range{Lo: r.Lo - r.Size()/2, Hi: r.Hi + r.Size()/2}
}

// lawOver returns a density over a range.
func lawOver(r plot.Range, logp func(dst []float64, x *ad.Mat)) Points {
	x, p := ad.New(stageCurve, 1), make([]float64, stageCurve)
	for i := range x.Data {
		x.Data[i] = r.Lo + r.Size()*float64(i)/(stageCurve-1)
	}
	logp(p, x)
	for i, v := range p {
		p[i] = math.Exp(v)
	}
	return Points{x.Data, p}
}

// mapActions computes log p of the first two actions over their square, the others at
// their mean.
func (g *Stage) mapActions(l *acting.Look) {
	size := l.Shape.Bound
	if size == 0 {
		size = 3
	}
	x := ad.New(mapSide*mapSide, len(l.Shape.Actions))
	for i := range x.Rows {
		for j := range x.Cols {
			x.Set(i, j, g.Calm[j])
		}
		x.Set(i, 0, size*(2*(float64(i%mapSide)+0.5)/mapSide-1))
		x.Set(i, 1, size*(1-2*(float64(i/mapSide)+0.5)/mapSide))
	}
	g.Map = plot.Field{Cols: mapSide, Rows: mapSide, Values: make([]float64, x.Rows)}
	l.LogProb(g.Map.Values, x, g.State, 0)
	g.Top = NearlyHighest(g.Map.Values)
}

// weigh asks for the laws of the returns of all choices.
func (g *Stage) weigh(l *acting.Look, ask StageAsk) {
	names := l.Shape.Choices
	if len(names) == 0 {
		names = []string{"return"}
	}
	nodes := acting.Nodes(stageLaw)
	var laws [][]float64
	for k := range names {
		x := l.Draw(nodes, g.State, k).Data
		laws = append(laws, x)
		r := plot.FitRange(x, 1)
		r = plot.Range{Lo: r.Lo - r.Size()/8, Hi: r.Hi + r.Size()/8}
		c := Choice{Name: names[k], TrueMean: math.NaN(), Law: lawOver(r, func(dst []float64, x *ad.Mat) { l.LogProb(dst, x, g.State, k) })}
		true := lawOver(r, func(dst []float64, x *ad.Mat) {
			if !l.TrueLogProb(dst, x, k) {
				dst[0] = math.NaN()
			}
		})
		if !math.IsNaN(true.Y[0]) {
			c.True, c.TrueMean = true, meanOf(true)
		}
		if w, ok := l.World.(acting.Paying); ok {
			c.Paid = w.Pays(uint64(k), g.State, k, truePaid)
			c.TrueMean = mean(c.Paid)
		}
		c.Mean, c.Worst = acting.MeanWorst(x, 1), acting.MeanWorst(x, ask.Dial)
		g.Choice = append(g.Choice, c)
	}
	g.Would = []float64{float64(acting.BestOf(laws, ask.Dial))}
	if l.Shape.Finite > 0 && acting.HasPlaces(l.World) {
		g.Values = cellValues(l, ask.Dial)
	}
}

// meanOf is the mean of a density by its points.
func meanOf(p Points) float64 {
	sum, mass := 0.0, 0.0
	for i, y := range p.Y {
		sum, mass = sum+y*p.X[i], mass+y
	}
	return sum / mass
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v / float64(len(x))
	}
	return sum
}

// cellValues are those of a maze, by the mean of the worst share of every law.
func cellValues(l *acting.Look, worst float64) *Values {
	v, nodes := new(Values), acting.Nodes(cellLaw)
	var truth [][]float64
	if w, ok := l.World.(acting.Solved); ok && worst == 1 {
		truth = w.Solve()
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, of := range truth {
		lo, hi = min(lo, slices.Min(of)), max(hi, slices.Max(of))
	}
	for cell := range l.Shape.Finite {
		state := []float64{float64(cell)}
		var laws [][]float64
		for k := range l.Shape.Choices {
			laws = append(laws, l.Draw(nodes, state, k).Data)
		}
		x, y := acting.PlaceOf(l.World, state)
		best := acting.BestOf(laws, worst)
		v.Places = append(v.Places, [2]float64{x, y})
		v.Best, v.At = append(v.Best, best), append(v.At, acting.MeanWorst(laws[best], worst))
		const asGood = 0.01
		v.Wrong = append(v.Wrong, truth != nil && slices.Max(truth[cell])-truth[cell][best] > asGood*(hi-lo))
	}
	return v
}

// valuesOf plays the policy without chance from states all over the frame.
func valuesOf(l *acting.Look, rng *rand.Rand, state []float64) *Values {
	fx, fy := acting.FrameOf(l.World)
	states := statesOver(l, state, valueSide, fx, fy)
	v := &Values{Field: plot.Field{Cols: valueSide, Rows: valueSide, Values: l.Values(rng, l.Policy(rng, 0), states)}}
	from := statesOver(l, state, arrowSide, fx, fy)
	observed, turn := ad.New(from.Rows, l.Shape.Observation()), acting.NewTurn(l.Shape, from.Rows)
	copy(turn.State.Data, from.Data)
	l.World.Observe(observed, turn.State)
	l.Policy(rng, 0)(observed, turn.Action)
	l.World.Step(rng, turn)
	row := make([]float64, from.Cols)
	for i := range from.Rows {
		x, y := acting.PlaceOf(l.World, from.Row(row, i))
		u, w := acting.PlaceOf(l.World, turn.State.Row(row, i))
		v.Arrows = append(v.Arrows, [4]float64{x, y, u - x, w - y})
	}
	return v
}

// statesOver are states at the middles of n×n parts of a frame, row after row from the
// top, and for the rest like another.
func statesOver(l *acting.Look, like []float64, n int, fx, fy [2]float64) *ad.Mat {
	states, row := ad.New(n*n, len(like)), slices.Clone(like)
	for i := range states.Rows {
		x := fx[0] + (fx[1]-fx[0])*(float64(i%n)+0.5)/float64(n)
		y := fy[1] - (fy[1]-fy[0])*(float64(i/n)+0.5)/float64(n)
		acting.StateAt(l.World, row, x, y)
		for j, v := range row {
			states.Set(i, j, v)
		}
	}
	return states
}
