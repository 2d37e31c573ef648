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
	*screen.State
	plots *plotsView

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

func newPictures(s *screen.State) pictures {
	return pictures{
		State:    s,
		clouds:   job.Worker{Share: 0.04, Most: 600 * time.Millisecond, Sizes: []int{view.CloudPoints / 2, view.CloudPoints * 7 / 10, view.CloudPoints}},
		lines:    job.Worker{Share: 0.05, Most: time.Second, Sizes: []int{2000, 6000, view.LineData}},
		lattices: job.Worker{Share: 0.03, Most: 600 * time.Millisecond, Sizes: []int{1}},
		heats:    job.Worker{Share: 0.04, Most: 600 * time.Millisecond, Sizes: []int{500, 1000, 2000, 4000, view.HeatNumbers}},
		drifts:   job.Worker{Share: 0.05, Most: 2 * time.Second, Sizes: []int{view.DriftLeast, view.CloudPoints / 4, view.CloudPoints / 2, view.CloudPoints}},
		pins:     newPins(),
		weighs:   job.Worker{Share: 0.02, Least: time.Second, Most: 5 * time.Second, Sizes: []int{1}},
	}
}

func (p *pictures) exposeCloud(resting bool) tea.Cmd {
	s, axes, n := p.Snap, p.plots.axes, p.clouds.Size(resting)
	done := p.cloud != nil && p.cloud.Version == view.VersionOf(s) && p.cloud.Axes == axes && p.cloud.Size >= n
	if done || !p.clouds.Free(p.Clock.Now(), resting) {
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

// start runs a job in a command. make is called there, and what it returns in
// the goroutine of the program when it is done.
func start(w *job.Worker, make func() func()) tea.Cmd {
	w.Begin()
	return screen.Guard(func() tea.Msg {
		start := time.Now()
		take := make()
		return pictureMsg{w, time.Since(start), take}
	})
}

// exposeLine makes the densities of a flow of one column.
func (p *pictures) exposeLine(s *model.Snapshot, resting bool) tea.Cmd {
	n := p.lines.Size(resting)
	done := p.line != nil && p.line.Version == view.VersionOf(s) && p.line.Asked >= n
	if !view.OneColumn(s) || done || !p.lines.Free(p.Clock.Now(), resting) {
		return nil
	}
	z := p.base.Data
	return start(&p.lines, func() func() {
		l := view.MakeLine(s, z, view.LineSample(s.Data, n))
		l.Asked = n
		return func() {
			if l.Version.SameFlow(view.VersionOf(p.Snap)) {
				p.line = l
			}
		}
	})
}

// exposeLattice makes the warped lattice while it is looked at.
func (p *pictures) exposeLattice(s *model.Snapshot, resting bool) tea.Cmd {
	if !p.plots.current().Needs().Lattice || p.lattice != nil && p.lattice.Version == view.VersionOf(s) || !p.lattices.Free(p.Clock.Now(), resting) {
		return nil
	}
	z := p.base
	return start(&p.lattices, func() func() {
		l := view.MakeLattice(s, z)
		return func() {
			if l.Version.SameFlow(view.VersionOf(p.Snap)) {
				p.lattice = l
			}
		}
	})
}

// exposeDrift makes the moments while they are played, or the few trails that
// are looked at.
func (p *pictures) exposeDrift(s *model.Snapshot, resting bool) tea.Cmd {
	needs, axes := p.plots.current().Needs(), p.plots.axes
	played := (p.Playing || p.Moment > 0) && !needs.Heat
	if !view.Drifts(s) || !played && !needs.Trails {
		return nil
	}
	n := p.drifts.Sizes[0]
	if played {
		n = p.drifts.Size(resting)
	}
	d, lattice := p.drift, needs.Lattice
	done := d != nil && d.Version == view.VersionOf(s) && d.Cloud.Axes == axes && d.Size >= n && (d.Lattice != nil || !lattice)
	if done || !p.drifts.Free(p.Clock.Now(), resting) {
		return nil
	}
	z, x := p.base, p.data
	return start(&p.drifts, func() func() {
		d := view.MakeDrift(s, view.FirstRows(z, n), view.FirstRows(x, n), axes, lattice)
		d.Size = n
		return func() {
			if d.Version.SameFlow(view.VersionOf(p.Snap)) {
				p.drift = d
			}
		}
	})
}

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
func (p *pictures) exposeWeights(s *model.Snapshot, resting bool) tea.Cmd {
	if !s.Reverse || p.weights.version == view.VersionOf(s) || !p.weighs.Free(p.Clock.Now(), resting) {
		return nil
	}
	return start(&p.weighs, func() func() {
		w := weights{view.VersionOf(s), s.Weigh(weighDraws)}
		return func() {
			if w.version.SameFlow(view.VersionOf(p.Snap)) {
				p.weights = w
			}
		}
	})
}

// exposeHeat makes the map of the first side whose map is not the one wanted.
func (p *pictures) exposeHeat(resting bool) tea.Cmd {
	w := &p.heats
	if !p.plots.current().Needs().Heat || p.cloud == nil || !w.Free(p.Clock.Now(), resting) {
		return nil
	}
	sides := p.plots.sides()
	for i := range sides {
		at := sides[(i+p.plots.turn)%len(sides)]
		ask := at.ask(w.Size(resting))
		if ask.Cols == 0 || at.side.Heat != nil && at.side.Heat.Of == ask {
			continue
		}
		p.plots.turn++
		s, side := at.snap, at.side
		return start(w, func() func() {
			h := view.MakeHeat(s, ask)
			return func() {
				if ask.Version == (view.Version{}) || ask.Version.SameFlow(view.VersionOf(p.Snap)) || p.plots.compare.run != nil && p.plots.compare.run.snap == s {
					side.Rescale(h.Top)
					side.Heat = h
				}
			}
		})
	}
	return nil
}
