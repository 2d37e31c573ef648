package worlds

import (
	"errors"
	"fmt"

	"bijou/model"
	"bijou/model/acting"
)

// A hello is the first line of a program: what it is.
type hello struct {
	Observation []string  `json:"observation"`
	Actions     []string  `json:"actions"`
	Low         []float64 `json:"low"`
	High        []float64 `json:"high"`
	Choices     []string  `json:"choices"`
	Horizon     int       `json:"horizon"`
	Discount    float64   `json:"discount"`
}

// A request is a line to a program: one of both.
type request struct {
	Reset  *uint32   `json:"reset,omitempty"`
	Action []float64 `json:"action,omitempty"`
}

// An answer is what a program says to a request.
type answer struct {
	Observation []float64 `json:"observation"`
	Reward      float64   `json:"reward"`
	Over        bool      `json:"over"`
}

// The largest worlds that are taken, and what is assumed where a program says nothing.
const (
	mostObserved    = 64
	mostActions     = 16
	mostChoices     = 64
	usualHorizon    = 1000
	longestHorizon  = 1000000
	usualDiscount   = 0.99
	programNameSize = 40
)

// check says what a program should say of itself.
func (h *hello) check() error {
	if h.Horizon == 0 {
		h.Horizon = usualHorizon
	}
	if h.Discount == 0 {
		h.Discount = usualDiscount
	}
	switch {
	case len(h.Observation) < 1 || len(h.Observation) > mostObserved:
		return fmt.Errorf("its first line gives names of %d observations; give 1 to %d", len(h.Observation), mostObserved)
	case len(h.Choices) > 0 && len(h.Actions) > 0:
		return errors.New("its first line gives actions and choices; give one of both")
	case len(h.Choices) == 1 || len(h.Choices) > mostChoices:
		return fmt.Errorf("its first line gives %d choices; give 2 to %d", len(h.Choices), mostChoices)
	case len(h.Choices) == 0 && (len(h.Actions) < 1 || len(h.Actions) > mostActions):
		return fmt.Errorf("its first line gives %d actions and no choices; give 1 to %d actions, or choices", len(h.Actions), mostActions)
	case len(h.Low) != len(h.Actions) || len(h.High) != len(h.Actions):
		return fmt.Errorf("its first line gives %d lowest and %d highest values of %d actions; give one of each for every action", len(h.Low), len(h.High), len(h.Actions))
	case h.Horizon < 1 || h.Horizon > longestHorizon:
		return fmt.Errorf("its horizon is %d steps; give 1 to %d", h.Horizon, longestHorizon)
	case !(h.Discount > 0 && h.Discount <= 1):
		return fmt.Errorf("its discount is %g; give a number above 0, up to 1", h.Discount)
	}
	for j, low := range h.Low {
		if !(low < h.High[j]) {
			return fmt.Errorf("action %s goes from %g to %g; the lowest value comes first", visible(h.Actions[j]), low, h.High[j])
		}
	}
	return h.clean()
}

// clean makes the names fit to be shown.
func (h *hello) clean() error {
	for _, names := range [][]string{h.Observation, h.Actions, h.Choices} {
		for j, name := range names {
			if name = visible(name); name == "" || len(name) > programNameSize {
				return fmt.Errorf("a name in its first line is %q; give up to %d characters that can be seen", name, programNameSize)
			}
			names[j] = name
		}
	}
	return nil
}

// shape is the world of the program.
func (h *hello) shape() acting.Shape {
	s := acting.Shape{
		State: h.Observation, Low: make([]float64, len(h.Observation)), High: make([]float64, len(h.Observation)),
		Actions: h.Actions, Bound: 1, Choices: h.Choices, Horizon: h.Horizon, Discount: h.Discount, Copies: 1,
	}
	if len(h.Choices) > 0 {
		s.Actions, s.Bound = []string{"choice"}, 0
	}
	for j, name := range h.Observation {
		s.Observed = append(s.Observed, model.Given{Name: name})
		s.Low[j], s.High[j] = -1, 1
	}
	return s
}

// own is an action, from −1 to 1, in the program's units; the number of a choice is its
// own.
func (h *hello) own(j int, a float64) float64 {
	if len(h.Choices) > 0 {
		return a
	}
	return h.Low[j] + (h.High[j]-h.Low[j])*(max(-1, min(1, a))+1)/2
}

// check says what an answer should hold.
func (a *answer) check(observations int) error {
	if len(a.Observation) != observations {
		return fmt.Errorf("it answered with %d observations; its first line gives %d", len(a.Observation), observations)
	}
	return nil
}
