package posteriors

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"bijou/flows/ad"
)

// A Table holds columns of numbers by their names, all equally long.
type Table map[string][]float64

// Read returns the posterior of a model that a person wrote, over a table, which is asked
// for by its name and the names that may be columns. A *FileError says which line is wrong.
func Read(text string, open func(name string) (Table, error)) (*Posterior, error) {
	p, err := readProgram(text)
	if err != nil {
		return nil, err
	}
	table, err := open(p.table)
	if err != nil {
		return nil, err
	}
	b := &builder{table: table, predictors: map[string]int{}}
	for _, s := range p.statements {
		if err := b.add(s); err != nil {
			return nil, err
		}
	}
	return b.posterior()
}

// TableName is that of the file of the data of a model.
func TableName(text string) (string, error) {
	p, err := readProgram(text)
	if err != nil {
		return "", err
	}
	return p.table, nil
}

// A builder makes a model of statements.
type builder struct {
	table      Table
	params     []Parameter
	middles    []float64 // of the priors, on the line
	spreads    []float64
	predicted  []predictor
	predictors map[string]int
	factors    []factor
	fits       bool // there is a likelihood
}

// A factor is a prior or the likelihood of a column.
type factor struct {
	dist *family
	x    quantity
	args []quantity
}

// A quantity is what stands as an argument: numbers, a parameter or a predictor.
type quantity struct {
	numbers *ad.Mat // on the line, 1×1 or 1×N; nil for the others
	own     *ad.Mat // the same in their support
	param   int     // −1 for none
	predict int     // −1 for none
}

// A predictor is Xθ + offset, on the line. The parameters in it stand in the order of their
// supports: each kind is carried from the line at once.
type predictor struct {
	name   string
	on     Support
	of     [3][]int // the parameters with each support
	design *ad.Mat  // P×N; nil without parameters
	offset *ad.Mat  // 1×N
}

func (b *builder) fail(s statement, do, what string, args ...any) error {
	return &FileError{s.line, fmt.Sprintf(what, args...), do}
}

// paramAt is the place of a parameter, −1 for none.
func (b *builder) paramAt(name string) int {
	return slices.IndexFunc(b.params, func(p Parameter) bool { return p.Name == name })
}

// add takes one statement in. What stands at its left is new, but for a column.
func (b *builder) add(s statement) error {
	column, isColumn := b.table[s.name]
	_, isPredictor := b.predictors[s.name]
	switch {
	case b.paramAt(s.name) >= 0 || isPredictor:
		return b.fail(s, "give every name one line", "%s is defined twice", quoted(s.name))
	case s.dist == nil && isColumn:
		return b.fail(s, "give the predictor another name", "%s is a column of the data", quoted(s.name))
	case s.dist == nil:
		return b.addPredictor(s)
	case isColumn:
		return b.addLikelihood(s, column)
	}
	return b.addPrior(s)
}

func (b *builder) addPrior(s statement) error {
	if s.dist.counts {
		return b.fail(s, "give it a prior of numbers that are not whole, or name a column", "%s is no column of the data, and no parameter is %s", quoted(s.name), s.dist.name)
	}
	if len(b.params) == mostParams {
		return b.fail(s, fmt.Sprintf("a model has up to %d", mostParams), "there are too many parameters")
	}
	f := factor{dist: s.dist}
	middles := make([]float64, len(s.args))
	for i, a := range s.args {
		q, err := b.argument(s, s.dist.args[i], a, 1)
		if err != nil {
			return err
		}
		if q.predict >= 0 || q.numbers != nil && len(q.numbers.Data) != 1 {
			return b.fail(s, "give a number, or a parameter above", "a prior hangs on %s, which differs from row to row", quoted(a))
		}
		middles[i] = b.middleOf(q, s.dist.args[i].on)
		f.args = append(f.args, q)
	}
	f.x = quantity{param: len(b.params), predict: -1}
	middle, spread := s.dist.about(middles)
	if math.IsNaN(middle-middle) || math.IsNaN(spread-spread) {
		return b.fail(s, "give numbers that are less extreme", "the prior of %s lies where numbers end", quoted(s.name))
	}
	b.params = append(b.params, Parameter{s.name, s.dist.of})
	b.middles, b.spreads = append(b.middles, middle), append(b.spreads, spread)
	b.factors = append(b.factors, f)
	return nil
}

// middleOf is a number, or the middle of a parameter's prior, in its support.
func (b *builder) middleOf(q quantity, on Support) float64 {
	if q.param >= 0 {
		return Parameter{Support: on}.Own(b.middles[q.param])
	}
	return q.own.Data[0]
}

func (b *builder) addLikelihood(s statement, column []float64) error {
	f := factor{dist: s.dist}
	for i, a := range s.args {
		q, err := b.argument(s, s.dist.args[i], a, len(column))
		if err != nil {
			return err
		}
		f.args = append(f.args, q)
	}
	if err := b.checkDrawn(s, column, f.args); err != nil {
		return err
	}
	f.x = numbersOn(s.dist.of, column)
	b.factors, b.fits = append(b.factors, f), true
	return nil
}

