package presets

import (
	"fmt"
	"strings"

	"bijou/flows"
	"bijou/model"
	"bijou/presets/reading"
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
// when validation has not improved for some looks. Where EM is quick a mixture takes
// their place, with layers above it if validation says so: see mixed.
var autoRules = []autoRule{
	{99, fittedMixture, "linear(whitening), autoregressive(hidden=4)",
		"adam(lr=0.003), batch=64, steps=2000, patience=6", "a normal distribution, or as many as cross-validation finds"},
	{leastForLayers - 1, fittedMixture, "actnorm, spline(bins=6), linear(whitening), autoregressive(hidden=16)",
		"adam(lr=0.01), steps=3000, patience=8", "as many normal distributions as cross-validation finds"},
	{4999, "actnorm, spline(bins=6), linear, spline(bins=6), linear(whitening)", "actnorm, spline(bins=6), linear(whitening), autoregressive(hidden=32x32)",
		"adam(lr=0.01), steps=3000, patience=8", "splines of each column between mixes of all"},
	{0, "actnorm, coupling(rqs)*4, linear(whitening)", "actnorm, coupling(rqs)*4, linear(whitening)",
		"adam(lr=0.003), steps=6000, patience=20", "spline couplings"},
}

// planeRule is what a synthetic set in the plane is learnt by if nobody says: small
// nets and many bins, on points that never come twice, so that no step is too many, and
// an average of the weights, which needs no smaller rate at the end.
var planeRule = autoRule{
	plain:    "actnorm, coupling(rqs, bins=16, hidden=32x32, relu)*6, linear",
	training: "adam(lr=0.004), steps=10000, warmup=50, clip=1, average=0.99",
	about:    "spline couplings, an average of their weights, and fresh points for every batch",
}

// Auto chooses layers and training for a table of which neither was named, by its
// numbers of rows and columns, or for a synthetic set in the plane, and says so in a
// note. What is neither stays as it is.
func Auto(c model.Config) (model.Config, error) {
	src := c.Source
	if set, ok := syntheticOf(src); ok {
		return autoPlane(c, set)
	}
	if isPicture(src) {
		return autoImages(c)
	}
	if src.Shape.IsWave() && src.Family == nil && src.Sim == nil {
		c.Source.Notes = append(c.Source.Notes[:len(c.Source.Notes):len(c.Source.Notes)], "Auto, for waves: "+waveRule.about+".")
		return waveRule.apply(c)
	}
	if src.Points == nil || src.Truth != nil || src.Family != nil || src.Sim != nil || src.Target != nil || src.Levels > 0 {
		return c, nil
	}
	rows := reading.RowsOfTable(src)
	src = src.Sampled(triedRows)
	rule := ruleFor(rows)
	heavy := heavyColumns(src)
	if len(heavy) > 0 && rule.plain == fittedMixture { // a component would become as thin as the value
		rule = ruleFor(leastForLayers)
	}
	apart := ""
	if len(heavy) == 0 && len(src.Given) == 0 && rule.plain != fittedMixture {
		if apart = apartNote(farApart(src)); apart != "" {
			rule = ruleFor(leastForLayers - 1)
		}
	}
	if len(heavy) == 0 && len(src.Given) == 0 && apart == "" {
		rule = rule.mixed(src, rows, c.Seed)
	}
	about := rule.about
	if len(src.Given) > 0 {
		rule.plain, about = rule.given, "layers that hear the conditions, as many weights as the rows carry"
	}
	c, err := rule.apply(c)
	if err != nil {
		return c, err
	}
	note := fmt.Sprintf("Auto, for %d rows of %d columns: %s.", rows, len(src.Columns), about)
	c.Source.Notes = append(c.Source.Notes[:len(c.Source.Notes):len(c.Source.Notes)], append(heavy, note)...)
	if apart != "" {
		c.Source.Notes = append(c.Source.Notes, apart)
	}
	return c, nil
}

// apply sets layers and training to those of the rule.
func (r autoRule) apply(c model.Config) (model.Config, error) {
	base, spec, err := flows.ParseStack(r.plain)
	if err != nil {
		return c, err
	}
	c.Base, c.Spec = base, ForColumns(spec, len(c.Source.Columns))
	c.Settings, err = model.ParseSettings(r.training)
	return c, err
}

// syntheticOf finds the set of the catalogue that points in the plane were drawn from.
func syntheticOf(src model.Source) (set Dataset, ok bool) {
	name, _, _ := strings.Cut(src.Spec, "(")
	for _, s := range synthetics() {
		if s.Name == name && src.Truth != nil && len(src.Columns) == 2 && len(src.Given) == 0 {
			return s.dataset(), true
		}
	}
	return set, false
}

// autoPlane chooses for a synthetic set, whose points are drawn fresh unless somebody
// said how many there are.
func autoPlane(c model.Config, set Dataset) (model.Config, error) {
	calls, err := flows.ParseCalls(c.Source.Spec)
	if err != nil {
		return c, err
	}
	v, err := calls[0].Resolve(c.Source.Spec, set.Fields)
	if err != nil {
		return c, err
	}
	if v.Text(pointsField) == flows.Defaults(set.Fields).Text(pointsField) {
		v[pointsField] = "0"
		if c.Source, err = set.Build(v); err != nil {
			return c, err
		}
	}
	c.Source.Notes = append(c.Source.Notes, "Auto, for a set in the plane: "+planeRule.about+".")
	return planeRule.apply(c)
}

// triedRows is how many rows of a very large table stacks are tried on.
const triedRows = 200_000

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
		if src.Atom(j).Is || j < len(src.Whole) && src.Whole[j] {
			continue // it is learnt by its probability
		}
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
