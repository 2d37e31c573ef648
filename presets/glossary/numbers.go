package glossary

import (
	"math"

	"bijou/model"
)

// Of are the numbers that a snapshot knows without work.
func Of(s *model.Snapshot) Numbers {
	n := Numbers{
		"step": float64(s.Step), "steps": float64(s.Settings.Int("steps")), "seed": float64(s.Seed),
		"layers": float64(len(s.Stack.Layers)), "parameters": float64(s.Free()), "columns": float64(s.Stack.Dim),
		"train": s.Train, "val": s.Val, "gap": s.Gap(), "best": s.Best, "best step": float64(s.BestStep), "overfit": s.Val - s.Train,
		"entropy": s.Entropy, "expected": s.Expected, "held": float64(s.Data.Judged()), "batch": float64(s.Settings.Int("batch")),
		"lr": s.LR, "gradient": norm(s.GradNorm), "clipped": s.Clipped, "skipped": float64(s.Skipped),
	}
	if s.Data.Train != nil {
		n["rows"] = float64(s.Data.LearntRows())
		n["epochs"] = n["step"] * n["batch"] / n["rows"]
	}
	return n
}

// Measured are those and the terms of the NLL, over the points that the run is judged by.
func Measured(s *model.Snapshot) Numbers {
	n := Of(s)
	l := s.LedgerOf(s.Data.ValBatch().Rows(0, s.Data.Judged()))
	n.Account(&l)
	return n
}

// Account adds the terms of the NLL.
func (n Numbers) Account(l *model.Ledger) {
	n["nll"], n["base"], n["sum"], n["units"] = l.NLL, l.BaseTerm, l.Sum, l.Units
	n["residual"], n["roundtrip"] = l.Residual, l.RoundTrip
	n["bits"] = l.NLL / math.Ln2
	n["bits a column"] = n["bits"] / n["columns"]
	tails, evaluations := math.NaN(), 0.0
	for _, layer := range l.Layers {
		if !(layer.Tails <= tails) && !math.IsNaN(layer.Tails) {
			tails = layer.Tails
		}
		evaluations += float64(layer.Evaluations)
	}
	n["tails"] = tails
	if evaluations > 0 {
		n["evaluations"] = evaluations
	}
}

// Layer adds what a layer does.
func (n Numbers) Layer(l model.LayerStats) { n["logdet"], n["logdet sd"] = l.Mean, l.SD }

// Probe adds the terms of log p at a point.
func (n Numbers) Probe(p *model.Probe) {
	n["probe"], n["probe base"], n["probe sum"] = p.LogProb, p.Base, p.Sum
}

// norm is the length of a vector.
func norm(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x * x
	}
	return math.Sqrt(sum)
}
