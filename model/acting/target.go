package acting

import (
	"bijou/flows/ad"
	"bijou/model/safetensors"
)

// A Target is parameters that follow those being learnt slowly, so that what is
// learnt does not chase itself: θ̄ ← θ̄ + rate·(θ − θ̄) after every step (Polyak and
// Juditsky 1992; Lillicrap et al. 2016, algorithm 1). They are those of the flow and of
// the networks beside it.
type Target struct {
	Theta []float64
	rate  float64
	set   bool
	tape  *ad.Tape
}

// NewTarget returns a target that has seen nothing yet, for n parameters.
func NewTarget(n int, rate float64) *Target {
	t := &Target{Theta: make([]float64, n), rate: rate}
	t.tape = ad.NewTape(t.Theta, nil)
	return t
}

// Set tells whether it has followed anything: before, its parameters mean nothing.
func (t *Target) Set() bool { return t.set }

// Follow moves the target towards θ, or to it the first time.
func (t *Target) Follow(theta []float64) {
	if !t.set {
		copy(t.Theta, theta)
		t.set = true
		return
	}
	for i, v := range theta {
		t.Theta[i] += t.rate * (v - t.Theta[i])
	}
}

// Tape returns an empty tape over the parameters, which records nothing.
func (t *Target) Tape() *ad.Tape {
	t.tape.Reset()
	return t.tape
}

// Keep copies the target as an array.
func (t *Target) Keep(into map[string]safetensors.Tensor) {
	if t.set {
		keep(into, "target", t.Theta)
	}
}

// Recall takes back what Keep copied. The error says in one clause what does not fit.
func (t *Target) Recall(from map[string]safetensors.Tensor) error {
	t.set = false
	if _, kept := from["target"]; !kept {
		return nil
	}
	err := recall(from, "target", t.Theta)
	t.set = err == nil
	return err
}
