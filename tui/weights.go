package tui

import (
	"fmt"
	"math"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/plot"
	"bijou/tui/view"
)

// weights are what importance weights say of a flow that is drawn towards a
// target, with the moment they were computed for.
type weights struct {
	version view.Version
	model.Weights
}

// weighDraws is how many samples are weighed: as many as judge the flow.
const weighDraws = 2048

// paretoLimit is the tail index above which importance weights say nothing
// (Vehtari et al. 2024).
const paretoLimit = 0.7

// exposeWeights weighs samples every so often.
func (v *plotsView) exposeWeights(s *model.Snapshot, resting bool) tea.Cmd {
	p := &v.pictures
	if !s.Reverse || p.weights.version == view.VersionOf(s) || !p.weighs.Free(v.Clock.Now(), resting) {
		return nil
	}
	return start(&p.weighs, func() func() {
		w := weights{view.VersionOf(s), s.Weigh(weighDraws)}
		return func() {
			if w.version.SameFlow(view.VersionOf(v.Snap)) {
				v.pictures.weights = w
			}
		}
	})
}

// weightsText tells how far the samples can be trusted once they are weighed.
// The numbers keep their width.
func (v *plotsView) weightsText() []plot.Span {
	w, t := &v.pictures.weights, &v.Theme
	if !v.Snap.Reverse || !w.version.SameFlow(view.VersionOf(v.Snap)) {
		return nil
	}
	quiet := plot.Span{Text: fmt.Sprintf("  ESS %3.0f%%  Pareto k %s", 100*w.ESS, plot.Fixed(w.Pareto, 5, 2, v.Glyphs)), Style: t.Dim}
	if w.Pareto > paretoLimit || math.IsNaN(w.Pareto) {
		return []plot.Span{quiet, {Text: " unreliable", Style: t.Bad}}
	}
	return []plot.Span{quiet}
}
