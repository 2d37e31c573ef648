package acting

import (
	"errors"
	"slices"

	"bijou/flows/ad"
	"bijou/model/safetensors"
)

// A Replay is what was lived through: the last transitions of a world, of which the
// oldest makes room (Lin 1992).
type Replay struct {
	State  *ad.Mat   // capacity×S
	Action *ad.Mat   // capacity×A
	Next   *ad.Mat   // capacity×S
	Reward []float64 // capacity
	Goes   []float64 // capacity: 1 where it went on, 0 where it was over
	at     int       // the row that the next transition takes
	full   bool
}

// NewReplay returns an empty replay of a world of that shape.
func NewReplay(s Shape, capacity int) *Replay {
	return &Replay{
		State: ad.New(capacity, len(s.State)), Action: ad.New(capacity, len(s.Actions)), Next: ad.New(capacity, len(s.State)),
		Reward: make([]float64, capacity), Goes: make([]float64, capacity),
	}
}

// Len is the number of transitions in it.
func (r *Replay) Len() int {
	if r.full {
		return len(r.Reward)
	}
	return r.at
}

// Push takes row i of a turn that came from a state and led to what the turn holds.
func (r *Replay) Push(from *ad.Mat, t Turn, i int) {
	copyRow(r.State, r.at, from, i)
	copyRow(r.Action, r.at, t.Action, i)
	copyRow(r.Next, r.at, t.State, i)
	r.Reward[r.at], r.Goes[r.at] = t.Reward[i], 1
	if t.Over[i] {
		r.Goes[r.at] = 0
	}
	if r.at++; r.at == len(r.Reward) {
		r.at, r.full = 0, true
	}
}

func copyRow(dst *ad.Mat, to int, src *ad.Mat, from int) {
	for j := range dst.Cols {
		dst.Set(to, j, src.At(from, j))
	}
}

// Keep copies the replay as arrays.
func (r *Replay) Keep(into map[string]safetensors.Tensor) {
	place := []float64{float64(r.at), 0}
	if r.full {
		place[1] = 1
	}
	keep(into, "replay.place", place)
	for name, part := range r.parts() {
		keep(into, name, part)
	}
}

func (r *Replay) parts() map[string][]float64 {
	return map[string][]float64{
		"replay.state": r.State.Data, "replay.action": r.Action.Data, "replay.next": r.Next.Data,
		"replay.reward": r.Reward, "replay.goes": r.Goes,
	}
}

// Recall takes back what Keep copied. The error says in one clause what does not fit.
func (r *Replay) Recall(from map[string]safetensors.Tensor) error {
	var place [2]float64
	if err := recall(from, "replay.place", place[:]); err != nil {
		return err
	}
	if at := place[0]; !(at >= 0 && at < float64(len(r.Reward))) || at != float64(int(at)) {
		return errors.New("its replay goes on nowhere")
	}
	for name, part := range r.parts() {
		if err := recall(from, name, part); err != nil {
			return err
		}
	}
	r.at, r.full = int(place[0]), place[1] != 0
	return nil
}

func keep(into map[string]safetensors.Tensor, name string, numbers []float64) {
	into[name] = safetensors.Tensor{Shape: []int{len(numbers)}, Data: slices.Clone(numbers)}
}

// recall copies an array back where it has the right length.
func recall(from map[string]safetensors.Tensor, name string, dst []float64) error {
	t, ok := from[name]
	if !ok || len(t.Data) != len(dst) {
		return errors.New("its " + name + " is of another size")
	}
	copy(dst, t.Data)
	return nil
}
