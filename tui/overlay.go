package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/popup"
	"bijou/tui/view"
)

// A popupKind is what lies over the screen.
type overlayKind int

const (
	noOverlay overlayKind = iota
	addPopup
	pickerPopup
	helpPopup
	diagnosisPopup
	linePopup
	pairsPopup
	openPopup
	columnsPopup
	recipesPopup
	writePopup
	wordsPopup
	lessonsPopup
	lessonPopup
	runsPopup
	sketchPopup
	settingsPopup
)

// popup is what lies over the screen, if anything does.
type overlay struct {
	kind     overlayKind
	add      popup.Add
	picker   popup.Picker
	help     popup.Help
	line     popup.Line
	pairs    popup.Pairs
	open     popup.Open
	columns  popup.Columns
	recipes  popup.Recipes
	write    popup.Write
	words    popup.Words
	lessons  popup.Lessons
	lesson   popup.Lesson
	runs     popup.Runs
	sketch   popup.Sketch
	settings popup.Settings
	below    overlayKind // what the words lie over
	pane     string      // the focused pane as it was below
}

// scopes are those of popups by their kind. The picker has another while a form is open.
var scopes = [...]scope{
	addPopup: inAdd, pickerPopup: inPicker, helpPopup: inHelp, diagnosisPopup: inDiagnosis, linePopup: inLine, pairsPopup: inPairs,
	openPopup: inOpen, columnsPopup: inColumns, recipesPopup: inRecipes, writePopup: inWrite, wordsPopup: inWords,
	lessonsPopup: inLessons, lessonPopup: inLesson, runsPopup: inRuns, sketchPopup: inSketch, settingsPopup: inSettings,
}

// scope is what keys mean while the popup is open.
func (p *overlay) scope() scope {
	if p.kind == pickerPopup && p.picker.InForm {
		return inPickerForm
	}
	return scopes[p.kind]
}

// popup is the one that is open.
func (a *App) popup() popup.Popup {
	p := &a.overlay
	return [...]popup.Popup{
		addPopup: &p.add, pickerPopup: &p.picker, helpPopup: &p.help, diagnosisPopup: &a.diagnosis, linePopup: &p.line, pairsPopup: &p.pairs,
		openPopup: &p.open, columnsPopup: &p.columns, recipesPopup: &p.recipes, writePopup: &p.write, wordsPopup: &p.words,
		lessonsPopup: &p.lessons, lessonPopup: &p.lesson, runsPopup: &p.runs, sketchPopup: &p.sketch, settingsPopup: &p.settings,
	}[p.kind]
}

// rows is the popup that is open if one goes up and down in it; else nil.
func (a *App) rows() popup.Rows {
	if a.overlay.kind == noOverlay || a.overlay.scope() == inPickerForm {
		return nil
	}
	rows, _ := a.popup().(popup.Rows)
	return rows
}

// openLine shows the run as a command line and copies that.
func (a *App) openLine() tea.Cmd {
	a.overlay = overlay{kind: linePopup, line: popup.Line{State: a.State}}
	return a.overlay.line.Copy()
}

// openDiagnosis shows how good the flow is.
func (a *App) openDiagnosis() tea.Cmd {
	a.overlay = overlay{kind: diagnosisPopup}
	return a.diagnosis.Show()
}

// openPairs shows all columns of the data beside those of the flow.
func (a *App) openPairs() tea.Cmd {
	pictures := &a.Plots.Pictures
	pictures.PairsShown = true
	a.overlay = overlay{kind: pairsPopup, pairs: popup.NewPairs(a.State, func() *view.Pairs { return pictures.Pairs })}
	return nil
}

// showPair puts the selected pair of columns on the axes of the plots.
func (a *App) showPair() tea.Cmd {
	across, up := a.overlay.pairs.Selected()
	a.closeOverlay()
	return a.Plots.ShowColumns(across, up)
}

// openPicker shows the data sets.
func (a *App) openPicker() tea.Cmd {
	if a.Snap == nil {
		return a.Warn(a.NoSnapshot())
	}
	a.overlay = overlay{kind: pickerPopup, picker: popup.NewPicker(a.State, &a.Data.Sources, &a.thumbnails)}
	return nil
}

