package model

import (
	"encoding/json"
	"math"
)

// A Number is a float64 that JSON shows as null where there is no value.
type Number float64

// MarshalJSON writes null for what is not finite.
func (n Number) MarshalJSON() ([]byte, error) {
	if !isFinite(float64(n)) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// A Report is what a run has come to, for a line of JSON or a table. NLLs are
// in nats; TrainNLL, ValNLL and TestNLL in standardised units, the others in the
// data's own.
type Report struct {
	Event      string   `json:"event"`
	Step       int      `json:"step"`
	State      string   `json:"state"`
	Reason     string   `json:"reason,omitempty"`
	Params     int      `json:"params"`
	TrainNLL   Number   `json:"train_nll"`
	ValNLL     Number   `json:"val_nll"` // of the part that chooses the best weights
	ValNLLRaw  Number   `json:"val_nll_raw"`
	TestNLL    Number   `json:"test_nll"` // of the part that nothing is chosen by; null on the way
	TestNLLRaw Number   `json:"test_nll_raw"`
	TestSE     Number   `json:"test_nll_se"`
	Entropy    Number   `json:"entropy"`
	KL         Number   `json:"kl"`
	KLSE       Number   `json:"kl_se"`
	Gap        Number   `json:"gap"` // mean of log p − log q over the test part; on the way over the validation part
	GapSE      Number   `json:"gap_se"`
	BestStep   int      `json:"best_step"`
	StepsPerS  Number   `json:"steps_per_s"`
	ElapsedS   Number   `json:"elapsed_s"`
	*Evidence           // of a run towards a target
	Figures    []Figure `json:"figures,omitempty"` // what the objective measures, at the end
	Seed       uint64   `json:"seed"`
	Spec       string   `json:"spec"`
	Notes      []string `json:"notes,omitempty"` // what was left out of the data or decided, a sentence each
	Saved      string   `json:"saved,omitempty"` // the file that the run was saved in
}

// Evidence is what importance weights say at the end of a run towards a target,
// in nats.
type Evidence struct {
	ELBO    Number `json:"elbo"`
	LogZ    Number `json:"log_z"` // the known one
	LogZHat Number `json:"log_z_hat"`
	LogZSE  Number `json:"log_z_se"`
	ESS     Number `json:"ess"` // share of the samples
	ParetoK Number `json:"pareto_k"`
}

// klDraws is how many fresh points a report measures KL on.
const klDraws = 20000

// Progress reports the run as it is, from figures at hand.
func (f *Fit) Progress() Report {
	units, none := f.data.Units, Number(math.NaN())
	return Report{
		Event: "progress", Step: f.step, State: f.ended.String(), Reason: f.reason, Params: f.stack.Free(), Seed: f.config.Seed,
		TrainNLL: Number(f.train.value() - units), ValNLL: Number(f.testNLL - units), ValNLLRaw: Number(f.testNLL), TestNLL: none, TestNLLRaw: none,
		TestSE: none, Entropy: Number(f.data.Entropy()), KL: none, KLSE: none, Gap: Number(f.testNLL - f.expected), GapSE: none, BestStep: f.best.step, Notes: f.data.Notes,
	}
}

// Done reports the end of a run, for the parameters that did best on the test
// part: the NLL over all points of both parts, and the KL on fresh points.
func (f *Fit) Done() Report {
	r, s := f.Progress(), f.BestSnapshot()
	r.Event = "done"
	switch {
	case s.Objective.Latent: // the figures say it in its own words
		none := Number(math.NaN())
		r.TrainNLL, r.Entropy, r.Gap = none, none, none
	case s.Objective.Acts:
		r.TestNLL, r.TestNLLRaw, r.Gap = Number(math.NaN()), Number(math.NaN()), Number(math.NaN())
	case s.Objective.Reverse:
		r = r.withEvidence(s)
	default:
		r = r.withNLL(s)
	}
	r.Figures = r.figures()
	if o, ok := f.objective.(Figured); ok {
		r.Figures = append(r.Figures, o.Figures(s)...)
	}
	return r
}

// withNLL completes the report of a run that has data.
func (r Report) withNLL(s *Snapshot) Report {
	val, _ := s.nllOf(s.Data.ValBatch())
	r.ValNLL, r.ValNLLRaw = Number(val-s.Data.Units), Number(val)
	test, se := s.TestNLL()
	r.TestNLL, r.TestNLLRaw, r.TestSE = Number(test-s.Data.Units), Number(test), Number(se)
	gap, gapSE := s.TestGap()
	r.Gap, r.GapSE = Number(gap), Number(gapSE)
	if s.Data.Train != nil {
		train, _ := s.nllOf(s.Data.TrainBatch())
		r.TrainNLL = Number(train - s.Data.Units)
	}
	kl, klSE := s.KL(klDraws)
	r.KL, r.KLSE = Number(kl), Number(klSE)
	return r
}

// withEvidence completes the report of a run towards a target: KL is that from
// the flow to the target, and −ELBO stands for the NLL.
func (r Report) withEvidence(s *Snapshot) Report {
	w := s.Weigh(klDraws)
	r.ValNLL, r.ValNLLRaw, r.TestNLL, r.TestNLLRaw, r.TestSE = Number(s.Best), Number(s.Best), Number(-w.ELBO), Number(-w.ELBO), Number(w.KLSE)
	r.KL, r.KLSE, r.Gap, r.GapSE = Number(w.KL), Number(w.KLSE), Number(w.KL), Number(w.KLSE)
	r.Evidence = &Evidence{
		ELBO: Number(w.ELBO), LogZ: Number(s.Data.Target.LogZ()), LogZHat: Number(w.LogZ), LogZSE: Number(w.LogZSE),
		ESS: Number(w.ESS), ParetoK: Number(w.Pareto),
	}
	return r
}

// Own are the figures that are the objective's own and stand nowhere else in the
// report.
func (r Report) Own() []Figure {
	if len(r.Figures) == 0 {
		return nil
	}
	return r.Figures[len(r.figures()):]
}

// figures are the numbers of the report that say how well the flow does.
func (r Report) figures() []Figure {
	if e := r.Evidence; e != nil {
		const trusted = 0.7 // Vehtari et al. 2024
		logZ := float64(e.LogZ)
		return []Figure{
			NewFigure("ELBO", "nats", "lower bound of log Z", float64(e.ELBO)).Within(float64(r.TestSE)).Against(logZ),
			NewFigure("log Z", "nats", "by importance weights", float64(e.LogZHat)).Within(float64(e.LogZSE)).Against(logZ),
			NewFigure("ESS", "share", "effective share of the samples", float64(e.ESS)),
			NewFigure("k", "", "tail of the weights", float64(e.ParetoK)).Should(AtMost, trusted),
		}
	}
	if !isFinite(float64(r.TestSE)) {
		return nil // it acts: there is no likelihood
	}
	list := []Figure{NewFigure("test NLL", "nats", "mean of -log p over the test part", float64(r.TestNLLRaw)).Within(float64(r.TestSE)).Against(float64(r.Entropy))}
	if isFinite(float64(r.KL)) {
		list = append(list, NewFigure("KL", "nats", "from the truth to the flow", float64(r.KL)).Within(float64(r.KLSE)).Against(0))
	}
	return list
}
