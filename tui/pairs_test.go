package tui

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/view"
)

// withNormals gives so many independent normal columns, of means 0, 10, 20, …
func withNormals(columns ...string) func(*Options, *model.Config) {
	return func(_ *Options, c *model.Config) {
		rng := rand.New(rand.NewPCG(3, 0))
		x := ad.New(4000, len(columns))
		for j := range columns {
			for i := range x.Rows {
				x.Set(i, j, 10*float64(j)+rng.NormFloat64())
			}
		}
		c.Source = model.Source{Spec: "normals.csv", Columns: columns, Points: x}
	}
}

func TestXShowsAllPairsOfColumns(t *testing.T) {
	s := newSession(t, large, withNormals("ash", "birch", "cedar"), withStack("affine"))
	s.press("X")
	s.sees("columns  ash across, birch up", "▸birch", "▸ash", "cedar", "correlation data", "data  ⠶ samples")
	s.press("j l enter")
	if s.app.Plots.Axes != [2]int{1, 2} {
		t.Errorf("the axes are %v, want birch across and cedar up", s.app.Plots.Axes)
	}
	s.sees("birch across, cedar up")
	s.misses("columns  ")
}

func TestADiagonalIsNoPair(t *testing.T) {
	s := newSession(t, large, withNormals("ash", "birch"), withStack("affine"))
	s.press("X l enter")
	s.sees("enter: a pair of two columns is plotted")
}

func TestQuantilesStandInTheUnitsOfTheData(t *testing.T) {
	s := newSession(t, large, withNormals("ash", "birch"), withStack("affine"))
	s.press("X tab")
	s.sees("5 %", "50 %", "95 %", "samples")
	p := s.app.Plots.Pictures.Pairs
	for j, middle := range []float64{0, 10} {
		for of, q := range p.Columns[j].Quantiles {
			if !slices.IsSorted(q[:]) || math.Abs(q[2]-middle) > 0.3 || math.Abs(q[4]-middle-1.64) > 0.5 {
				t.Errorf("column %d, side %d: quantiles %.2f, want those of a normal column about %g", j, of, q, middle)
			}
		}
	}
}

func TestOneColumnHasQuantilesAndNoPairs(t *testing.T) {
	s := newSession(t, large, withNormals("ash"), withStack("affine"))
	s.press("X")
	s.sees("columns  ash", "50 %")
	s.press("tab")
	s.sees("tab: one column makes no pair")
}

func TestPairsFollowTheRunWhileTheyAreLookedAt(t *testing.T) {
	s := newSession(t, large, withNormals("ash", "birch"), withStack("affine"))
	s.press("X")
	before := s.app.Plots.Pictures.Pairs.Version
	s.press("esc N")
	if s.app.Plots.Pictures.Pairs.Version != before {
		t.Error("pairs were drawn though nobody looked")
	}
	s.press("X")
	if got := s.app.Plots.Pictures.Pairs.Version; got != view.VersionOf(s.app.Snap) {
		t.Errorf("the pairs are of %v and not of the run", got)
	}
}

// Of more columns than there is room for, the selected pair is seen.
func TestPairsScroll(t *testing.T) {
	names := []string{"c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9"}
	s := newSession(t, tea.WindowSizeMsg{Width: 80, Height: 24}, withNormals(names...), withStack("affine"))
	s.press("X j j j j j j j j j j l")
	s.sees("c1 across, c9 up", "▸c9", "▸c1", "of 10")
}