// checkDrawn refuses a column that the distribution never makes.
func (b *builder) checkDrawn(s statement, column []float64, args []quantity) error {
	for i, v := range column {
		most := math.Inf(1)
		switch s.dist.name {
		case "bernoulli":
			most = 1
		case "binomial":
			trials := args[0].own.Data
			most = trials[min(i, len(trials)-1)]
		}
		whole := s.dist.counts && (v < 0 || v > most || v != math.Trunc(v))
		if whole || s.dist.of == Positive && !(v > 0) || s.dist.of == Unit && !(v > 0 && v < 1) {
			return b.fail(s, "choose another distribution, or another column", "%s is %g in row %d, which %s never is", quoted(s.name), v, i+1, s.dist.usage())
		}
	}
	return nil
}

// argument reads one of a distribution: a number, a parameter above, a predictor under the
// right link, or a column.
func (b *builder) argument(s statement, a argument, text string, rows int) (quantity, error) {
	if isNumber(text) {
		v, _ := strconv.ParseFloat(text, 64) // one that is too large is infinite
		return b.constant(s, a, text, []float64{v})
	}
	if at := b.paramAt(text); at >= 0 {
		if b.params[at].Support != a.on || a.whole {
			return quantity{}, b.fail(s, "give it a prior that is "+a.kind(), "%s of %s is %s, and %s is not", a.name, s.dist.name, a.kind(), quoted(text))
		}
		return quantity{param: at, predict: -1}, nil
	}
	if at, ok := b.predictors[text]; ok {
		if b.predicted[at].on != a.on || a.whole {
			return quantity{}, b.fail(s, "write "+a.predictor(text), "%s of %s is %s, and %s is not", a.name, s.dist.name, a.kind(), quoted(text))
		}
		return quantity{param: -1, predict: at}, nil
	}
	if column, ok := b.table[text]; ok {
		return b.constant(s, a, text, column)
	}
	return quantity{}, b.fail(s, "give it a prior or a sum in a line above, or take a column", "nothing is called %s", quoted(text))
}

// kind says in words what an argument may be.
func (a argument) kind() string {
	switch {
	case a.whole:
		return "a whole number or a column of them"
	case a.on == Positive:
		return "above 0"
	case a.on == Unit:
		return "between 0 and 1"
	}
	return "any number"
}

// predictor writes how one is made that fits.
func (a argument) predictor(name string) string {
	switch a.on {
	case Positive:
		return "log(" + name + ") = …"
	case Unit:
		return "logit(" + name + ") = …"
	}
	return name + " = …"
}

// constant checks numbers of an argument.
func (b *builder) constant(s statement, a argument, text string, v []float64) (quantity, error) {
	for _, x := range v {
		if a.on == Positive && !(x > 0) || a.on == Unit && !(x > 0 && x < 1) || a.whole && (x < 0 || x != math.Trunc(x)) || math.IsInf(x, 0) || math.IsNaN(x) {
			return quantity{}, b.fail(s, "change it", "%s of %s is %s, and %s is %g", a.name, s.dist.name, a.kind(), quoted(text), x)
		}
	}
	return numbersOn(a.on, v), nil
}

// numbersOn holds numbers of a support, and their places on the line.
func numbersOn(on Support, v []float64) quantity {
	line := make([]float64, len(v))
	for i, x := range v {
		switch line[i] = x; on {
		case Positive:
			line[i] = math.Log(x)
		case Unit:
			line[i] = math.Log(x) - math.Log1p(-x)
		}
	}
	return quantity{numbers: row(line), own: row(v), param: -1, predict: -1}
}

// addPredictor sums up what stands before every parameter.
func (b *builder) addPredictor(s statement) error {
	rows := b.rows()
	p := predictor{name: s.name, offset: ad.New(1, rows)}
	slopes := make([][]float64, len(b.params)) // nil of those that are not in it
	switch s.link {
	case "log":
		p.on = Positive
	case "logit":
		p.on = Unit
	}
	for _, t := range s.sum {
		at, product := -1, slices.Repeat([]float64{t.factor}, rows)
		for _, name := range t.names {
			column, isColumn := b.table[name]
			switch param := b.paramAt(name); {
			case param >= 0 && at >= 0:
				return b.fail(s, "a sum is linear in them", "%s times %s: two parameters", quoted(b.params[at].Name), quoted(name))
			case param >= 0:
				at = param
			case isColumn:
				for i, v := range column {
					product[i] *= v
				}
			default:
				return b.fail(s, "give it a prior in a line above, or take a column of the data", "nothing is called %s", quoted(name))
			}
		}
		to := p.offset.Data
		if at >= 0 {
			if slopes[at] == nil {
				slopes[at] = make([]float64, rows)
			}
			to = slopes[at]
		}
		for i, v := range product {
			to[i] += v
		}
	}
	p.arrange(b.params, slopes)
	b.predictors[s.name] = len(b.predicted)
	b.predicted = append(b.predicted, p)
	return nil
}

// arrange sorts the parameters of a predictor, which have slopes, by their supports.
func (p *predictor) arrange(params []Parameter, slopes [][]float64) {
	var inOrder [][]float64
	for on := range p.of {
		for j, slope := range slopes {
			if slope != nil && params[j].Support == Support(on) {
				p.of[on], inOrder = append(p.of[on], j), append(inOrder, slope)
			}
		}
	}
	if len(inOrder) > 0 {
		p.design = ad.FromRows(inOrder)
	}
}

// rows is how many the table has.
func (b *builder) rows() int {
	for _, column := range b.table {
		return len(column)
	}
	return 0
}