// pick learns the selected set.
func (a *App) pick(fresh bool) tea.Cmd {
	c := *a.overlay.picker.At()
	a.closeOverlay()
	return a.Data.Load(c, fresh)
}

// startThumbnails makes what the picker lacks, while it is open.
func (a *App) startThumbnails() tea.Cmd {
	if a.overlay.kind != pickerPopup {
		return nil
	}
	return a.overlay.picker.Start()
}

func (a *App) openAdd() tea.Cmd {
	a.overlay = overlay{kind: addPopup, add: popup.NewAdd(a.State)}
	return nil
}

// takeOffer adds the selected layer, or makes the flow start from the selected
// base.
func (a *App) takeOffer() tea.Cmd {
	o := a.overlay.add.Offer()
	a.closeOverlay()
	if o.Kind != nil {
		return a.Flow.Insert(o.Kind)
	}
	return a.Flow.SetBase("base", o.Base.Name)
}

func (a *App) closeOverlay() tea.Cmd {
	a.overlay, a.diagnosis.Open, a.Plots.Pictures.PairsShown, a.Plots.Compare.Table = overlay{}, false, false, false
	return nil
}

// drawPopup dims the screen and draws the popup over it.
func (a *App) drawOverlay() {
	below := a.Grid.Bounds()
	if a.overlay.kind == diagnosisPopup || a.overlay.kind == pairsPopup || a.overlay.kind == runsPopup { // the run goes on, and is watched
		_, below = layout.SplitY(below, a.Layout.Status.H)
	}
	a.Grid.Restyle(below, func(plot.Style) plot.Style { return a.Theme.Faint })
	a.popup().Draw()
}

// openHelp lists the keys, those of the focused pane first.
func (k *keyboard) openHelp() tea.Cmd {
	order := []scope{scopeOf(k.Want.Focus), everywhere, always}
	for s := range scopeCount {
		if !slices.Contains(order, s) {
			order = append(order, s)
		}
	}
	var keys []popup.Key
	k.helped = nil
	for _, s := range order {
		for i := range k.keys {
			if b := &k.keys[i]; b.where == s {
				keys = append(keys, popup.Key{Heading: s.heading(), Shown: k.keyText(b), Does: b.Help().Desc})
				k.helped = append(k.helped, b)
			}
		}
	}
	k.overlay = overlay{kind: helpPopup, help: popup.NewHelp(k.State, keys)}
	return nil
}

// closeHelp clears the search, or closes the help.
func (k *keyboard) closeHelp() tea.Cmd {
	if k.overlay.help.Clear() {
		return nil
	}
	return k.closeOverlay()
}

// runFromHelp does what the selected key does, if it means something on the
// screen below.
func (k *keyboard) runFromHelp() tea.Cmd {
	at := k.overlay.help.Selected()
	if at < 0 {
		return k.Warn("nothing is found; esc clears the search")
	}
	b := k.helped[at]
	k.closeOverlay()
	if b.where > inLoss {
		return k.Warn(b.Help().Key + " is a key of: " + b.where.heading())
	}
	if p := b.where.pane(k.Want.Focus); p != k.Want.Focus {
		k.focus(p)
	}
	return k.perform(b)
}

// keyText is how the keys of a binding are written here.
func (k *keyboard) keyText(b *binding) string { return k.written(b.Help().Key) }

// written names arrows where the terminal has none.
func (k *keyboard) written(keys string) string {
	if k.Glyphs != plot.ASCII {
		return keys
	}
	return strings.NewReplacer("↓", "down", "↑", "up", "←", "left", "→", "right").Replace(keys)
}

// pane is the pane in which the keys of a scope work, given the focused one.
func (s scope) pane(focused layout.Pane) layout.Pane {
	for p := layout.Flow; p < layout.PaneCount; p++ {
		if scopeOf(p) == s && scopeOf(focused) != s {
			return p
		}
	}
	return focused
}
