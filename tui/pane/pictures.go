package pane

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/job"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// Pictures are the things computed from a snapshot in commands, and what they
// are computed from. The last picture stays until the next is there.
type Pictures struct {
	*screen.State
	Plots *Plots

	Cloud  *view.Cloud // nil before the first
	Base   *ad.Mat
	Data   model.Batch
	of     *model.Data // what data was taken from
	under  *ad.Mat     // the conditions that they are near
	from   view.Drawn  // what base was drawn from
	Clouds job.Worker

	Line       *view.Line // of a flow of one column
	lines      job.Worker
	Images     *view.Images // while they are looked at
	images     job.Worker
	Pairs      *view.Pairs // while PairsShown
	PairsShown bool
	pairs      job.Worker
	lattice    *view.Lattice // while it is looked at
	lattices   job.Worker
	Heats      job.Worker
	Drift      *view.Drift // while it is played, or its trails are looked at
	Drifts     job.Worker
	Weights    weights
	weighs     job.Worker
	Distance   *view.Distance // of the flow shown, while another is pinned
	Pins       job.Worker
	Made       *view.Made // while a view is looked at that makes something
	makes      job.Worker
	Waves      *view.Waves // while they are looked at
	waves      job.Worker
}

func newPictures(s *screen.State) Pictures {
	return Pictures{
		State:    s,
		Clouds:   job.Worker{Share: 0.04, Most: 600 * time.Millisecond, Sizes: []int{view.CloudPoints / 2, view.CloudPoints * 7 / 10, view.CloudPoints}},
		lines:    job.Worker{Share: 0.05, Most: time.Second, Sizes: []int{2000, 6000, view.LineData}},
		images:   job.Worker{Share: 0.04, Most: 600 * time.Millisecond, Sizes: []int{1}},
		pairs:    job.Worker{Share: 0.04, Least: 300 * time.Millisecond, Most: time.Second, Sizes: []int{1}},
		waves:    job.Worker{Share: 0.04, Most: time.Second, Sizes: []int{1}},
		makes:    job.Worker{Share: 0.05, Least: 300 * time.Millisecond, Most: 2 * time.Second, Sizes: []int{1}},
		lattices: job.Worker{Share: 0.03, Most: 600 * time.Millisecond, Sizes: []int{1}},
		Heats:    job.Worker{Share: 0.04, Most: 600 * time.Millisecond, Sizes: []int{500, 1000, 2000, 4000, view.HeatNumbers}},
		Drifts:   job.Worker{Share: 0.05, Most: 2 * time.Second, Sizes: []int{view.DriftLeast, view.CloudPoints / 4, view.CloudPoints / 2, view.CloudPoints}},
		Pins:     newPins(),
		weighs:   job.Worker{Share: 0.02, Least: time.Second, Most: 5 * time.Second, Sizes: []int{1}},
	}
}

// Start starts the jobs of all pictures that are not those of a snapshot.
func (p *Pictures) Start(s *model.Snapshot, resting bool) tea.Cmd {
	return tea.Batch(
		p.startCloud(resting), p.startLine(s, resting), p.startImages(s, resting), p.startWaves(s, resting), p.startMade(s, resting),
		p.startLattice(s, resting), p.startHeat(resting), p.startDrift(s, resting), p.startWeights(s, resting), p.startPairs(s, resting),
	)
}

func (p *Pictures) startCloud(resting bool) tea.Cmd {
	s, axes, n := p.Snap, p.Plots.Axes, p.Clouds.Size(resting)
	done := p.Cloud != nil && p.Cloud.Version == view.VersionOf(s) && p.Cloud.Axes == axes && p.Cloud.Size >= n
	if done || !p.Clouds.Free(p.Clock.Now(), resting) {
		return nil
	}
	p.Clouds.Begin()
	z, x := p.Base, p.Data
	return p.Picture(func() tea.Msg {
		start := time.Now()
		c := view.MakeCloud(s, view.FirstRows(z, n), x.Rows(0, min(n, x.X.Rows)), axes)
		c.Size = n
		return CloudMsg{c, time.Since(start)}
	})
}

