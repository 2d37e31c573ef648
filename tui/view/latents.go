package view

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/latent"
	"bijou/tui/plot"
)

// Latents are what pictures of latent variables show: the posterior under one x with what
// it should be, the plane of two latent variables decoded, and what is seen beside what
// comes back of it. They never change.
type Latents struct {
	Shape    flows.Shape     // of what is seen, if it is an image
	Under    *Under          // nil where pictures are over all, or there are more than two latent variables
	Decoded  map[int]*ad.Mat // for so many places each way, their images, row after row from the top
	Seen     *ad.Mat         // rows that nobody learnt from
	Back     *ad.Mat         // what a z of the posterior of each decodes to
	Latent   int             // variables
	Selected bool            // the first row is the one that is selected
}

// An Under is the posterior of a flow under one x beside the exact one and the closest
// product of normal distributions.
type Under struct {
	X       []float64 // in its own units
	LogP    float64   // log p(x)
	ELBO    float64
	SE      float64
	Product latent.Product
	Exact   latent.Posterior

	At    Square
	Lines []Contour // of the three log densities over the square
}

// A Contour is a piece of a line along which the density of a family is the same.
type Contour struct {
	Family int // of [families]
	X, Y   [2]float64
}

// A Square is a part of the plane.
type Square struct{ X, Y, Half float64 }

const (
	latentWide   = 3.8 // deviations that the square of contours holds
	latentDraws  = 2000
	latentSide   = 72 // nodes of a field each way
	latentRows   = 60 // that come back, at most
	mostDecoded  = 9  // images each way
	leastDecoded = 2
)

// MakeLatents looks at a snapshot.
func MakeLatents(s *model.Snapshot) *Latents {
	l := latent.NewLook(s)
	m := &Latents{Shape: s.Data.Seen, Latent: s.Stack.Dim}
	if m.Selected = s.Given != nil && !OverAll(s); m.Selected && m.Latent == 2 {
		m.Under = makeUnder(l)
	}
	if !m.Shape.IsImage() {
		return m
	}
	m.Decoded = map[int]*ad.Mat{}
	for n := leastDecoded; n <= mostDecoded; n++ {
		m.Decoded[n] = l.Decode(equallyLikely(n, s.Stack.Dim))
	}
	seen := l.Data(latentRows)
	if m.Selected {
		seen = beginningWith(s.Given, seen)
	}
	z, _ := l.Draw(seen, 1)
	m.Seen, m.Back = l.Own(seen), l.Decode(z)
	return m
}

// equallyLikely are the middles of n parts each way of the first two latent variables that are
// equally likely under the prior; the others are 0.
func equallyLikely(n, dim int) *ad.Mat {
	at := func(i int) float64 { return distuv.UnitNormal.Quantile((float64(i) + 0.5) / float64(n)) }
	z := ad.New(n*n, dim)
	for i := range z.Rows {
		z.Set(i, 0, at(i%n))
		if dim > 1 {
			z.Set(i, 1, -at(i/n))
		}
	}
	return z
}

// beginningWith puts one row before others.
func beginningWith(one, rest *ad.Mat) *ad.Mat {
	all := ad.New(1+rest.Rows, rest.Cols)
	for j := range all.Cols {
		all.Col(j)[0] = one.Data[j]
		copy(all.Col(j)[1:], rest.Col(j))
	}
	return all
}

// makeUnder measures the posterior under the condition of the snapshot.
func makeUnder(l *latent.Look) *Under {
	s := l.Snap
	u := &Under{X: l.Own(s.Given).Row(nil, 0)}
	exact, _ := l.Exact(u.X)
	u.Exact, u.LogP = exact, exact.LogP
	z, logq := l.Draw(s.Given, latentDraws)
	joint := make([]float64, len(logq))
	l.LogJointUnder(joint, z, u.X)
	for i, v := range logq {
		joint[i] -= v
	}
	mean, sd := stat.MeanStdDev(joint, nil)
	u.ELBO, u.SE = mean, stat.StdErr(sd, float64(len(joint)))
	u.Product, _ = l.ClosestProduct(u.X, exact.Mean, exact.SD)
	u.At = Square{exact.Mean[0], exact.Mean[1], 0}
	for j, mean := range exact.Mean {
		m, sd := stat.MeanStdDev(z.Col(j), nil)
		u.At.Half = max(u.At.Half, latentWide*exact.SD[j], math.Abs(m-mean)+latentWide*sd)
	}
	for k, f := range u.fields(l) {
		u.contours(k, f)
	}
	return u
}

// fields computes the log densities of all [families] over the square.
func (u *Under) fields(l *latent.Look) []plot.Field {
	at := latent.GridNodes(2, latentSide, u.At.Half)
	for i := range at.Rows {
		at.Set(i, 0, at.At(i, 0)+u.At.X)
		at.Set(i, 1, at.At(i, 1)+u.At.Y)
	}
	field := func() plot.Field {
		return plot.Field{Cols: latentSide, Rows: latentSide, Values: make([]float64, at.Rows)}
	}
	independent, exact, flow := field(), field(), field()
	l.LogJointUnder(exact.Values, at, u.X)
	s := l.Snap
	s.Stack.Evaluator(s.Base, s.Theta).Under(s.Given).LogProb(flow.Values, at)
	for i := range at.Rows {
		exact.Values[i] -= u.LogP
		for j, mean := range u.Product.Mean {
			independent.Values[i] += distuv.Normal{Mu: mean, Sigma: u.Product.SD[j]}.LogProb(at.At(i, j))
		}
	}
	return []plot.Field{independent, exact, flow}
}

// latentDrops are how far the contours lie below the top, in nats: those of a normal
// distribution at 1, 2 and 3 deviations.
var latentDrops = []float64{0.5, 2, 4.5}

// contours adds those of one family.
func (u *Under) contours(family int, f plot.Field) {
	top, levels := NearlyHighest(f.Values), []float64(nil)
	for _, drop := range latentDrops {
		levels = append(levels, top-drop)
	}
	f.Contours(levels, func(_ int, p plot.Segment) {
		c := Contour{Family: family}
		c.X[0], c.Y[0] = u.At.place(p.X0, p.Y0)
		c.X[1], c.Y[1] = u.At.place(p.X1, p.Y1)
		u.Lines = append(u.Lines, c)
	})
}

// place is where a place of a field of the square lies.
func (q Square) place(col, row float64) (x, y float64) {
	return q.X + q.Half*(2*(col+0.5)/latentSide-1), q.Y - q.Half*(2*(row+0.5)/latentSide-1)
}

// view is the part of the plane that a picture of the square shows, round where both axes
// have one unit.
func (q Square) view(r plot.Rect) plot.View {
	v := plot.SquareView(r.W, r.H, q.Half)
	return plot.View{XMin: v.XMin + q.X, XMax: v.XMax + q.X, YMin: v.YMin + q.Y, YMax: v.YMax + q.Y}
}
