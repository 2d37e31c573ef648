package view

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"bijou/model"
	"bijou/model/acting"
	"bijou/model/latent"
	"bijou/presets"
	"bijou/tui/plot"
	"bijou/tui/theme"
)

// snapshotOf returns a run of a recipe at its start.
func snapshotOf(t *testing.T, recipe string) *model.Snapshot {
	t.Helper()
	c, err := presets.ParseRecipe(recipe)
	if err != nil {
		t.Fatal(err)
	}
	fit, err := model.NewFit(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(fit.Close)
	return fit.Snapshot()
}

// trained returns a run of a recipe at its end.
func trained(t *testing.T, recipe string) *model.Snapshot {
	t.Helper()
	c, err := presets.ParseRecipe(recipe)
	if err != nil {
		t.Fatal(err)
	}
	fit, err := model.NewFit(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(fit.Close)
	for range c.Settings.Int("steps") {
		fit.Step()
	}
	return fit.Snapshot()
}

// sceneOf computes all that any view may need of the data side.
func sceneOf(s *model.Snapshot, th *theme.Theme) (*Canvas, *Scene) {
	z, x := BaseSample(s, 200), DataSample(s.Data, 200)
	k := len(s.Stack.Layers)
	cloud := MakeCloud(s, z, x, [2]int{0, min(1, s.Stack.Dim-1)})
	canvas := &Canvas{Shown: plot.View{XMin: -3, XMax: 3, YMin: -3, YMax: 3}}
	scene := &Scene{
		Snap: s, Theme: th, Depth: k, At: k, To: k, DataName: "data", ImageName: "f(z)", TargetName: "data",
		Image: cloud.Model[k], ImageHue: cloud.Hue, Target: cloud.Data[k], Way: cloud, Copula: cloud.CopulaAt(k),
	}
	switch {
	case Fans(s):
		scene.Fan = cloud.Fan
		canvas.Heat = MakeHeat(s, HeatRequest{Depth: k, View: canvas.Shown, Cols: 30, Rows: 20})
		canvas.Rescale(canvas.Heat.Top)
	case HasImages(s):
		scene.Images = MakeImages(s, ImageLook{Heat: Cool})
	case HasWaves(s):
		scene.Waves = MakeWaves(s, Cool)
	case OneColumn(s):
		canvas.Shown.YMin, canvas.Shown.YMax = 0, 1
		scene.Line = MakeLine(s, z.Data, x.X.Data)
	case !MoreColumns(s):
		if !OverAll(s) {
			scene.Lattice = MakeLattice(s, z)
		}
		canvas.Heat = MakeHeat(s, HeatRequest{Depth: k, View: canvas.Shown, Cols: 30, Rows: 20})
		canvas.Rescale(canvas.Heat.Top)
	}
	if s.Data.Labelled != nil {
		scene.Made = MakeFound(s)
	}
	if l := acting.NewLook(s); l != nil {
		first := acting.NewTurn(l.Shape, 1)
		l.World.Reset(rand.New(rand.NewPCG(1, 1)), first.State)
		scene.Hand = &Hand{State: first.State.Row(nil, 0)}
		scene.Stage = MakeStage(s, scene.Hand.State, StageAsk{Dial: 1, Values: true})
	}
	if latent.Learns(s) {
		scene.Made = MakeLatents(s)
	}
	if latent.HasRivals(s) {
		scene.Made = MakeFour(s)
	}
	scene.HeatTop = canvas.HeatTop
	return canvas, scene
}

var runs = []string{
	"pushed(exp) | exp | adam, steps=1 | seed=1",
	"moons | affine, coupling | adam, steps=1 | seed=1",
	"moons | cnf | adam, steps=1 | seed=1",
	"iris | affine, coupling | adam, steps=1 | seed=1",
	"spread | autoregressive | adam, steps=1 | seed=1",
	"classes | coupling | adam, steps=1 | seed=1",
	"digits(n=60) | affine, glow(hidden=4), squeeze, sigmoid | adam, steps=1 | seed=1",
	"digits(n=90) | logistic, naf(components=2, hidden=4, relu), affine(scale=0.2, shift=0.5) | adam, steps=1, objective=bits | seed=1",
	"digits(n=150, without-1) | affine | adam, steps=1 | seed=1",
	"digit-details(n=480) | actnorm | adam, steps=1 | seed=1",
	"moons | uniform, histogram, cdf | adam, steps=1 | seed=1",
	"vowels(n=100) | waveglow(hidden=4), squeeze(group=8) | adam, steps=1 | seed=1",
	"regression(degree=2) | affine | adam, steps=1, objective=reverse-kl | seed=1",
	"two-moons | actnorm | adam, steps=1 | seed=1",
	"double-well | affine(scale=3) | adam, steps=1, objective=boltzmann | seed=1",
	"lqr | iaf(hidden=4) | adam, steps=1, objective=soft-policy, copies=2, wander=5 | seed=1",
	"multigoal | tanh | adam, steps=1, objective=soft-policy, copies=2, wander=5 | seed=1",
	"pendulum | tanh | adam, steps=1, objective=soft-policy, copies=2, wander=5 | seed=1",
	"grid | autoregressive(hidden=4) | adam, steps=1, objective=returns, copies=2 | seed=1",
	"factors | encoder(hidden=4), iaf(hidden=4) | adam, steps=1, objective=elbo | seed=1",
	"binary-digits(n=60) | encoder(hidden=4) | adam, steps=1, objective=elbo, decoder=4 | seed=1",
	"moons(n=200) | coupling(hidden=4) | adam, steps=1, objective=autoencoders | seed=1",
	"digits(n=60) | affine, glow(hidden=4), squeeze, sigmoid | adam, steps=1, objective=autoencoders | seed=1",
}

// labelledRun is of a table of which some rows are to be found.
func labelledRun(t *testing.T) *model.Snapshot {
	t.Helper()
	return snapshotOf(t, "../testdata/labelled.csv(label=kind:bad) | affine | adam, steps=1 | seed=1")
}

// Twenty bad rows lie four deviations off in one column: Φ(4/√2) of pairs, near enough.
func TestLabelledRowsAreFound(t *testing.T) {
	f := MakeFound(labelledRun(t))
	if f.Labelled.Len() != 20 || f.Others.Len() != 20 {
		t.Errorf("%d labelled, %d others", f.Labelled.Len(), f.Others.Len())
	}
	if d := f.Detection; d.AUROC < 0.9 || d.Label != "kind=bad" || d.Alarm > falseAlarm {
		t.Errorf("%+v", d)
	}
}

// scenes are the runs, those with conditions under one and over all of them.
func scenes(t *testing.T) []*model.Snapshot {
	list := []*model.Snapshot{labelledRun(t)}
	for _, run := range runs {
		s := snapshotOf(t, run)
		list = append(list, s)
		if s.Given != nil {
			list = append(list, s.Under(DataSample(s.Data, CloudPoints).Given))
		}
	}
	return list
}

func TestEveryViewOfARunDrawsAndHasALegend(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	seen := map[View]bool{}
	for _, s := range scenes(t) {
		for _, profile := range []colorprofile.Profile{colorprofile.ASCII, colorprofile.TrueColor} {
			th := theme.New(profile, true, theme.Usual)
			canvas, scene := sceneOf(s, &th)
			for _, v := range Of(s) {
				seen[v] = true
				if by, ok := v.(Maker); ok {
					scene.Made = by.Make(s)
				}
				g := plot.NewGrid(30, 10)
				v.Draw(g, g.Bounds(), canvas, scene)
				if blank(g) {
					t.Errorf("%s: %s draws nothing", s.Data.Spec, v.Name())
				}
				if v.Legend(canvas, scene, 60) == nil {
					t.Errorf("%s: %s has no legend", s.Data.Spec, v.Name())
				}
			}
		}
	}
	for _, v := range Views() {
		if !seen[v] {
			t.Errorf("no run has the view %s", v.Name())
		}
	}
}

func TestAViewDrawsInAnyRectangle(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	const seed = 1
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, s := range scenes(t) {
		th := theme.New(colorprofile.TrueColor, false, theme.Usual)
		canvas, scene := sceneOf(s, &th)
		for _, v := range Of(s) {
			if by, ok := v.(Maker); ok {
				scene.Made = by.Make(s)
			}
			for range 50 {
				g := plot.NewGrid(rng.IntN(60), rng.IntN(30))
				v.Draw(g, g.Bounds(), canvas, scene)
			}
		}
	}
}

func TestAViewThatARunLacksSaysWhy(t *testing.T) {
	for _, s := range scenes(t) {
		if has := len(Of(s)); has == 0 || has == len(Views()) {
			t.Errorf("%s has %d views", s.Data.Spec, has)
		}
		if v := Following(Current(nil, s), s); len(Of(s)) > 1 && v == Of(s)[0] {
			t.Errorf("%s: the first view follows itself", s.Data.Spec)
		}
	}
}

func blank(g *plot.Grid) bool {
	for _, c := range g.Cells {
		if c.Rune > ' ' || c.Style.BG != plot.None {
			return false
		}
	}
	return true
}

// Under one condition a map is that density; over all it is their mixture, which
// stays one: it integrates to 1 over what is shown and more.
func TestAMapOverAllConditionsIsAMixture(t *testing.T) {
	s := snapshotOf(t, "classes | coupling | adam, steps=1 | seed=1")
	all := s.Under(DataSample(s.Data, CloudPoints).Given)
	ask := HeatRequest{Depth: 0, View: plot.View{XMin: -6, XMax: 6, YMin: -6, YMax: 6}, Cols: 60, Rows: 60}
	mass := 0.0
	for _, v := range MakeHeat(all, ask).Field.Values {
		mass += math.Exp(v) * 12 * 12 / 3600
	}
	if math.Abs(mass-1) > 1e-3 {
		t.Errorf("∫p is %.4f", mass)
	}
}

// What a fan draws under a condition are the quantiles of draws under it.
func TestAFanHoldsQuantilesOfDraws(t *testing.T) {
	s := trained(t, "spread | autoregressive(rqs, hidden=16)*2 | adam(lr=0.01), steps=200 | seed=1")
	all := s.Under(DataSample(s.Data, CloudPoints).Given)
	fan := MakeCloud(all, BaseSample(s, 500), DataSample(s.Data, 500), [2]int{0, 0}).Fan
	last := fan.At[len(fan.At)-1]
	for _, node := range []int{0, 30, 59} {
		draws := s.Under(Column(fan.X[node : node+1])).Forward(BaseSample(s, 40000))
		sorted := slices.Sorted(slices.Values(draws[len(draws)-1].Data))
		for q, share := range FanShares {
			if want := sorted[int(share*40000)]; math.Abs(last[q][node]-want) > 0.05 {
				t.Errorf("under %.2f the quantile %g is %.3f, of draws %.3f", fan.X[node], share, last[q][node], want)
			}
		}
	}
}