// Sample takes the points to show when the data or the seed are others than
// before.
func (p *Pictures) Sample(s *model.Snapshot) {
	n := view.CloudSize(s.Stack.Dim, len(s.Stack.Layers))
	if p.of != s.Data || p.under != s.Given || p.Data.X.Rows > n {
		p.of, p.under, p.Data = s.Data, s.Given, view.DataUnder(s, n)
	}
	if from := view.DrawnFrom(s); p.Base == nil || p.from != from || p.Base.Cols != s.Stack.Dim || p.Base.Rows > n {
		p.Base, p.from = view.BaseSample(s, n), from
	}
}

// start runs a job in a command. make is called there, and what it returns in
// the goroutine of the program when it is done.
func start(on *screen.State, w *job.Worker, make func() func()) tea.Cmd {
	w.Begin()
	return on.Picture(func() tea.Msg {
		start := time.Now()
		take := make()
		return PictureMsg{w, time.Since(start), take}
	})
}

// startLine makes the densities of a flow of one column.
func (p *Pictures) startLine(s *model.Snapshot, resting bool) tea.Cmd {
	n := p.lines.Size(resting)
	done := p.Line != nil && p.Line.Version == view.VersionOf(s) && p.Line.Asked >= n
	if !view.OneColumn(s) || done || !p.lines.Free(p.Clock.Now(), resting) {
		return nil
	}
	z := p.Base.Data
	return start(p.State, &p.lines, func() func() {
		l := view.MakeLine(s, z, view.LineSample(s, n))
		l.Asked = n
		return func() {
			if l.Version.SameFlow(view.VersionOf(p.Snap)) {
				p.Line = l
			}
		}
	})
}

// startImages makes images while they are looked at.
func (p *Pictures) startImages(s *model.Snapshot, resting bool) tea.Cmd {
	look := p.Plots.imageLook()
	turned := p.Images != nil && p.Images.Look != look // a person waits
	if !p.Plots.Current().Needs().Images || p.Images != nil && p.Images.Version == view.VersionOf(s) && !turned || !p.images.Free(p.Clock.Now(), resting || turned) {
		return nil
	}
	return start(p.State, &p.images, func() func() {
		m := view.MakeImages(s, look)
		return func() {
			if m.Version.SameFlow(view.VersionOf(p.Snap)) {
				p.Images = m
			}
		}
	})
}

// startWaves makes waves while they are looked at.
func (p *Pictures) startWaves(s *model.Snapshot, resting bool) tea.Cmd {
	sigma := p.Plots.Sigma()
	turned := p.Waves != nil && p.Waves.Sigma != sigma // a person waits
	if !p.Plots.Current().Needs().Waves || p.Waves != nil && p.Waves.Version == view.VersionOf(s) && !turned || !p.waves.Free(p.Clock.Now(), resting || turned) {
		return nil
	}
	return start(p.State, &p.waves, func() func() {
		w := view.MakeWaves(s, sigma)
		return func() {
			if w.Version.SameFlow(view.VersionOf(p.Snap)) {
				p.Waves = w
			}
		}
	})
}

// startMade lets the view that is looked at make what it draws from.
func (p *Pictures) startMade(s *model.Snapshot, resting bool) tea.Cmd {
	by, makes := p.Plots.Current().(view.Maker)
	if !makes {
		return nil
	}
	now, waits := view.VersionOf(s), p.Plots.shownMade() == nil // a person waits
	if p.Made != nil && p.Made.Version == now && p.Made.By == by.Name() || !p.makes.Free(p.Clock.Now(), resting || waits) {
		return nil
	}
	return start(p.State, &p.makes, func() func() {
		m := &view.Made{Version: now, By: by.Name(), What: by.Make(s)}
		return func() {
			if m.Version.SameFlow(view.VersionOf(p.Snap)) {
				p.Made = m
			}
		}
	})
}

