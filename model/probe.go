package model

import (
	"math"

	"bijou/flows/ad"
)

// A Probe accounts for log p at one point, layer by layer: log p(x) is log p(z)
// less the log|det dx/dz| of every layer less what the standardisation adds. All
// are in nats.
type Probe struct {
	At        [][]float64 // K+1 places of the point, standardised: At[0] is z, At[K] is x
	Base      float64     // log p(z)
	Layers    []float64   // K values of log|det dx/dz|
	Sum       float64     // of the layers
	Units     float64     // log|det| of the way into the data's own units: Σ log SD of the columns, and the slopes of their supports
	LogProb   float64     // log p(x), as a density over the data's own units
	RoundTrip float64     // largest error of the way to the other side and back, standardised
}

// Probe follows a point that lies behind layer k: 0 is the base, K the data. It
// goes forward to x first, and accounts for the way from there to the base, as
// LogProb does.
func (s *Snapshot) Probe(point []float64, k int) Probe {
	last := len(s.Stack.Layers)
	held := ad.New(1, len(point))
	copy(held.Data, point)
	e := s.evaluator()
	x := s.forwardFrom(held, k)
	path := e.Inverse(x)
	back := e.Forward(path.At[0])
	p := Probe{Base: s.meanBase(path.At[0], nil), Units: s.Data.meanUnits(x, nil)}
	for i := range s.Stack.Layers {
		p.Layers = append(p.Layers, 0-path.Ladj[i].Data[0]) // and not −v: no minus sign on a layer that keeps volume
		p.Sum += p.Layers[i]
	}
	p.LogProb = p.Base - p.Sum - p.Units
	p.RoundTrip = max(furthest(x, back.At[last]), furthest(held, path.At[k]))
	path.At[k] = held
	for _, at := range path.At {
		p.At = append(p.At, at.Data)
	}
	return p
}

// forwardFrom carries a batch that lies behind layer k to the data.
func (s *Snapshot) forwardFrom(at *ad.Mat, k int) *ad.Mat {
	for _, layer := range s.Stack.Layers[k:] {
		if !layer.Off {
			t := ad.NewTape(s.Theta, nil)
			next, _ := layer.Map.Forward(t.Const(at), s.condition(t, at.Rows))
			at = next
		}
	}
	return at
}

// Running is log p of the point behind layer k, of the density that the flow has
// there: standardised up to the data.
func (p *Probe) Running(k int) float64 {
	logp := p.Base
	for _, v := range p.Layers[:k] {
		logp -= v
	}
	return logp
}

// HasDensity tells whether the flow has a density at the point that is a number
// above 0.
func (p *Probe) HasDensity() bool { return p.LogProb-p.LogProb == 0 && !math.IsNaN(p.RoundTrip) }
