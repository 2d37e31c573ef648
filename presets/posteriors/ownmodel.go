package posteriors

import "bijou/flows/ad"

// posterior is that of the statements.
func (b *builder) posterior() (*Posterior, error) {
	switch {
	case len(b.params) == 0:
		return nil, &FileError{0, "it has no parameters", "give each a prior: a ~ normal(0, 1)"}
	case !b.fits:
		return nil, &FileError{0, "nothing hangs on the data", "say how a column comes about: y ~ normal(mean, sd)"}
	}
	m := Model{Parameters: b.params, LogJoint: b.logJoint}
	t := FromTape(len(b.params), m.onLine)
	truth, err := search(t, b.rows(), b.middles, b.spreads)
	if err != nil {
		return nil, err
	}
	return &Posterior{Tape: t, Model: m, truth: truth}, nil
}

// logJoint adds up the factors.
func (b *builder) logJoint(p Point) *ad.Mat {
	var sum *ad.Mat
	var args arguments
	for i := range b.factors {
		f := &b.factors[i]
		for k, q := range f.args {
			args[k] = b.onLine(p, q)
		}
		log := f.dist.log(b.drawn(p, f.x), args)
		if log.Rows == 1 { // of numbers alone
			log = ad.Add(log, ad.Scale(p.Line(0), 0))
		}
		if log.Cols > 1 {
			log = ad.SumFeatures(log)
		}
		if sum == nil {
			sum = log
		} else {
			sum = ad.Add(sum, log)
		}
	}
	return sum
}

// onLine is a quantity on the line, n×1, n×N, or constants of one row.
func (b *builder) onLine(p Point, q quantity) *ad.Mat {
	switch {
	case q.numbers != nil:
		return p.line.Tape().Const(q.numbers)
	case q.param >= 0:
		return p.Line(q.param)
	}
	return b.predicted[q.predict].at(p)
}

// drawn is what a factor is the density of.
func (b *builder) drawn(p Point, q quantity) value {
	if q.numbers != nil {
		t := p.line.Tape()
		return value{own: t.Const(q.own), line: t.Const(q.numbers)}
	}
	return value{own: p.Own(q.param), line: p.Line(q.param)}
}

// at is the predictor, n×N. The parameters have their own supports in it.
func (r *predictor) at(p Point) *ad.Mat {
	t := p.line.Tape()
	if r.design == nil {
		return t.Const(r.offset)
	}
	var own *ad.Mat
	for on, columns := range r.of {
		if len(columns) == 0 {
			continue
		}
		part := Parameter{Support: Support(on)}.own(ad.Pick(p.line, columns))
		if own == nil {
			own = part
		} else {
			own = ad.Join(own, part)
		}
	}
	return ad.Add(ad.Dense(own, t.Const(r.design), nil, ad.Identity, nil), t.Const(r.offset))
}
