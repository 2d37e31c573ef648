package diagnose

import (
	"bijou/model"
	"bijou/model/chain"
)

// A Diagnosis is all that is known of how good a flow is. Its JSON has stable
// names, and null where there is no value.
type Diagnosis struct {
	// Fresh tells that the points were drawn anew from the truth; otherwise
	// they are the test part. Points is how many there are.
	Fresh  bool `json:"fresh"`
	Points int  `json:"points"`
	// Ordered tells that the points are rows between those learnt, of a file in which rows
	// resemble those before them.
	Ordered bool `json:"ordered,omitempty"`
	// Conditional tells that every point is judged under its own condition.
	Conditional bool `json:"conditional,omitempty"`

	Divergence

	KS          []AxisTest       `json:"ks"`          // every axis of z against the base
	Chi2        KSTest           `json:"chi2"`        // |z|² against χ² of D degrees of freedom
	HZ          HZTest           `json:"hz"`          // z against joint normality
	QQ          []Quantiles      `json:"qq"`          // every axis of z against the base
	Correlation [][]model.Number `json:"correlation"` // of z

	SlicedW1       Distance `json:"sliced_w1"`       // samples against points, in SDs of the data
	EnergyDistance Distance `json:"energy_distance"` // samples against points, in SDs of the data
	HDR            []Level  `json:"hdr"`             // points inside of the regions of highest density
	HDRTest        KSTest   `json:"hdr_ks"`          // of the curve that these are points of

	Modes []Mode `json:"modes,omitempty"` // of the flow, by ascent on log p, the heaviest first

	RoundTrip     RoundTrip    `json:"round_trip"`     // in SDs of the data
	Condition     Condition    `json:"condition"`      // of dx/dz
	Stretch       Stretch      `json:"singular"`       // values of dx/dz
	LogDet        Volume       `json:"log_det"`        // of dx/dz, in nats
	Integral      model.Number `json:"integral"`       // of the density; 1 for a density
	IntegralError model.Number `json:"integral_error"` // of the quadrature, at most
	Tails         model.Number `json:"tails"`          // the largest share of any layer
	Saturation    model.Number `json:"saturation"`     // the largest share of any layer
	Layers        []Layer      `json:"layers"`         // from base to data
	// LedgerResidual is how far the log|det| of both directions differ, in
	// nats.
	LedgerResidual model.Number `json:"ledger_residual"`

	// Chain and Independence are what Markov chains under the flow find of a posterior, by
	// Hamiltonian moves and draws of the flow in turn, and by the latter alone; nil for what
	// is none.
	Chain        *chain.Report `json:"chain,omitempty"`
	Independence *chain.Report `json:"independence,omitempty"`

	// Calibration is there where it was asked for, see [Diagnosis.Rank].
	Calibration *Calibrated `json:"calibration,omitempty"`

	Checked

	// Alarms are sentences on what no working flow shows.
	Alarms []string `json:"alarms"`
}

// Of makes every diagnostic of a snapshot.
func Of(s *model.Snapshot) *Diagnosis {
	study := Begin(s)
	for study.Next() {
	}
	return study.Diagnosis()
}

// account takes what is known of the layers.
func (d *Diagnosis) account(layers []Layer, residual float64) {
	d.Layers, d.LedgerResidual = layers, model.Number(residual)
	d.Tails = most(layers, func(l Layer) model.Number { return l.Tails })
	d.Saturation = most(layers, func(l Layer) model.Number { return l.Saturation })
}
