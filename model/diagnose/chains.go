package diagnose

import (
	"fmt"

	"bijou/model"
	"bijou/model/chain"
)

// runChains lets Markov chains run under the flow of a posterior.
func (d *Diagnosis) runChains(s *model.Snapshot) {
	if _, ok := s.Data.Target.(chain.Measured); ok {
		d.Chain, d.Independence = chain.Judge(s, chain.Mixed), chain.Judge(s, chain.Independence)
	}
}

func (d *Diagnosis) chainTitle() string {
	return fmt.Sprintf("%d Markov chains of %d draws, in z under the flow", d.Chain.Chains, d.Chain.Draws)
}

// chains are the lines of what the chains find.
func (d *Diagnosis) chains() []Line {
	c, own := d.Chain, d.Independence
	lines := []Line{
		Line{Name: "R-hat", Value: nats(c.RHat), Means: fmt.Sprintf("mixed: at most %g", chain.MostRHat)}.judged(c.Mixed(), "not mixed"),
		{Name: "bulk size", Value: fixed("%.0f", c.Bulk), Means: "draws it is worth"},
		{Name: "tail size", Value: fixed("%.0f", c.Tail), Means: "of the 5 % quantiles"},
		{Name: "acceptance", Value: percent(c.Accept), Error: fmt.Sprintf("step %.2f", c.Step), Means: "of particles in z"},
		{Name: "flow as proposal", Value: percent(own.Flow), Error: fixed("R-hat %.4f", own.RHat), Means: "accepted by itself"},
	}
	return append(lines, d.chainMeans()...)
}

// chainMeans are the means of the columns against the known ones; of many the furthest
// stands for all, its p-value times their number (Bonferroni).
func (d *Diagnosis) chainMeans() []Line {
	columns := d.Chain.Columns
	if len(columns) > manyAxes {
		worst := columns[0]
		for _, p := range columns {
			if p.Chance() < worst.Chance() {
				worst = p
			}
		}
		l := meanLine(worst, float64(len(columns)))
		l.Name, l.Means = fmt.Sprintf("worst of %d means", len(columns)), worst.Name+", "+l.Means
		return []Line{l}
	}
	var lines []Line
	for _, p := range columns {
		lines = append(lines, meanLine(p, 1))
	}
	return lines
}

// meanLine is the mean of a column, one of so many.
func meanLine(p chain.Column, of float64) Line {
	l := Line{Name: "mean " + p.Name, Value: nats(p.Mean), Error: spread(p.SE), Means: fmt.Sprintf("flow %.3g", p.Flow)}
	if !known(p.Known) {
		return l
	}
	l.Means = fmt.Sprintf("is %.3g, %s", p.Known, l.Means)
	return l.tested(min(1, of*p.Chance()), false, "off")
}
