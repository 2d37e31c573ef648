package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/job"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// pictures are the things computed from a snapshot in commands, and what they
// are computed from. The last picture stays until the next is there.
type pictures struct {
	cloud  *view.Cloud // nil before the first
	base   *ad.Mat
	data   *ad.Mat
	of     *model.Data // what data was taken from
	from   view.Drawn  // what base was drawn from
	clouds job.Worker

	line     *view.Line // of a flow of one column
	lines    job.Worker
	lattice  *view.Lattice // while it is looked at
	lattices job.Worker
	heats    job.Worker
	drift    *view.Drift // while it is played, or its trails are looked at
	drifts   job.Worker
	weights  weights
	weighs   job.Worker
	distance *view.Distance // of the flow shown, while another is pinned
	pins     job.Worker
}

func newPictures() pictures {
	return pictures{
		clouds:   job.Worker{Share: 0.04, Most: 600 * time.Millisecond, Sizes: []int{view.CloudPoints / 2, view.CloudPoints * 7 / 10, view.CloudPoints}},
		lines:    job.Worker{Share: 0.05, Most: time.Second, Sizes: []int{2000, 6000, view.LineData}},
		lattices: job.Worker{Share: 0.03, Most: 600 * time.Millisecond, Sizes: []int{1}},
		heats:    job.Worker{Share: 0.04, Most: 600 * time.Millisecond, Sizes: []int{500, 1000, 2000, 4000, view.HeatNumbers}},
		drifts:   job.Worker{Share: 0.05, Most: 2 * time.Second, Sizes: []int{view.DriftLeast, view.CloudPoints / 4, view.CloudPoints / 2, view.CloudPoints}},
		pins:     newPins(),
		weighs:   job.Worker{Share: 0.02, Least: time.Second, Most: 5 * time.Second, Sizes: []int{1}},
	}
}

func (v *plotsView) exposeCloud(resting bool) tea.Cmd {
	p := &v.pictures
	s, axes, n := v.Snap, v.axes, p.clouds.Size(resting)
	done := p.cloud != nil && p.cloud.Version == view.VersionOf(s) && p.cloud.Axes == axes && p.cloud.Size >= n
	if done || !p.clouds.Free(v.Clock.Now(), resting) {
		return nil
	}
	p.clouds.Begin()
	z, x := p.base, p.data
	return screen.Guard(func() tea.Msg {
		start := time.Now()
		c := view.MakeCloud(s, view.FirstRows(z, n), view.FirstRows(x, n), axes)
		c.Size = n
		return cloudMsg{c, time.Since(start)}
	})
}

// sample takes the points to show when the data or the seed are others than
// before.
func (p *pictures) sample(s *model.Snapshot) {
	n := view.CloudSize(s.Stack.Dim, len(s.Stack.Layers))
	if p.of != s.Data || p.data.Rows > n {
		p.of, p.data = s.Data, view.DataSample(s.Data, n)
	}
	if from := view.DrawnFrom(s); p.base == nil || p.from != from || p.base.Cols != s.Stack.Dim || p.base.Rows > n {
		p.base, p.from = view.BaseSample(s, n), from
	}
}
