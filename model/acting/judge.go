package acting

import (
	"math"
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// judgeEpisodes is how many episodes a policy is judged by while it learns.
const judgeEpisodes = 32

// A player judges a policy by episodes without chance in it, always from the same
// starts.
type player struct {
	data     *model.Data
	world    World
	episodes *Episodes // nil before the first
	hears, z *ad.Mat
}

// loss is minus the mean return.
func (p *player) loss(e *flows.Evaluator) float64 {
	s := p.world.Shape()
	if p.episodes == nil {
		n := judgeEpisodes
		if s.Copies > 0 {
			n = min(n, s.Copies)
		}
		p.episodes = NewEpisodes(apart(p.world), n)
		p.hears, p.z = ad.New(n, s.Observation()), ad.New(n, len(s.Actions))
	}
	p.episodes.Run(rand.New(rand.NewPCG(0, streamJudge)), func(observed, action *ad.Mat) {
		hear(p.data, p.hears, observed)
		e.Under(p.hears).Sample(action, p.z)
	}, s.Horizon, 1)
	mean, _ := p.episodes.Mean()
	return -mean
}

// floor is minus what the best agent gets from these starts; NaN where the world does
// not know.
func (p *player) floor() float64 {
	w, ok := p.world.(Bounded)
	if !ok {
		return math.NaN()
	}
	starts := ad.New(judgeEpisodes, len(p.world.Shape().State))
	p.world.Reset(rand.New(rand.NewPCG(0, streamJudge)), starts)
	return -w.BestFrom(starts)
}
