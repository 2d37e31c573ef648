package model

import (
	"math/rand/v2"
	"slices"

	"bijou/flows/ad"
)

// A Predicting target is the posterior of a model that sees y at places x.
type Predicting interface {
	Target
	// Seen returns the data, nil where the model sees nothing of that kind.
	Seen() (x, y []float64)
	// Predict fills y, n×len(x), with draws of what would be seen at places x under each row
	// of parameters, errors included.
	Predict(rng *rand.Rand, y, theta *ad.Mat, x []float64)
}

// A Band is what a posterior expects to be seen: quantiles at places, and how many of the
// data lie between those at theirs.
type Band struct {
	X         []float64
	Quantiles [5][]float64
	Covered   [2]float64 // share of the data between the quantiles of 50 % and of 90 %
}

// BandShares are the shares below the quantiles of a band.
var BandShares = [5]float64{0.05, 0.25, 0.5, 0.75, 0.95}

// bandDraws is how many parameters a band is made of.
const bandDraws = 1000

// Band is the posterior predictive distribution of the flow at so many places over the
// data; ok is false where the target predicts nothing.
func (s *Snapshot) Band(places int) (b Band, ok bool) {
	return s.bandOf(places, func(rng *rand.Rand, theta *ad.Mat) {
		copy(theta.Data, s.Draw(rng, theta.Rows).Data)
	})
}

// TrueBand is the same of exact draws; ok is false where there are none.
func (s *Snapshot) TrueBand(places int) (b Band, ok bool) {
	if s.Data.Truth == nil {
		return b, false
	}
	return s.bandOf(places, s.Data.Truth.Sample)
}

func (s *Snapshot) bandOf(places int, draw func(rng *rand.Rand, theta *ad.Mat)) (b Band, ok bool) {
	p, ok := s.Data.Target.(Predicting)
	if !ok {
		return b, false
	}
	x, y := p.Seen()
	if x == nil {
		return b, false
	}
	lo, hi := slices.Min(x), slices.Max(x)
	for k := range places {
		b.X = append(b.X, lo+(hi-lo)*float64(k)/float64(places-1))
	}
	rng, theta := newStream(splitSeed, streamDraw), ad.New(bandDraws, p.Dim())
	draw(rng, theta)
	drawn := ad.New(bandDraws, places+len(x))
	p.Predict(rng, drawn, theta, slices.Concat(b.X, x))
	b.fill(drawn, places, y)
	return b, true
}

// fill takes quantiles of draws: the first columns are those of the band, and behind them
// are those at the places of the data y.
func (b *Band) fill(drawn *ad.Mat, places int, y []float64) {
	for q := range BandShares {
		b.Quantiles[q] = make([]float64, places)
	}
	n := float64(drawn.Rows - 1)
	for k := range drawn.Cols {
		column := drawn.Col(k)
		slices.Sort(column)
		quantile := func(share float64) float64 { return column[int(share*n+0.5)] }
		if k < places {
			for q, share := range BandShares {
				b.Quantiles[q][k] = quantile(share)
			}
			continue
		}
		for i, cut := range [2]float64{BandShares[1], BandShares[0]} {
			if at := y[k-places]; at >= quantile(cut) && at <= quantile(1-cut) {
				b.Covered[i] += 1 / float64(len(y))
			}
		}
	}
}

// Resimulated is what the model behind a flow under conditions makes of parameters that
// the flow draws under its first condition, and of the prior's, column by column of the
// conditions as the flow hears them: the posterior predictive distribution beside the prior
// predictive one. Covered is the share of the columns of that condition. ok is false where
// nothing simulates.
func (s *Snapshot) Resimulated() (posterior, prior Band, ok bool) {
	g, ok := s.Data.Generative()
	if !ok || s.Given == nil {
		return posterior, prior, false
	}
	one := ad.New(1, s.Given.Cols)
	s.Given.Row(one.Data, 0)
	rng := newStream(splitSeed, streamDraw)
	own := s.Under(one).Draw(rng, bandDraws)
	given := ad.New(bandDraws, one.Cols)
	g.Simulate(rng, own, given)
	posterior = overColumns(s.Data.StandardGiven(given), one.Data)
	g.Sample(rng, own, given)
	return posterior, overColumns(s.Data.StandardGiven(given), one.Data), true
}

// overColumns is the band of each column, and how it covers the one row.
func overColumns(drawn *ad.Mat, row []float64) (b Band) {
	n := drawn.Cols
	twice := ad.New(drawn.Rows, 2*n)
	copy(twice.Data, drawn.Data)
	copy(twice.Data[len(drawn.Data):], drawn.Data)
	for k := range n {
		b.X = append(b.X, float64(k+1))
	}
	b.fill(twice, n, row)
	return b
}

// A Choosing target is the posterior of one of some models of the same data.
type Choosing interface {
	Target
	// Choices returns what tells the models apart, which this one is, and the log evidence
	// of each, from 0 on; ok is false where there is nothing to choose.
	Choices() (of string, now int, logZ []float64, ok bool)
}
