package pane

import (
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// Panes are all panes of the main screen, and its first row.
type Panes struct {
	Flow     Flow
	Training Training
	Data     Data
	Plots    Plots
	Probe    Probe
	Stage    Stage
	Loss     Loss
	Status   Status
}

// New returns the panes on a State.
func New(s *screen.State) *Panes {
	p := &Panes{Flow: newFlow(s), Plots: newPlots(s)}
	p.Training = Training{State: s}
	p.Data = Data{State: s, Train: &p.Training}
	p.Probe = newProbe(s, &p.Plots)
	p.Stage = newStage(s, &p.Plots)
	p.Plots.Stage = &p.Stage
	p.Plots.Probe, p.Plots.Pictures.Plots = &p.Probe, &p.Plots
	p.Plots.Path = Path{State: s, Plots: &p.Plots}
	p.Plots.Compare = Comparison{State: s, Plots: &p.Plots}
	p.Loss = Loss{State: s, Plots: &p.Plots, Probe: &p.Probe, Chart: plot.NewLossChart(s.Glyphs)}
	p.Status = Status{State: s, Data: &p.Data}
	return p
}
