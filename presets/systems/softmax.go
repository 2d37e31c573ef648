package systems

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/optimize"

	"bijou/flows/ad"
)

// A softmax is a multinomial logistic regression: what a linear classifier makes of
// pixels.
type softmax struct {
	columns, classes int
	w                []float64 // for each class its weights, then its bias
}

// probeStrength is the inverse strength of the penalty, as C in scikit-learn.
const probeStrength = 0.01

// fitSoftmax minimises ½|w|² + strength·Σ −log p(class | x) with L-BFGS, biases free.
// The error says why it did not end.
func fitSoftmax(x *ad.Mat, class []float64, classes int, strength float64) (*softmax, error) {
	s := &softmax{x.Cols, classes, make([]float64, classes*(x.Cols+1))}
	rows := make([][]float64, x.Rows)
	for i := range rows {
		rows[i] = x.Row(nil, i)
	}
	at := func(w, grad []float64) float64 {
		t := softmax{s.columns, s.classes, w}
		loss := 0.0
		for c := range classes {
			own := w[c*(x.Cols+1) : (c+1)*(x.Cols+1)]
			for j, v := range own[:x.Cols] {
				loss += v * v / 2
				grad[c*(x.Cols+1)+j] = v
			}
			grad[c*(x.Cols+1)+x.Cols] = 0
		}
		for i, row := range rows {
			p := t.probabilities(row)
			loss -= strength * math.Log(p[int(class[i])])
			for c, pull := range p {
				if c == int(class[i]) {
					pull--
				}
				own := grad[c*(x.Cols+1) : (c+1)*(x.Cols+1)]
				for j, v := range row {
					own[j] += strength * pull * v
				}
				own[x.Cols] += strength * pull
			}
		}
		return loss
	}
	scratch := make([]float64, len(s.w))
	problem := optimize.Problem{
		Func: func(w []float64) float64 { return at(w, scratch) },
		Grad: func(grad, w []float64) { at(w, grad) },
	}
	found, err := optimize.Minimize(problem, s.w, &optimize.Settings{GradientThreshold: 1e-2}, &optimize.LBFGS{})
	if err != nil {
		return nil, fmt.Errorf("logistic regression: %w", err)
	}
	s.w = found.X
	return s, nil
}

// probabilities are those of the classes for one row.
func (s *softmax) probabilities(row []float64) []float64 {
	p, top, sum := make([]float64, s.classes), math.Inf(-1), 0.0
	for c := range p {
		own := s.w[c*(s.columns+1) : (c+1)*(s.columns+1)]
		p[c] = own[s.columns]
		for j, v := range row {
			p[c] += own[j] * v
		}
		top = max(top, p[c])
	}
	for c := range p {
		p[c] = math.Exp(p[c] - top)
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
	return p
}

// class is the likeliest one.
func (s *softmax) class(row []float64) int {
	best, p := 0, s.probabilities(row)
	for c := range p {
		if p[c] > p[best] {
			best = c
		}
	}
	return best
}

// accuracy is the share of rows whose class is the likeliest one.
func (s *softmax) accuracy(x *ad.Mat, class []float64) float64 {
	right := 0
	for i := range x.Rows {
		if s.class(x.Row(nil, i)) == int(class[i]) {
			right++
		}
	}
	return float64(right) / float64(x.Rows)
}
