package view

import (
	"math/rand/v2"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"bijou/model"
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

// sceneOf computes all that any view may need of the data side.
func sceneOf(s *model.Snapshot, th *theme.Theme) (*Canvas, *Scene) {
	z, x := BaseSample(s, 200), DataSample(s.Data, 200)
	k := len(s.Stack.Layers)
	cloud := MakeCloud(s, z, x, [2]int{0, min(1, s.Stack.Dim-1)})
	canvas := &Canvas{Shown: plot.View{XMin: -3, XMax: 3, YMin: -3, YMax: 3}}
	scene := &Scene{
		Snap: s, Theme: th, Depth: k, At: k, To: k, DataName: "data", ImageName: "f(z)", TargetName: "data",
		Image: cloud.Model[k], ImageHue: cloud.Hue, Target: cloud.Data[k],
	}
	switch {
	case OneColumn(s):
		canvas.Shown.YMin, canvas.Shown.YMax = 0, 1
		scene.Line = MakeLine(s, z.Data, x.Data)
	case !MoreColumns(s):
		scene.Lattice = MakeLattice(s, z)
		canvas.Heat = MakeHeat(s, HeatRequest{Depth: k, View: canvas.Shown, Cols: 30, Rows: 20})
		canvas.Rescale(canvas.Heat.Top)
	}
	scene.HeatTop = canvas.HeatTop
	return canvas, scene
}

var runs = []string{
	"pushed(exp) | exp | adam, steps=1 | seed=1",
	"moons | affine, coupling | adam, steps=1 | seed=1",
	"moons | cnf | adam, steps=1 | seed=1",
	"iris | affine, coupling | adam, steps=1 | seed=1",
}

func TestEveryViewOfARunDrawsAndHasALegend(t *testing.T) {
	seen := map[View]bool{}
	for _, run := range runs {
		s := snapshotOf(t, run)
		for _, profile := range []colorprofile.Profile{colorprofile.ASCII, colorprofile.TrueColor} {
			th := theme.New(profile, true)
			canvas, scene := sceneOf(s, &th)
			for _, v := range Of(s) {
				seen[v] = true
				g := plot.NewGrid(30, 10)
				v.Draw(g, g.Bounds(), canvas, scene)
				if blank(g) {
					t.Errorf("%s: %s draws nothing", run, v.Name())
				}
				if v.Legend(canvas, scene, 60) == nil {
					t.Errorf("%s: %s has no legend", run, v.Name())
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
	const seed = 1
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, run := range runs {
		s := snapshotOf(t, run)
		th := theme.New(colorprofile.TrueColor, false)
		canvas, scene := sceneOf(s, &th)
		for _, v := range Of(s) {
			for range 50 {
				g := plot.NewGrid(rng.IntN(60), rng.IntN(30))
				v.Draw(g, g.Bounds(), canvas, scene)
			}
		}
	}
}

func TestAViewThatARunLacksSaysWhy(t *testing.T) {
	for _, run := range runs {
		s := snapshotOf(t, run)
		if has := len(Of(s)); has == 0 || has == len(Views()) {
			t.Errorf("%s has %d views", run, has)
		}
		if v := Following(Current(nil, s), s); len(Of(s)) > 1 && v == Of(s)[0] {
			t.Errorf("%s: the first view follows itself", run)
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
