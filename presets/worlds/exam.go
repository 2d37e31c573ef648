package worlds

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/acting"
)

// lawDraws is how many quantiles of a law are compared.
const lawDraws = 10000

// wasserstein is the distance of Wasserstein of rising numbers from quantiles: the mean
// of how far one has to be moved to the other.
func wasserstein(x []float64, quantile func(u float64) float64) float64 {
	sum := 0.0
	for i, v := range x {
		sum += math.Abs(v - quantile((float64(i)+0.5)/float64(len(x))))
	}
	return sum / float64(len(x))
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

func spread(x []float64) float64 {
	m, square := mean(x), 0.0
	for _, v := range x {
		square += (v - m) * (v - m)
	}
	return math.Sqrt(square / float64(len(x)))
}

// Examine compares the law of the return with the uniform one.
func (Coin) Examine(a acting.Agent) []model.Figure {
	x := a.Law(nil, 0, lawDraws)
	outside := 0.0
	for _, v := range x {
		if v < 0 || v > 2 {
			outside += 1.0 / lawDraws
		}
	}
	uniform := func(u float64) float64 { return 2 * u }
	normal := acting.Nodes(lawDraws).Data
	for i, z := range normal {
		normal[i] = 1 + z/math.Sqrt(3)
	}
	return []model.Figure{
		model.NewFigure("w1", "", "distance of Wasserstein from the uniform law; gaussian_w1 is that of the normal law with its mean and deviation", wasserstein(x, uniform)).Against(0).Should(model.AtMost, 0.01),
		model.NewFigure("outside", "share", "of the law outside of 0 to 2", outside).Against(0).Should(model.AtMost, 0.02),
		model.NewFigure("mean", "", "of the return", mean(x)).Against(1),
		model.NewFigure("gaussian_w1", "", "of the normal law with the mean and deviation of the uniform one, for comparison", wasserstein(normal, uniform)),
	}
}

// Examine asks for the means, and for the choice by the mean and by the worst tenth.
func (a *Arms) Examine(agent acting.Agent) []model.Figure {
	const share = 0.1
	off := 0.0
	var means, worst [2]float64
	for arm := range a.laws {
		x := agent.Law(nil, arm, lawDraws)
		means[arm], worst[arm] = mean(x), acting.MeanWorst(x, share)
		off = max(off, math.Abs(means[arm]-a.Mean(arm)))
	}
	return []model.Figure{
		model.NewFigure("q_error", "", "of the mean of the worse known arm", off).Against(0).Should(model.AtMost, 0.05),
		model.NewFigure("greedy_is_risky", "", "whether the mean chooses the risky arm", truth(means[Risky] > means[Safe])).Against(1).Should(model.AtLeast, 1),
		model.NewFigure("cvar_is_safe", "", "whether the mean of the worst tenth chooses the safe arm", truth(worst[Safe] > worst[Risky])).Against(1).Should(model.AtLeast, 1),
		model.NewFigure("cvar_safe", "", "mean of the worst tenth of safe", worst[Safe]).Against(a.CVaR(Safe, share)),
		model.NewFigure("cvar_risky", "", "mean of the worst tenth of risky", worst[Risky]).Against(a.CVaR(Risky, share)),
	}
}

func truth(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// Examine compares means with those of value iteration, the greedy moves with the best
// ones, and the law of the return under the best move with that of episodes.
func (g *Grid) Examine(a acting.Agent) []model.Figure {
	q := g.Solve()
	best := Greedy(q)
	lo, hi := valueRange(g, q)
	var off, agree, far, sum, cells float64
	observed := make([]float64, len(g.cells))
	for cell := range q {
		if g.Ends(cell) {
			continue
		}
		clear(observed)
		observed[cell] = 1
		said := make([]float64, len(moves))
		for move := range moves {
			x := a.Law(observed, move, 1000)
			said[move] = mean(x)
			off = max(off, math.Abs(said[move]-q[cell][move]))
			if move == best[cell] {
				e := g.lawError(x, best, cell)
				far, sum = max(far, e), sum+e
			}
		}
		cells++
		agree += truth(q[cell][best[cell]]-q[cell][slices.Index(said, slices.Max(said))] <= asGood*(hi-lo))
	}
	return []model.Figure{
		model.NewFigure("q_range_error", "share", "largest error of a mean, as a share of the range of all", off/(hi-lo)).Against(0).Should(model.AtMost, 0.05),
		model.NewFigure("greedy_agreement", "share", "of cells whose greedy move is the best, or as good within 1 % of the range", agree/cells).Against(1).Should(model.AtLeast, 0.95),
		model.NewFigure("w1_sd", "sd", "mean over the cells of the distance of Wasserstein of the law under the best move from that of 4,000 episodes", sum/cells).Against(0).Should(model.AtMost, 0.1),
		model.NewFigure("worst_w1_sd", "sd", "the largest of these distances", far).Against(0),
	}
}

// asGood is how much worse than the best a move may be to count as best, as a share of
// the range of all values: less than what rewards vary.
const asGood = 0.01

// lawError is the distance of Wasserstein of a law from that of episodes, in their
// standard deviations.
func (g *Grid) lawError(x []float64, best []int, cell int) float64 {
	const episodes = 4000
	paid := g.Draw(examStream(cell), best, cell, best[cell], episodes)
	slices.Sort(paid)
	return wasserstein(x, func(u float64) float64 { return paid[int(u*episodes)] }) / spread(paid)
}

func valueRange(g *Grid, q [][]float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for cell, of := range q {
		if !g.Ends(cell) {
			lo, hi = min(lo, slices.Min(of)), max(hi, slices.Max(of))
		}
	}
	return lo, hi
}

// examStream is the randomness of an examination, the same for every agent.
func examStream(k int) *rand.Rand { return rand.New(rand.NewPCG(0x6578616d, uint64(k))) }

// Examine compares what the policy gets without chance with the best from the same
// starts, and its gain with the best one.
func (l *LQR) Examine(a acting.Agent) []model.Figure {
	e := acting.NewEpisodes(l, 1000)
	l.Reset(examStream(0), e.Turn.State)
	best := 0.0
	for i := range e.Turn.State.Rows {
		best += l.Value(e.Turn.State.At(i, 0), e.Turn.State.At(i, 1)) / 1000
	}
	gain := l.gainOf(a.Policy(0), e.Turn.State)
	e.Go(examStream(1), a.Policy(0), 600, cartPays)
	paid, _ := e.Mean()
	return []model.Figure{
		model.NewFigure("return", "", "of 1,000 starts without chance in the policy", paid).Against(best),
		model.NewFigure("return_gap", "share", "what it falls short of the best, of the best", (best-paid)/math.Abs(best)).Against(0).Should(model.AtMost, 0.05),
		model.NewFigure("gain_error", "share", "length of the gain's error, of the best gain's", math.Hypot(gain[0]-l.K[0], gain[1]-l.K[1])/math.Hypot(l.K[0], l.K[1])).Against(0).Should(model.AtMost, 0.10),
		model.NewFigure("gain_place", "", "push for each unit of place", gain[0]).Against(l.K[0]),
		model.NewFigure("gain_speed", "", "push for each unit of speed", gain[1]).Against(l.K[1]),
		model.NewFigure("spread", "", "deviation of the pushes at rest, against that of the policy which is best when entropy counts", l.spreadOf(a.Policy(1))).Against(l.Spread(a.Alpha)),
	}
}

// spreadOf is the deviation of the pushes of a policy for a cart at rest at 0.
func (l *LQR) spreadOf(act acting.Policy) float64 {
	u := ad.New(4000, 1)
	act(ad.New(4000, 2), u)
	return pushUnit * spread(u.Data)
}

// gainOf fits u = −Kx to the actions of a policy at states, by least squares.
func (l *LQR) gainOf(act acting.Policy, state *ad.Mat) [2]float64 {
	u := ad.New(state.Rows, 1)
	act(state, u)
	var xx, xy, yy, xu, yu float64
	for i, a := range u.Data {
		push := pushUnit * a
		x, y := state.At(i, 0), state.At(i, 1)
		xx, xy, yy, xu, yu = xx+x*x, xy+x*y, yy+y*y, xu+x*push, yu+y*push
	}
	det := xx*yy - xy*xy
	return [2]float64{-(yy*xu - xy*yu) / det, -(xx*yu - xy*xu) / det}
}

// Examine plays 500 episodes without chance in the policy.
func (p Pendulum) Examine(a acting.Agent) []model.Figure {
	const episodes = 500
	e := acting.NewEpisodes(p, episodes)
	e.Run(examStream(0), a.Policy(0), poleSteps, 1)
	paid, se := e.Mean()
	best, _ := bestSwing().Play(examStream(0), episodes)
	return []model.Figure{
		model.NewFigure("return", "", "mean of 500 episodes by averaged weights, without chance in the policy; the best by dynamic programming", paid).Within(se).Against(best).Should(model.AtLeast, -175),
	}
}

// Examine counts the goals that 400 episodes reach, and asks what is paid when the
// chance in the policy is turned down.
func (m MultiGoal) Examine(a acting.Agent) []model.Figure {
	if m.Told {
		return m.examineTold(a)
	}
	const episodes, quiet = 400, 0.2
	e := acting.NewEpisodes(m, episodes)
	e.Run(examStream(0), a.Policy(1), goalSteps, 1)
	var reached [len(Goals)]float64
	success := 0.0
	for i := range episodes {
		if goal, far := Nearest(e.Last.At(i, 0), e.Last.At(i, 1)); e.Ended[i] && far < goalRadius {
			success += 1.0 / episodes
			reached[goal] += 1.0 / episodes
		}
	}
	e.Run(examStream(1), a.Policy(quiet), goalSteps, 1)
	paid, se := e.Mean()
	return []model.Figure{
		model.NewFigure("success", "share", "of 400 episodes that reach a goal", success).Should(model.AtLeast, 0.95),
		model.NewFigure("least_goal", "share", "of episodes that reach the goal that is visited least", slices.Min(reached[:])).Against(0.25).Should(model.AtLeast, 0.05),
		model.NewFigure("return", "", "at a fifth of the noise; the best is the straight way", paid).Within(se).Against(m.Best(701, 101)).Should(model.AtLeast, -140),
	}
}

// examineTold plays 400 episodes for every goal and counts those that reach it.
func (m MultiGoal) examineTold(a acting.Agent) []model.Figure {
	const episodes = 400
	var list []model.Figure
	least := 1.0
	for k := range Goals {
		e := acting.NewEpisodes(m, episodes)
		m.Reset(examStream(k), e.Turn.State)
		for i := range episodes {
			e.Turn.State.Set(i, 3, float64(k))
		}
		e.Go(examStream(len(Goals)+k), a.Policy(1), goalSteps, 1)
		reached := 0.0
		for i := range episodes {
			if e.Ended[i] && m.far(e.Last, i) < goalRadius {
				reached += 1.0 / episodes
			}
		}
		least = min(least, reached)
		list = append(list, model.NewFigure("goal_"+strconv.Itoa(k+1), "share", "of 400 episodes told this goal that reach it", reached))
	}
	e := acting.NewEpisodes(m, episodes)
	e.Run(examStream(9), a.Policy(0.2), goalSteps, 1)
	paid, se := e.Mean()
	return append([]model.Figure{
		model.NewFigure("least_success", "share", "of 400 episodes told the goal that is reached least that reach it", least).Should(model.AtLeast, 0.95),
		model.NewFigure("return", "", "at a fifth of the noise; the best is the straight way", paid).Within(se).Against(m.Best(701, 101)),
	}, list...)
}
