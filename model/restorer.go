package model

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"bijou/flows"
	"bijou/flows/nn"
	"bijou/model/safetensors"
)

// A restorer takes the parts of a kept run one by one. The first that is not as
// it should be is its error; from then on what it returns means nothing.
type restorer struct {
	texts   map[string]string
	tensors map[string]safetensors.Tensor // that nobody has taken yet
	err     error
}

func (r *restorer) fail(format string, args ...any) {
	if r.err == nil {
		r.err = damaged(format, args...)
	}
}

// text returns a text of the metadata.
func (r *restorer) text(name string) string {
	s, ok := r.texts[name]
	if !ok {
		r.fail("it says nothing of %s", name)
	}
	return s
}

// shown returns a text that a person will see.
func (r *restorer) shown(name string) string {
	s := r.text(name)
	r.mustShow(s)
	return s
}

// mustShow refuses a text that could steer a terminal.
func (r *restorer) mustShow(s string) {
	if visible(s) != s {
		r.fail("it holds a text that cannot be shown")
	}
}

// visible puts a space in place of what is no visible character.
func visible(s string) string {
	return strings.Map(func(c rune) rune {
		if !unicode.IsGraphic(c) {
			return ' '
		}
		return c
	}, s)
}

// whole returns a whole number, from 0.
func (r *restorer) whole(name string) int {
	const most = 1 << 53 // beyond it a float64 skips some
	n, err := strconv.Atoi(r.text(name))
	if err != nil || n < 0 || int64(n) > most {
		r.fail("%s is no whole number", name)
	}
	return n
}

// real returns a number, which may be infinite or none.
func (r *restorer) real(name string) float64 {
	v, err := strconv.ParseFloat(r.text(name), 64)
	if err != nil {
		r.fail("%s is no number", name)
	}
	return v
}

// list reads a list into v.
func (r *restorer) list(name string, v any) {
	if err := json.Unmarshal([]byte(r.text(name)), v); err != nil {
		r.fail("%s is no list", name)
	}
}

// state reads how the run ended, Paused if it did not.
func (r *restorer) state() State {
	word := r.text("state")
	for _, s := range []State{Paused, Finished, Diverged, Failed} {
		if s.String() == word {
			return s
		}
	}
	r.fail("no run can be in the state %.20q", word)
	return Failed
}

// tensor takes numbers of that shape, all of them finite.
func (r *restorer) tensor(name string, shape ...int) []float64 {
	t := r.take(name, shape...)
	if r.err == nil && !allFinite(t) {
		r.fail("%s holds numbers that are not finite", name)
	}
	return t
}

// take takes numbers of that shape, whatever they are.
func (r *restorer) take(name string, shape ...int) []float64 {
	t, ok := r.tensors[name]
	if !ok || !slices.Equal(t.Shape, shape) {
		r.fail("it has no numbers %s of shape %v", name, shape)
		return nil
	}
	delete(r.tensors, name)
	return t.Data
}

// theta puts blocks together.
func (r *restorer) theta(prefix string, stack *flows.Stack) []float64 {
	theta := make([]float64, stack.Len)
	eachBlock(stack, func(name string, b nn.Block) {
		copy(b.In(theta), r.tensor(prefix+name, b.Cols, b.Rows))
	})
	return theta
}

// good takes the last good parameters, each n long.
func (r *restorer) good(n int) [][]float64 {
	const name = "guard.good"
	var count int
	if shape := r.tensors[name].Shape; len(shape) == 2 {
		count = shape[0]
	}
	if count > keepGood {
		r.fail("it has too many parameters to go back to")
		return nil
	}
	all := r.tensor(name, count, n)
	var good [][]float64
	for i := range count {
		if r.err == nil {
			good = append(good, slices.Clone(all[i*n:(i+1)*n]))
		}
	}
	return good
}

// curve takes the points of a curve, whose values may be anything.
func (r *restorer) curve(name string) []Point {
	var n int
	if shape := r.tensors[name].Shape; len(shape) == 2 {
		n = shape[0]
	}
	x := r.take(name, n, 2)
	if r.err != nil || n >= historyLen {
		r.fail("%s is too long", name)
		return nil
	}
	points := make([]Point, n, historyLen)
	for i := range points {
		step := x[2*i]
		if !(step >= 0 && step <= 1<<53 && step == math.Trunc(step)) {
			r.fail("%s has no steps", name)
		}
		points[i] = Point{int(step), x[2*i+1]}
	}
	return points
}

// past takes what a [Keeper] kept, by its own names.
func (r *restorer) past() map[string]safetensors.Tensor {
	past := map[string]safetensors.Tensor{}
	for name, t := range r.tensors {
		if own, is := strings.CutPrefix(name, keeperPrefix); is {
			past[own] = t
			delete(r.tensors, name)
		}
	}
	return past
}
