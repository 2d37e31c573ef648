package diagnose

import "bijou/model"

// A Layer is what one layer does to the points, on the way from data to base.
type Layer struct {
	ID   int    `json:"id"`
	Name string `json:"name"` // as a list shows it
	Off  bool   `json:"off,omitempty"`

	// LogDet is the mean of log|det dx/dz| over the points in nats, LogDetSD
	// its standard deviation, and LogDetMin and LogDetMax its range.
	LogDet    model.Number `json:"log_det"`
	LogDetSD  model.Number `json:"log_det_sd"`
	LogDetMin model.Number `json:"log_det_min"`
	LogDetMax model.Number `json:"log_det_max"`
	// GradNorm is the length of the layer's gradient at the last step of the
	// training, before clipping; NaN where none was made.
	GradNorm model.Number `json:"grad_norm"`
	// RoundTrip is the largest |forward(inverse(x)) − x| of this layer alone,
	// in its own units.
	RoundTrip model.Number `json:"round_trip"`
	// Tails is the share of the entries that lie outside of the layer's
	// splines, where it is the identity; NaN for a layer without splines.
	Tails model.Number `json:"tails"`
	// Saturation is the share of the log-scales within 5 % of their bound; NaN
	// for a layer without one.
	Saturation model.Number `json:"saturation"`
	// Evaluations is how often a continuous layer evaluated its field to carry
	// the points to the base; 0 for other layers.
	Evaluations int `json:"evaluations,omitempty"`
}

// layerPoints is how many points pass layer by layer.
const layerPoints = 1024

// Layers accounts for every layer, from base to data, and says how far their
// log|det| on the way back to the data differ from those above, in nats.
func (p *Sample) Layers() (layers []Layer, residual float64) {
	s, x := p.Flow, head(p.X, layerPoints)
	ledger, path := s.Ledger(x), s.Inverse(x)
	for k, l := range s.Stack.Layers {
		stats := ledger.Layers[k]
		layer := Layer{
			ID: l.ID, Name: l.Kind.Label(l.Values, s.Stack.Dim), Off: l.Off,
			LogDet: model.Number(stats.Mean), LogDetSD: model.Number(stats.SD),
			LogDetMin: model.Number(stats.Min), LogDetMax: model.Number(stats.Max),
			GradNorm: none, RoundTrip: model.Number(stats.RoundTrip), Tails: none, Saturation: none,
		}
		if s.Step > 0 && k < len(s.GradNorm) {
			layer.GradNorm = model.Number(s.GradNorm[k])
		}
		if share, ok := l.Saturation(s.Theta, path[k], path[k+1], s.Conditions(x.Rows)); ok && !l.Off {
			layer.Saturation = model.Number(share)
		}
		if !l.Off {
			layer.Evaluations = stats.Evaluations
			layer.Tails = model.Number(stats.Tails)
		}
		layers = append(layers, layer)
	}
	return layers, ledger.Residual
}

// most returns the largest of a number over all layers, NaN where none has it.
func most(layers []Layer, of func(Layer) model.Number) model.Number {
	m := none
	for _, l := range layers {
		if v := of(l); known(v) && !(v <= m) {
			m = v
		}
	}
	return m
}