// startLattice makes the warped lattice while it is looked at.
func (p *Pictures) startLattice(s *model.Snapshot, resting bool) tea.Cmd {
	if !p.Plots.Current().Needs().Lattice || p.lattice != nil && p.lattice.Version == view.VersionOf(s) || !p.lattices.Free(p.Clock.Now(), resting) {
		return nil
	}
	z := p.Base
	return start(p.State, &p.lattices, func() func() {
		l := view.MakeLattice(s, z)
		return func() {
			if l.Version.SameFlow(view.VersionOf(p.Snap)) {
				p.lattice = l
			}
		}
	})
}

// startDrift makes the moments while they are played, or the few trails that
// are looked at.
func (p *Pictures) startDrift(s *model.Snapshot, resting bool) tea.Cmd {
	needs, axes := p.Plots.Current().Needs(), p.Plots.Axes
	played := (p.Playing || p.Moment > 0) && !needs.Heat
	if !view.Drifts(s) || !played && !needs.Trails {
		return nil
	}
	n := p.Drifts.Sizes[0]
	if played {
		n = p.Drifts.Size(resting)
	}
	d, lattice := p.Drift, needs.Lattice
	done := d != nil && d.Version == view.VersionOf(s) && d.Cloud.Axes == axes && d.Size >= n && (d.Lattice != nil || !lattice)
	if done || !p.Drifts.Free(p.Clock.Now(), resting) {
		return nil
	}
	z, x := p.Base, p.Data
	return start(p.State, &p.Drifts, func() func() {
		d := view.MakeDrift(s, view.FirstRows(z, n), x.Rows(0, min(n, x.X.Rows)), axes, lattice)
		d.Size = n
		return func() {
			if d.Version.SameFlow(view.VersionOf(p.Snap)) {
				p.Drift = d
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

// WeighDraws is how many samples are weighed: as many as judge the flow.
const WeighDraws = 2048

// paretoLimit is the tail index above which importance weights say nothing
// (Vehtari et al. 2024).
const paretoLimit = 0.7

// startWeights weighs samples every so often.
func (p *Pictures) startWeights(s *model.Snapshot, resting bool) tea.Cmd {
	if !s.Objective.Reverse || p.Weights.version == view.VersionOf(s) || !p.weighs.Free(p.Clock.Now(), resting) {
		return nil
	}
	return start(p.State, &p.weighs, func() func() {
		w := weights{view.VersionOf(s), s.Weigh(WeighDraws)}
		return func() {
			if w.version.SameFlow(view.VersionOf(p.Snap)) {
				p.Weights = w
			}
		}
	})
}

// startHeat makes the map of the first side whose map is not the one wanted.
func (p *Pictures) startHeat(resting bool) tea.Cmd {
	w := &p.Heats
	if !p.Plots.Current().Needs().Heat || p.Cloud == nil || !w.Free(p.Clock.Now(), resting) {
		return nil
	}
	sides := p.Plots.sides()
	for i := range sides {
		at := sides[(i+p.Plots.turn)%len(sides)]
		ask := at.ask(w.Size(resting))
		if ask.Cols == 0 || !view.HasMap(at.snap) || at.side.Heat != nil && at.side.Heat.Of == ask {
			continue
		}
		p.Plots.turn++
		s, side := at.snap, at.side
		return start(p.State, w, func() func() {
			h := view.MakeHeat(s, ask)
			return func() {
				if ask.Version == (view.Version{}) || ask.Version.SameFlow(view.VersionOf(p.Snap)) || p.Plots.Compare.Run != nil && p.Plots.Compare.Run.Snap == s {
					side.Rescale(h.Top)
					side.Heat = h
				}
			}
		})
	}
	return nil
}
