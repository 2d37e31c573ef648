package chain

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"bijou/model"
)

// MostRHat is the R̂ up to which chains count as mixed (Vehtari et al. 2021, section 4).
const MostRHat = 1.01

// A Measured target knows the mean and the standard deviation of its columns by other
// ways than a chain, or NaN.
type Measured interface {
	Moments() (mean, sd []float64)
}

// A Report says what chains have found, and what it is worth. Its JSON has stable names.
type Report struct {
	Kernel Kernel       `json:"kernel"`
	Chains int          `json:"chains"`
	Draws  int          `json:"draws"`               // of each
	Accept model.Number `json:"hmc_accept"`          // null without Hamiltonian proposals
	Flow   model.Number `json:"independence_accept"` // by Mixed moves the share of choices that leave; null without draws of the flow
	Step   model.Number `json:"step"`
	Leaps  model.Number `json:"leaps"`
	RHat   model.Number `json:"rhat"`     // the largest
	Bulk   model.Number `json:"ess_bulk"` // the smallest
	Tail   model.Number `json:"ess_tail"` // the smallest
	// Error is how far the means are from the known ones, the furthest in standard errors,
	// as that of a single number would be that is as rare (Šidák 1967); NaN where none is known.
	Error   model.Number `json:"mean_error"`
	Columns []Column     `json:"columns"`
}

// A Column is what chains say of a parameter.
type Column struct {
	Name    string       `json:"name"`
	Mean    model.Number `json:"mean"`
	SE      model.Number `json:"se"` // of the mean
	SD      model.Number `json:"sd"`
	Flow    model.Number `json:"flow_mean"` // of samples of the flow itself
	Known   model.Number `json:"known_mean"`
	KnownSD model.Number `json:"known_sd"`
	RHat    model.Number `json:"rhat"`
	Bulk    model.Number `json:"ess_bulk"`
	Tail    model.Number `json:"ess_tail"`
}

// Judge lets chains run under the flow of a snapshot and reports what they find.
func Judge(s *model.Snapshot, k Kernel) *Report {
	c := Run(s, k)
	none := model.Number(math.NaN())
	r := &Report{Kernel: k, Chains: c.Count, Draws: c.Length, Accept: model.Number(c.Accept), Flow: model.Number(c.Flow), Step: model.Number(c.Step), Leaps: model.Number(c.Leaps),
		Bulk: model.Number(math.Inf(1)), Tail: model.Number(math.Inf(1)), Error: none}
	own := s.Draw(model.DrawStream(seed), count*length)
	for j, name := range c.Columns {
		r.Columns = append(r.Columns, c.column(j, name))
		r.Columns[j].Flow = model.Number(stat.Mean(own.Col(j), nil))
	}
	if m, ok := s.Data.Target.(Measured); ok {
		r.compare(m.Moments())
	}
	for _, p := range r.Columns { // NaN, of chains that never move, is the worst
		r.RHat = worse(r.RHat, p.RHat, p.RHat > r.RHat)
		r.Bulk, r.Tail = worse(r.Bulk, p.Bulk, p.Bulk < r.Bulk), worse(r.Tail, p.Tail, p.Tail < r.Tail)
	}
	return r
}

// worse is b where it is worse than a, or no number.
func worse(a, b model.Number, is bool) model.Number {
	if is || math.IsNaN(float64(b)) {
		return b
	}
	return a
}

// column measures the draws of one.
func (c *Chains) column(j int, name string) Column {
	chains, none := c.Of(j), model.Number(math.NaN())
	mean, sd := stat.MeanStdDev(c.Draws.Col(j), nil)
	return Column{
		Name: name, Mean: model.Number(mean), SD: model.Number(sd), SE: model.Number(sd / math.Sqrt(MeanSize(chains))),
		Known: none, KnownSD: none,
		RHat: model.Number(RHat(chains)), Bulk: model.Number(BulkSize(chains)), Tail: model.Number(TailSize(chains)),
	}
}

// compare holds the means against the known ones.
func (r *Report) compare(mean, sd []float64) {
	least := 1.0 // the smallest p-value
	for j := range r.Columns {
		p := &r.Columns[j]
		p.Known, p.KnownSD = model.Number(mean[j]), model.Number(sd[j])
		least = math.Min(least, p.Chance()) // NaN where one is not known
	}
	all := -math.Expm1(float64(len(r.Columns)) * math.Log1p(-least))
	r.Error = model.Number(distuv.UnitNormal.Quantile(1 - all/2))
}

// Chance is that of a mean so far from the known one; NaN where that is not known.
func (p Column) Chance() float64 {
	return 2 * distuv.UnitNormal.Survival(math.Abs(float64((p.Mean-p.Known)/p.SE)))
}

// Mixed tells whether R̂ of every column is small enough.
func (r *Report) Mixed() bool { return r.RHat <= MostRHat }
