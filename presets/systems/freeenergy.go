package systems

import (
	"math"

	"bijou/model"
)

var freeEnergy = System{
	Name: "free-energy", Title: "Free energies", Called: "Boltzmann generators, free-energy differences",
	Summary:   "two wells with a high pass between them, by reverse and forward KL together and importance weights, against quadrature",
	Relatives: "Noé et al. 2019; Müller and Brown 1979",
	Recipes:   []string{"muller-brown", "double-well", "double-well-8"},
	NotBuilt:  []string{"molecules: the potentials are of the plane and of springs, as their free energies are known exactly"},
	Measure:   measureFreeEnergy,
}

// mostDeltaF is how far a free energy may be off, in kT.
const mostDeltaF = 0.1

// measureFreeEnergy holds the difference of the wells of each run against quadrature.
func measureFreeEnergy(runs []Trained) ([]model.Figure, error) {
	var list []model.Figure
	for i, name := range []string{"muller", "double", "double8"} {
		s := runs[i].Best
		target, w, f := s.Data.Target.(model.Welled), s.Weigh(posteriorDraws), s.FreeEnergy(posteriorDraws)
		list = append(list,
			model.NewFigure(name+"_df_error", "kT", "of the free energy between the wells by importance weights", math.Abs(f.Delta-target.DeltaF())).Within(f.SE).
				Against(0).Should(model.AtMost, mostDeltaF),
			model.NewFigure(name+"_df", "kT", "free energy between the wells by importance weights", f.Delta).Within(f.SE).Against(target.DeltaF()),
			model.NewFigure(name+"_logz", "nats", "by importance weights", w.LogZ).Within(w.LogZSE).Against(target.LogZ()),
			model.NewFigure(name+"_ess", "share", "effective share of the samples", w.ESS),
		)
	}
	return list, nil
}
