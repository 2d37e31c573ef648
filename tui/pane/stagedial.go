package pane

import (
	"fmt"
	"math"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/screen"
)

// TurnDial turns what the keys turn: the chance in the policy, alpha, or the share of the
// worst returns.
func (g *Stage) TurnDial(by int) tea.Cmd {
	if g.alpha {
		return g.turnAlpha(by)
	}
	const notch = 0.05
	least := 0.0
	if g.look.LearnsReturns() {
		least = notch
	}
	g.dial = math.Round((g.dial+notch*float64(by))/notch) * notch
	g.dial = min(max(g.dial, least), 1)
	g.moves++
	g.Dirty = true
	return g.Say(g.dialText())
}

func (g *Stage) dialText() string {
	if g.look.LearnsReturns() {
		if g.dial == 1 {
			return "greedy by the mean of the returns"
		}
		return fmt.Sprintf("greedy by the mean of the worst %.0f%% of the returns (CVaR)", 100*g.dial)
	}
	return fmt.Sprintf("episodes with %.0f%% of the chance in the policy", 100*g.dial)
}

// NextDial goes on to the other dial.
func (g *Stage) NextDial() tea.Cmd {
	if g.look.LearnsReturns() {
		return g.Say("the only dial: " + g.dialText())
	}
	if g.alpha = !g.alpha; g.alpha {
		return g.Say("alpha " + g.Snap.Settings.Value("alpha") + ": what a nat of entropy is worth; , and . train with less or more")
	}
	return g.Say(g.dialText())
}

// turnAlpha trains with another alpha, by steps of a fifth of a decade; the replay is
// kept.
func (g *Stage) turnAlpha(by int) tea.Cmd {
	now := g.Now().Settings.Float("alpha")
	const decade, least = 5, 1e-3
	next := math.Pow(10, math.Round(decade*math.Log10(max(now, least))+float64(by))/decade)
	text := strconv.FormatFloat(next, 'g', 2, 64)
	if next < least {
		text = "0"
	}
	return g.Send(screen.Edit("alpha "+text+": what a nat of entropy is worth", func(f *model.Fit) error { return f.Set("alpha", text) }))
}
