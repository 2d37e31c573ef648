package presets

import (
	"fmt"

	"bijou/flows"
	"bijou/model"
)

// An autoRule is what a table is learnt by if nobody says: the first whose number of
// rows is not below the table's.
type autoRule struct {
	rows         int // at most; 0 is no bound
	plain, given string
	training     string
	about        string
}

// The rules of auto, by the number of rows. Few rows are known
// best by a fitted mixture, of which nothing is chosen by validation, so that it learns
// that part as well. Few rows carry few weights: nets of
// thousands know a table of hundreds by heart before they are looked at. Layers behind
// a whitening one start from the normal distribution of the data, and training ends
// when validation has not improved for some looks.
var autoRules = []autoRule{
	{99, "mixture(fit)", "linear(whitening), autoregressive(hidden=4)",
		"adam(lr=0.003), batch=64, steps=2000, patience=6", "a normal distribution, or as many as cross-validation finds"},
	{leastForLayers - 1, "mixture(fit)", "actnorm, spline(bins=6), linear(whitening), autoregressive(hidden=16)",
		"adam(lr=0.01), steps=3000, patience=8", "as many normal distributions as cross-validation finds"},
	{4999, "actnorm, spline(bins=6), linear, spline(bins=6), linear(whitening)", "actnorm, spline(bins=6), linear(whitening), autoregressive(hidden=16)",
		"adam(lr=0.01), steps=3000, patience=8", "splines of each column between mixes of all"},
	{0, "actnorm, coupling(rqs)*4, linear(whitening)", "actnorm, coupling(rqs)*4, linear(whitening)",
		"adam(lr=0.003), steps=6000, patience=20", "spline couplings"},
}

// Auto chooses layers and training for a table of which neither was named, by its
// numbers of rows and columns, and says so in a note. What is no table stays as it is.
func Auto(c model.Config) (model.Config, error) {
	src := c.Source
	if src.Points == nil || src.Truth != nil || src.Family != nil || src.Sim != nil || src.Target != nil || src.Levels > 0 {
		return c, nil
	}
	rule := ruleFor(src.Points.Rows)
	heavy := heavyColumns(src)
	if len(heavy) > 0 && rule.plain == "mixture(fit)" { // a component would become as thin as the value
		rule = ruleFor(leastForLayers)
	}
	stack, about := rule.plain, rule.about
	if len(src.Given) > 0 {
		stack, about = rule.given, "layers that hear the conditions, as many weights as the rows carry"
	}
	base, spec, err := flows.ParseStack(stack)
	if err != nil {
		return c, err
	}
	c.Base = base
	if c.Settings, err = model.ParseSettings(rule.training); err != nil {
		return c, err
	}
	c.Spec = ForColumns(spec, len(src.Columns))
	note := fmt.Sprintf("Auto, for %d rows of %d columns: %s.", src.Points.Rows, len(src.Columns), about)
	c.Source.Notes = append(c.Source.Notes[:len(c.Source.Notes):len(c.Source.Notes)], append(heavy, note)...)
	return c, nil
}

// leastForLayers is the number of rows from which layers are learnt.
const leastForLayers = 400

// heavyShare is the share of the rows at one value from which a column counts as one
// without a density there.
const heavyShare = 0.25

// heavyColumns says of every column that is learnt whether one value is that of many
// rows: there is no density there, and a likelihood that grows without end says nothing.
func heavyColumns(src model.Source) []string {
	const looked = 20000 // rows that are counted
	rows := min(looked, src.Points.Rows)
	var notes []string
	for j, name := range src.Columns {
		count, most, at := map[float64]int{}, 0, 0.0
		for _, v := range src.Points.Col(j)[:rows] {
			if count[v]++; count[v] > most {
				most, at = count[v], v
			}
		}
		if share := float64(most) / float64(rows); share >= heavyShare {
			notes = append(notes, fmt.Sprintf("%s is %.6g in %.0f %% of the rows: it has no density there, and a low NLL says nothing; --given %s makes it a condition.", name, at, 100*share, name))
		}
	}
	return notes
}

func ruleFor(rows int) autoRule {
	for _, r := range autoRules {
		if rows <= r.rows {
			return r
		}
	}
	return autoRules[len(autoRules)-1]
}
