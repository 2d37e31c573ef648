package model

import (
	"math"

	"bijou/flows"
	"bijou/flows/ad"
)

// A Welled target has two wells with a pass between them. Free energies are in units of
// kT.
type Welled interface {
	Target
	// Across writes a coordinate along the way from one well to the other into dst: below 0
	// in the first well, above 0 in the second.
	Across(dst []float64, x *ad.Mat)
	// Wells names both.
	Wells() [2]string
	// DeltaF is the free energy of the second well less that of the first, by quadrature:
	// log Z₁ − log Z₂ of the integrals of p̃ over each.
	DeltaF() float64
}

// A FreeEnergy is what weighed samples of a flow say of two wells.
type FreeEnergy struct {
	Delta, SE float64    // of the second well less the first, in kT
	Share     [2]float64 // of the samples as they are in each well, before they are weighed
}

// FreeEnergy draws n samples and weighs those in each well: ΔF = log Σ₁w − log Σ₂w, with its
// standard error by the delta method. The target must have wells.
func (s *Snapshot) FreeEnergy(n int) FreeEnergy {
	at, logw := s.AcrossWells(n)
	return freeEnergyOf(at, logw)
}

// AcrossWells draws n samples and returns where each is between the wells of the target,
// with its log-importance weight.
func (s *Snapshot) AcrossWells(n int) (at, logw []float64) {
	z, x := ad.New(n, s.Stack.Dim), ad.New(n, s.Stack.Dim)
	s.Base.Draw(newStream(splitSeed, streamLook), z)
	logw, at = s.LogWeights(x, z), make([]float64, n)
	s.Data.Target.(Welled).Across(at, x)
	return at, logw
}

// freeEnergyOf is that of samples with their log-weights.
func freeEnergyOf(at, logw []float64) FreeEnergy {
	n, top := float64(len(at)), math.Inf(-1)
	for _, v := range logw {
		top = max(top, v)
	}
	var f FreeEnergy
	var sum, squares [2]float64
	for i, v := range logw {
		if v-v != 0 {
			continue
		}
		k, w := wellOf(at[i]), math.Exp(v-top)
		f.Share[k] += 1 / n
		sum[k] += w
		squares[k] += w * w
	}
	f.Delta = math.Log(sum[0]) - math.Log(sum[1])
	f.SE = math.Sqrt(squares[0]/(sum[0]*sum[0]) + squares[1]/(sum[1]*sum[1]))
	return f
}

// wellOf is the well of a coordinate.
func wellOf(across float64) int {
	if across < 0 {
		return 0
	}
	return 1
}

// exampleField is the share of forward KL.
const exampleField = "examples"

var boltzmannKind = ObjectiveKind{
	Name: "boltzmann", Title: "Reverse and forward KL (Boltzmann generator)", Summary: "samples move to where the target is high, while examples of both wells keep either from being lost",
	Paper:   "Noé et al. 2019",
	Fields:  []flows.Field{{Name: exampleField, Help: "share of the examples' forward KL in the loss", Type: flows.Float, Default: "0.5", Min: 0, Max: 1, Step: 0.1}},
	Words:   Words{Short: "both KL", Loss: "−ELBO", Floor: "−log Z", Data: "target"},
	Reverse: true,
	Build:   newBoltzmann,
}

// boltzmann is (1 − a)·E_q[log q − log p̃] − a·E[log q], the latter over examples (Noé et
// al. 2019, equations 4 and 6). As many examples are of either well, whatever these weigh:
// so much do simulations know that never cross the pass. What the shares are is left to
// the reverse part, and to importance weights.
type boltzmann struct {
	*reverseKL
	share    float64
	examples *ad.Mat // standardised; those of the wells alternate
}

// wellExamples is how many examples there are of each well, and mostTries how many draws
// are made for them.
const (
	wellExamples = 1000
	mostTries    = 4_000_000
	exampleBatch = 4096
)

func newBoltzmann(run Run) (Objective, error) {
	welled, ok := run.Data.Target.(Welled)
	if !ok || run.Data.Truth == nil {
		return nil, badData("boltzmann learns a target with two wells, as double-well and muller-brown, from examples of both; %s is none: take objective=reverse-kl or likelihood", run.Data.Spec)
	}
	reverse, err := newReverseKL(run)
	if err != nil {
		return nil, err
	}
	b := &boltzmann{reverseKL: reverse.(*reverseKL), share: run.Settings.Float(exampleField)}
	b.collect(run.Data.Truth, welled)
	return b, nil
}

// collect draws examples until there are enough of both wells.
func (b *boltzmann) collect(truth Density, target Welled) {
	b.examples = ad.New(2*wellExamples, truth.Dim())
	rng, x, at := newStream(splitSeed, streamHeld), ad.New(exampleBatch, truth.Dim()), make([]float64, exampleBatch)
	var have [2]int
	for tries := 0; have[0]+have[1] < b.examples.Rows && tries < mostTries; tries += exampleBatch {
		truth.Sample(rng, x)
		target.Across(at, x)
		for i, v := range at {
			k := wellOf(v)
			if have[k] == wellExamples {
				continue
			}
			for j := range x.Cols {
				b.examples.Set(2*have[k]+k, j, x.At(i, j))
			}
			have[k]++
		}
	}
	for k, n := range have { // of a well that is hardly ever seen those there are come again
		for i := n; n > 0 && i < wellExamples; i++ {
			for j := range b.examples.Cols {
				b.examples.Set(2*i+k, j, b.examples.At(2*(i%n)+k, j))
			}
		}
	}
}

// Batches returns base samples with as many examples beside them.
func (b *boltzmann) Batches(size int) Batches {
	return &exampled{Batches: b.reverseKL.Batches(size), examples: b.examples}
}

// exampled puts examples beside the batches of others, in their order.
type exampled struct {
	Batches
	examples *ad.Mat
	beside   *ad.Mat
}

func (e *exampled) Shape() Batch { return e.with(e.Batches.Shape(), 0) }

func (e *exampled) At(step int) Batch { return e.with(e.Batches.At(step), step) }

func (e *exampled) with(b Batch, step int) Batch {
	if e.beside == nil {
		e.beside = ad.New(b.X.Rows, e.examples.Cols)
	}
	n, from := e.examples.Rows, step*b.X.Rows
	for j := range e.beside.Cols {
		to, examples := e.beside.Col(j), e.examples.Col(j)
		for i := range to {
			to[i] = examples[(from+i)%n]
		}
	}
	b.More[0] = e.beside
	return b
}

// Loss is a part's share of both.
func (b *boltzmann) Loss(flow flows.Flow, part Batch, n int) *ad.Mat {
	reverse := b.reverseKL.Loss(flow, part, n)
	forward := ad.Scale(ad.Sum(flow.LogProb(part.More[0], nil)), -1/float64(n))
	return ad.Add(ad.Scale(reverse, 1-b.share), ad.Scale(forward, b.share))
}

// Prepare tells that the loss is no −ELBO where examples count.
func (b *boltzmann) Prepare(step int) bool { return b.reverseKL.Prepare(step) && b.share == 0 }

// Figures is the free energy between the wells.
func (b *boltzmann) Figures(s *Snapshot) []Figure {
	f := s.FreeEnergy(freeDraws)
	return []Figure{NewFigure("delta_f", "kT", "free energy of the second well less the first, by importance weights", f.Delta).Within(f.SE).Against(b.target.(Welled).DeltaF())}
}

// freeDraws is how many samples a report weighs.
const freeDraws = 20000
