package posteriors

import (
	"fmt"
	"math"
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model/chain"
)

// walk is what is known of a posterior of more parameters than quadrature takes: draws of
// Markov chains that run in the coordinates of its highest mode. Evidence, entropy and
// moments are left to the flow and its own chains.
type walk struct {
	chains *chain.Chains
	rhat   float64
}

func newWalk(t *Tape, peaks []peak) truth {
	best := peaks[0]
	for _, p := range peaks {
		if p.logp > best.logp {
			best = p
		}
	}
	w := &walk{chains: chain.Ground{Base: flows.Normal{}, Flow: newTangent(best), Target: unknown{t}}.Walk()}
	for j := range len(best.mode) {
		w.rhat = max(w.rhat, chain.RHat(w.chains.Of(j)))
	}
	return w
}

// unknown is a target of which nobody knows the evidence.
type unknown struct{ *Tape }

// LogZ returns NaN.
func (unknown) LogZ() float64 { return math.NaN() }

// tangent is x = mode + L·z with the covariance LLᵀ of a mode: the normal distribution that
// touches the posterior there.
type tangent struct {
	weights *ad.Mat // row i of L is run i
	mode    *ad.Mat
	logDet  float64
}

func newTangent(p peak) tangent {
	d := len(p.mode)
	t := tangent{weights: ad.New(d, d), mode: row(p.mode)}
	for i := range d {
		t.logDet += math.Log(p.lower.At(i, i))
		for j := range i + 1 {
			t.weights.Set(j, i, p.lower.At(i, j))
		}
	}
	return t
}

// Forward carries z to x.
func (t tangent) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) {
	tape := z.Tape()
	x = ad.Dense(z, tape.Const(t.weights), tape.Const(t.mode), ad.Identity, nil)
	ladj = tape.Value(z.Rows, 1, false)
	for i := range ladj.Data {
		ladj.Data[i] = t.logDet
	}
	return x, ladj
}

// Inverse is what no chain asks for.
func (t tangent) Inverse(_, _ *ad.Mat) (z, ladj *ad.Mat) {
	panic("posteriors: a tangent has one direction")
}

func (w *walk) logZ() float64    { return math.NaN() }
func (w *walk) entropy() float64 { return math.NaN() }

func (w *walk) moments() (mean, sd []float64) {
	for range w.chains.Draws.Cols {
		mean, sd = append(mean, math.NaN()), append(sd, math.NaN())
	}
	return mean, sd
}

// sample takes draws of the chains at random.
func (w *walk) sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Rows {
		k := rng.IntN(w.chains.Draws.Rows)
		for j := range x.Cols {
			x.Set(i, j, w.chains.Draws.At(k, j))
		}
	}
}

// describe says how the truth is known, for a note.
func (w *walk) describe() string {
	mixed := ""
	if !(w.rhat <= chain.MostRHat) {
		mixed = "; they have not mixed, so that their draws are not to be trusted"
	}
	return fmt.Sprintf("Draws of the posterior are those of %d Markov chains about its mode, R-hat %.4f%s.", w.chains.Count, w.rhat, mixed)
}
