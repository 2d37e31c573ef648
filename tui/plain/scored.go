package plain

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"bijou/model"
	"bijou/model/diagnose"
)

// scored is what scores come to. Mean and spread follow Welford 1962, which
// loses no digits to large means; by weights they are those of all at the end.
type scored struct {
	by                  string // the column of weights; empty where all rows count the same
	weights             []float64
	n, missing, outside int
	nothing             int     // rows without a weight
	mean, root          float64 // of those inside; the root of the sum of squares, which does not overflow
	least               float64
	all                 []float64
}

// add counts a score by its weight: NaN is a row without, −Inf one outside. What weighs
// nothing is left out.
func (s *scored) add(v, weight float64) {
	switch {
	case math.IsNaN(v):
		s.missing++
		return
	case weight == 0:
		s.nothing++
		return
	}
	if s.by != "" {
		s.weights = append(s.weights, weight)
	}
	if s.n == 0 {
		s.least = v
	}
	s.n++
	s.all = append(s.all, v)
	s.least = min(s.least, v)
	if math.IsInf(v, -1) {
		s.outside++
		return
	}
	d := v - s.mean
	s.mean += d / float64(s.n-s.outside)
	s.root = math.Hypot(s.root, math.Sqrt(math.Abs(d))*math.Sqrt(math.Abs(v-s.mean)))
}

// values returns the mean over all that have a score, its standard error and the
// least; what is not known is no number.
func (s *scored) values() (mean, se, least float64) {
	n := float64(s.n)
	switch {
	case s.n == 0:
		return math.NaN(), math.NaN(), math.NaN()
	case s.outside > 0:
		return math.Inf(-1), math.NaN(), math.Inf(-1)
	case s.by != "":
		mean, se = s.weighted()
		return mean, se, s.least
	}
	return s.mean, s.root / math.Sqrt((n-1)*n), s.least
}

// weighted is the mean by weights, Σwx/Σw, and its standard error √Σw²(x − mean)²/Σw.
func (s *scored) weighted() (mean, se float64) {
	total, root := 0.0, 0.0
	for i, v := range s.all {
		total += s.weights[i]
		mean += (v - mean) * s.weights[i] / total
	}
	for i, v := range s.all {
		root = math.Hypot(root, s.weights[i]*(v-mean))
	}
	return mean, root / total
}

// median is that of all that have a score, NaN for none.
func (s *scored) median() float64 {
	switch {
	case s.n == 0:
		return math.NaN()
	case s.by != "":
		return s.weightedMedian()
	}
	slices.Sort(s.all)
	if low, high := s.all[(s.n-1)/2], s.all[s.n/2]; low != high {
		return low/2 + high/2
	}
	return s.all[s.n/2]
}

// weightedMedian is the least score at which half of the weight is reached.
func (s *scored) weightedMedian() float64 {
	order := make([]int, s.n)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(s.all[a], s.all[b]) })
	half, sum := 0.0, 0.0
	for _, w := range s.weights {
		half += w / 2
	}
	for _, i := range order {
		if sum += s.weights[i]; sum >= half {
			return s.all[i]
		}
	}
	return s.all[order[s.n-1]]
}

// A scoreReport is the last line of JSON.
type scoreReport struct {
	Event     string              `json:"event"`
	N         int                 `json:"n"`
	Mean      model.Number        `json:"mean_log_p"`
	Median    model.Number        `json:"median_log_p"`
	SE        model.Number        `json:"se"`
	Least     model.Number        `json:"min_log_p"`
	Missing   int                 `json:"missing"`
	Outside   int                 `json:"outside"`
	By        string              `json:"weighted_by,omitempty"` // the column of weights
	Detection *diagnose.Detection `json:"detection,omitempty"`   // with a label
	Notes     []string            `json:"notes,omitempty"`       // on how the table was read
}

func (s *scored) report() scoreReport {
	mean, se, least := s.values()
	return scoreReport{"done", s.n, model.Number(mean), model.Number(s.median()), model.Number(se), model.Number(least), s.missing, s.outside, s.by, nil, nil}
}

// tell writes the summary for people.
func (s *scored) tell(out io.Writer) error {
	mean, se, least := s.values()
	text := fmt.Sprintf("scored %s", rowsOf(s.n))
	switch {
	case s.n == 0:
	case math.IsNaN(se):
		text += fmt.Sprintf(": mean log p %s nats, median %s, least %s", short(mean), short(s.median()), short(least))
	default:
		text += fmt.Sprintf(": mean log p %s ± %s nats, median %s, least %s", short(mean), short(se), short(s.median()), short(least))
	}
	if s.by != "" && s.n > 0 {
		text += ", by the weights in " + s.by
	}
	if s.nothing > 0 {
		text += fmt.Sprintf("; %s without a weight", rowsOf(s.nothing))
	}
	if s.outside > 0 {
		text += fmt.Sprintf("; %s where the flow has no density: log p is -Inf", rowsOf(s.outside))
	}
	if s.missing > 0 {
		text += fmt.Sprintf("; %s without a plain number in each column used: no log_p", rowsOf(s.missing))
	}
	_, err := fmt.Fprintln(out, text)
	return err
}

// short writes a number with four decimals, or as a power of ten where that would be
// long.
func short(v float64) string {
	if math.Abs(v) >= 1e7 {
		return strconv.FormatFloat(v, 'g', 4, 64)
	}
	return strconv.FormatFloat(v, 'f', 4, 64)
}

// rowsOf writes "1 row" or "3 rows".
func rowsOf(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}
