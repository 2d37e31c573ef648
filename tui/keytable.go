package tui

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"bijou/presets"
	"bijou/tui/layout"
)

// keyTable is all that keys can do. Order is that of the help; within a scope,
// what has a word is in the footer, in this order as far as there is room.
func keyTable() []binding {
	var table []binding
	for _, part := range [][]binding{
		changesRun(playKeys()), alwaysKeys(), changesRun(trainingKeys()), screenKeys(), changesRun(flowKeys()), walkKeys(), changesRun(layerKeys()), changesRun(formKeys()),
		plotKeys(), lossKeys(), stageKeys(), probeKeys(), pastKeys(), draftKeys(), popupKeys(), rowKeys(), wordKeys(), lessonKeys(), learnKeys(), runsKeys(),
	} {
		table = append(table, part...)
	}
	return table
}

func playKeys() []binding {
	return []binding{
		bind(always, "space", "space", "train", "train, or pause", func(a *App) tea.Cmd { return a.Training.Toggle() }).unless(func(a *App) string { return a.Training.CannotTrain() }),
	}
}

func alwaysKeys() []binding {
	return []binding{
		bind(always, "ctrl+c", "ctrl+c", "", "quit at once", func(a *App) tea.Cmd { return a.quit(ErrInterrupted) }),
		bind(always, "ctrl+z", "ctrl+z", "", "suspend to the shell; fg comes back", func(*App) tea.Cmd { return tea.Suspend }).unless((*App).cannotSuspend),
	}
}

func trainingKeys() []binding {
	return []binding{
		bind(everywhere, "n", "n", "step", "make one step", func(a *App) tea.Cmd { return a.Training.Advance(1) }).unless(func(a *App) string { return a.Training.CannotTrain() }),
		bind(everywhere, "N", "N", "", "make 100 steps", func(a *App) tea.Cmd { return a.Training.Advance(100) }).unless(func(a *App) string { return a.Training.CannotTrain() }),
		bind(everywhere, "r", "r", "rewind", "rewind to step 0: same seed, same start, same batches", func(a *App) tea.Cmd { return a.Training.Rewind() }),
		bind(everywhere, "R", "R", "", "start anew from the next seed", func(a *App) tea.Cmd { return a.Training.Reseed() }),
		bind(everywhere, "+ =", "+", "", "train faster", func(a *App) tea.Cmd { return a.Training.Accelerate(1) }).unless(func(a *App) string { return a.Training.CannotSpeedUp() }),
		bind(everywhere, "- _", "-", "", "train slower, down to one step a second", func(a *App) tea.Cmd { return a.Training.Accelerate(-1) }).unless(func(a *App) string { return a.Training.CannotSlowDown() }),
		bind(everywhere, "a", "a", "add", "add a layer after the selected one, or choose a base", (*App).openAdd).unless(func(a *App) string { return a.Flow.IsFull() }),
		bind(everywhere, "u", "u", "undo", "undo the last change, weights and optimiser included", func(a *App) tea.Cmd { return a.Training.Undo() }).unless(func(a *App) string { return a.Training.CannotUndo() }),
		bind(everywhere, "ctrl+r", "ctrl+r", "", "redo what was undone", func(a *App) tea.Cmd { return a.Training.Redo() }).unless(func(a *App) string { return a.Training.CannotRedo() }),
		bind(everywhere, "w", "w", "", "save the run; bijou --run opens it again", func(a *App) tea.Cmd { return a.saver.save() }).unless(func(a *App) string { return a.saver.cannotSave() }),
		bind(everywhere, "t", "t", "data", "choose the data", (*App).openPicker),
	}
}

func screenKeys() []binding {
	return []binding{
		bind(everywhere, "tab", "tab", "", "focus the next pane", func(a *App) tea.Cmd { return a.cycleFocus(1) }),
		bind(everywhere, "shift+tab", "shift+tab", "", "focus the pane before", func(a *App) tea.Cmd { return a.cycleFocus(-1) }),
		bind(everywhere, "1", "1", "", "focus the flow", func(a *App) tea.Cmd { return a.focus(layout.Flow) }),
		bind(everywhere, "2", "2", "", "focus the training settings", func(a *App) tea.Cmd { return a.focus(layout.Train) }),
		bind(everywhere, "3", "3", "", "focus the data settings", func(a *App) tea.Cmd { return a.focus(layout.Data) }),
		bind(everywhere, "4", "4", "", "focus the base side", func(a *App) tea.Cmd { return a.focus(layout.Base) }),
		bind(everywhere, "5", "5", "", "focus the data side", func(a *App) tea.Cmd { return a.focus(layout.Samples) }),
		bind(everywhere, "6", "6", "", "focus the NLL", func(a *App) tea.Cmd { return a.focus(layout.Loss) }),
		bind(everywhere, "7", "7", "", "focus the probe", func(a *App) tea.Cmd { return a.focus(layout.Probe) }).unless(func(a *App) string { return a.Probe.NoProbe() }),
		bind(everywhere, "i", "i", "probe", "probe a point: log p there, layer by layer, or stop", func(a *App) tea.Cmd { return a.Probe.ToggleProbe() }).unless((*App).NoSnapshot),
		bind(everywhere, "[", "[", "depth", "show the batch one layer nearer to the base", func(a *App) tea.Cmd { return a.Plots.Path.Deepen(-1) }).unless(func(a *App) string { return a.Plots.Path.AtBase() }).as("[ ]"),
		bind(everywhere, "]", "]", "", "show the batch one layer nearer to the data", func(a *App) tea.Cmd { return a.Plots.Path.Deepen(1) }).unless(func(a *App) string { return a.Plots.Path.AtData() }),
		bind(everywhere, "p", "p", "play", "play the path layer by layer, a cnf moment by moment, or stop", func(a *App) tea.Cmd { return a.Plots.Path.TogglePlay() }).unless(func(a *App) string { return a.Plots.Path.HasNoPath() }),
		bind(everywhere, "o", "o", "view", "show the next view: points, lattice, density map and what else the run has", func(a *App) tea.Cmd { return a.Plots.CycleView() }).unless(func(a *App) string { return a.Plots.HasOneView() }),
		bind(everywhere, "O", "O", "", "colour the points by their base angle, or not", func(a *App) tea.Cmd { return a.Plots.ToggleAngle() }).unless(func(a *App) string { return a.Plots.CannotColour() }),
		bind(everywhere, "T", "T", "", "draw images or waves at the next temperature: what z is multiplied by", func(a *App) tea.Cmd { return a.Plots.Warm() }).unless(func(a *App) string { return a.Plots.HasNoTemperature() }),
		bind(everywhere, "W", "W", "", "write samples, Python, curves, the focused pane as text or as a figure, or a sound into a file", func(a *App) tea.Cmd { return scribe{a}.open() }).unless(func(a *App) string { return scribe{a}.cannotWrite() }),
		bind(everywhere, "P", "P", "", "play them, where a player is installed", func(a *App) tea.Cmd { return speaker{a}.play() }).unless(func(a *App) string { return speaker{a}.cannotPlay() }),
		bind(everywhere, "{", "{", "past", "show the run as it was, a step that is kept further back", func(a *App) tea.Cmd { return a.past.goBack() }).unless(func(a *App) string { return a.past.hasNoPast() }).as("{ }"),
		bind(everywhere, "}", "}", "", "show it further on, up to now", func(a *App) tea.Cmd { return a.past.goForth() }).unless(func(a *App) string { return a.past.isNow() }),
		bind(everywhere, "b", "b", "", "show the weights that did best on validation, or the last ones", func(a *App) tea.Cmd { return a.past.toggleBest() }).unless(func(a *App) string { return a.past.hasNoBest() }),
		bind(everywhere, "c", "c", "compare", "pin this run as A beside the one that goes on, or unpin it", func(a *App) tea.Cmd { return a.Plots.Compare.TogglePin() }).unless(func(a *App) string { return a.Plots.Compare.CannotPin() }),
		bind(everywhere, "v", "v", "", "show both plots, the data side, or the base side", func(a *App) tea.Cmd { return a.CyclePlots() }).unless(func(a *App) string { return a.HasOnePane() }),
		bind(everywhere, "f", "f", "", "give the focused pane the whole screen, and back", func(a *App) tea.Cmd { return a.ToggleZoom() }).unless(func(a *App) string { return a.HasOnePane() }),
		bind(everywhere, "(", "(", "", "move the border beside the flow to the left; in 6 and 7 the one above up", func(a *App) tea.Cmd { return a.splitter.move(-1) }).unless(func(a *App) string { return a.splitter.cannotMove() }),
		bind(everywhere, ")", ")", "", "move it to the right, or down", func(a *App) tea.Cmd { return a.splitter.move(1) }).unless(func(a *App) string { return a.splitter.cannotMove() }),
		bind(everywhere, "x", "x", "", "put the next column of the data across", func(a *App) tea.Cmd { return a.Plots.TurnAxis(0) }).unless(func(a *App) string { return a.Plots.HasFewColumns() }),
		bind(everywhere, "y", "y", "", "put the next column of the data up", func(a *App) tea.Cmd { return a.Plots.TurnAxis(1) }).unless(func(a *App) string { return a.Plots.HasFewColumns() }),
		bind(everywhere, "X", "X", "", "show all pairs of columns, data beside samples, and their quantiles", (*App).openPairs).unless(func(a *App) string { return a.Plots.NoPairs() }),
		bind(everywhere, ",", ",", "", "turn the selected condition, an attribute of images, the dial of a world, or the walk of a coder, down; < ten notches", func(a *App) tea.Cmd { return a.turnDial(-1) }).unless((*App).noDials).as(", ."),
		bind(everywhere, ".", ".", "", "turn it up; > ten notches", func(a *App) tea.Cmd { return a.turnDial(1) }).unless((*App).noDials),
		bind(everywhere, "<", "<", "", "turn it down by ten notches", func(a *App) tea.Cmd { return a.turnDial(-10) }).unless((*App).noDials),
		bind(everywhere, ">", ">", "", "turn it up by ten notches", func(a *App) tea.Cmd { return a.turnDial(10) }).unless((*App).noDials),
		bind(everywhere, ";", ";", "", "select the next condition, attribute or dial, or the next row of a coder; behind the last condition, pictures are over all", func(a *App) tea.Cmd { return a.nextDial() }).unless((*App).noDials),
		bind(everywhere, ":", ":", "", "type a value for the selected condition", func(a *App) tea.Cmd { return a.Data.TypeDial() }).unless((*App).noTyping),
		bind(everywhere, "Y", "Y", "", "copy this run as a command line, edits included", (*App).openLine).unless((*App).NoSnapshot),
		bind(everywhere, "L", "L", "", "draw the NLL on a logarithmic scale, or not", func(a *App) tea.Cmd { return a.Loss.ToggleLog() }),
		bind(everywhere, "D", "D", "judge", "measure how good the flow is by everything that is known", (*App).openDiagnosis).unless((*App).NoSnapshot),
		bind(everywhere, "f2", "f2", "", "change the settings: theme, glyphs, mouse", func(a *App) tea.Cmd { return settler{a}.open() }),
		bind(everywhere, "M", "M", "", "take the mouse, or leave it to the terminal to select text", func(a *App) tea.Cmd { return a.mouse.toggle() }),
		bind(everywhere, "esc", "esc", "", "step out: of a zoom, of a value that is read", (*App).stepOut).unless((*App).isOutside),
		bind(everywhere, "q", "q", "quit", "quit", func(a *App) tea.Cmd { return a.quit(nil) }),
	}
}

func flowKeys() []binding {
	return []binding{
		bind(inFlow, "d delete", "d", "delete", "delete the layer; u brings it back", func(a *App) tea.Cmd { return a.Flow.DeleteLayer() }).unless(func(a *App) string { return a.Flow.NoLayer() }),
		bind(inFlow, "J", "J", "move", "move the layer towards the data", func(a *App) tea.Cmd { return a.Flow.MoveLayer(1) }).unless(func(a *App) string { return a.Flow.NoLayer() }).as("J K"),
		bind(inFlow, "K", "K", "", "move the layer towards the base", func(a *App) tea.Cmd { return a.Flow.MoveLayer(-1) }).unless(func(a *App) string { return a.Flow.NoLayer() }),
		bind(inFlow, "enter", "enter", "edit", "edit the fields of the layer, or of the base", func(a *App) tea.Cmd { return a.Flow.OpenFields() }).unless(func(a *App) string { return a.Flow.NoFields() }),
		bind(inFlow, "m", "m", "on/off", "bypass the layer, or not", func(a *App) tea.Cmd { return a.Flow.FlagLayer("off") }).unless(func(a *App) string { return a.Flow.NoLayer() }),
		bind(inFlow, "z", "z", "freeze", "freeze the weights of the layer, or not", func(a *App) tea.Cmd { return a.Flow.FlagLayer("frozen") }).unless(func(a *App) string { return a.Flow.NoLayer() }),
		bind(inFlow, "A", "A", "", "duplicate the layer", func(a *App) tea.Cmd { return a.Flow.DuplicateLayer() }).unless(func(a *App) string { return a.Flow.NoLayer() }),
	}
}

func walkKeys() []binding {
	return []binding{
		bind(inFlow, "j down", "j ↓", "", "select the next layer, and show the batch behind it", func(a *App) tea.Cmd { return a.Flow.SelectBy(1) }),
		bind(inFlow, "k up", "k ↑", "", "select the layer before", func(a *App) tea.Cmd { return a.Flow.SelectBy(-1) }),
		bind(inFlow, "g home", "g home", "", "select the base", func(a *App) tea.Cmd { return a.Flow.SelectBy(-len(a.Snap.Stack.Layers) - 1) }).unless((*App).NoSnapshot),
		bind(inFlow, "G end", "G end", "", "select the data", func(a *App) tea.Cmd { return a.Flow.SelectBy(len(a.Snap.Stack.Layers) + 1) }).unless((*App).NoSnapshot),
	}
}

func layerKeys() []binding {
	return []binding{
		bind(inLayer, "j down", "j ↓", "", "go to the next field", func(a *App) tea.Cmd { return a.keyboard.moveInForm(1) }),
		bind(inLayer, "k up", "k ↑", "", "go to the field before", func(a *App) tea.Cmd { return a.keyboard.moveInForm(-1) }),
		bind(inLayer, "h left", "h ←", "", "try a smaller value", func(a *App) tea.Cmd { return a.keyboard.stepField(-1) }),
		bind(inLayer, "l right", "l →", "change", "try a larger value", func(a *App) tea.Cmd { return a.keyboard.stepField(1) }).as("h l"),
		bind(inLayer, "enter", "enter", "type", "edit the field", func(a *App) tea.Cmd { return a.keyboard.openDraft() }),
		bind(inLayer, "esc", "esc", "back", "go back to the layers", func(a *App) tea.Cmd { return a.Flow.CloseFields() }),
	}
}

// formKeys are the same for the two panes that are forms.
func formKeys() []binding {
	var table []binding
	for _, s := range []scope{inTrain, inData} {
		table = append(table,
			bind(s, "enter", "enter", "edit", "edit the field", func(a *App) tea.Cmd { return a.keyboard.openDraft() }).unless(func(a *App) string { return a.keyboard.noField() }),
			bind(s, "h left", "h ←", "", "try a smaller value; enter takes it", func(a *App) tea.Cmd { return a.keyboard.stepField(-1) }).unless(func(a *App) string { return a.keyboard.noField() }),
			bind(s, "l right", "l →", "change", "try a larger value; enter takes it", func(a *App) tea.Cmd { return a.keyboard.stepField(1) }).unless(func(a *App) string { return a.keyboard.noField() }).as("h l"),
			bind(s, "j down", "j ↓", "", "go to the next field", func(a *App) tea.Cmd { return a.keyboard.moveInForm(1) }).unless(func(a *App) string { return a.keyboard.noField() }),
			bind(s, "k up", "k ↑", "", "go to the field before", func(a *App) tea.Cmd { return a.keyboard.moveInForm(-1) }).unless(func(a *App) string { return a.keyboard.noField() }),
			bind(s, "g home", "g home", "", "go to the first field", func(a *App) tea.Cmd { return a.keyboard.moveInForm(-100) }).unless(func(a *App) string { return a.keyboard.noField() }),
			bind(s, "G end", "G end", "", "go to the last field", func(a *App) tea.Cmd { return a.keyboard.moveInForm(100) }).unless(func(a *App) string { return a.keyboard.noField() }),
		)
	}
	return table
}

func plotKeys() []binding {
	return []binding{
		bind(inPlots, "h left", "h ←", "", "show the batch one layer nearer to the base", func(a *App) tea.Cmd { return a.Plots.Path.Deepen(-1) }).unless(func(a *App) string { return a.Plots.Path.AtBase() }),
		bind(inPlots, "l right", "l →", "", "show the batch one layer nearer to the data", func(a *App) tea.Cmd { return a.Plots.Path.Deepen(1) }).unless(func(a *App) string { return a.Plots.Path.AtData() }),
		bind(inPlots, "k up", "k ↑", "zoom", "zoom in", func(a *App) tea.Cmd { return a.Plots.ZoomBy(1) }).unless(func(a *App) string { return a.Plots.ZoomedIn() }).as("j k"),
		bind(inPlots, "j down", "j ↓", "", "zoom out", func(a *App) tea.Cmd { return a.Plots.ZoomBy(-1) }).unless(func(a *App) string { return a.Plots.ZoomedOut() }),
		bind(inPlots, "g home", "g home", "", "go to the base", func(a *App) tea.Cmd { return a.Plots.Path.Deepen(-1000) }).unless(func(a *App) string { return a.Plots.Path.AtBase() }),
		bind(inPlots, "G end", "G end", "", "go to the data", func(a *App) tea.Cmd { return a.Plots.Path.Deepen(1000) }).unless(func(a *App) string { return a.Plots.Path.AtData() }),
	}
}

func lossKeys() []binding {
	return []binding{
		bind(inLoss, "h left", "h ←", "read", "read the values further back", func(a *App) tea.Cmd { return a.Loss.ReadLoss(-1) }).unless(func(a *App) string { return a.Loss.NoHistory() }).as("h l"),
		bind(inLoss, "l right", "l →", "", "read the values further on", func(a *App) tea.Cmd { return a.Loss.ReadLoss(1) }).unless(func(a *App) string { return a.Loss.NoHistory() }),
	}
}

// stageKeys act in a world.
func stageKeys() []binding {
	return []binding{
		bind(inStage, "h left", "h ←", "act", "act: push left, or take the choice to the left", func(a *App) tea.Cmd { return a.Stage.Push(-1, 0) }).as("←↓↑→"),
		bind(inStage, "l right", "l →", "", "act: push right, or take the choice to the right", func(a *App) tea.Cmd { return a.Stage.Push(1, 0) }),
		bind(inStage, "k up", "k ↑", "", "act: push up", func(a *App) tea.Cmd { return a.Stage.Push(0, 1) }),
		bind(inStage, "j down", "j ↓", "", "act: push down", func(a *App) tea.Cmd { return a.Stage.Push(0, -1) }),
		bind(inStage, "enter", "enter", "let it act", "let the flow act for one step", func(a *App) tea.Cmd { return a.Stage.Let() }),
		bind(inStage, "e", "e", "again", "start another episode", func(a *App) tea.Cmd { return a.Stage.Again() }),
	}
}

// turnDial turns a condition of the pictures, or a dial of the world that is shown.
func (a *App) turnDial(by int) tea.Cmd {
	if a.Stage.Shown() {
		return a.Stage.TurnDial(by)
	}
	if a.Plots.NoAttributes() == "" {
		return a.Plots.TurnAttribute(by)
	}
	if a.Plots.NoWalk() == "" {
		return a.Plots.WalkOn(by)
	}
	return a.TurnDial(by)
}

func (a *App) nextDial() tea.Cmd {
	if a.Stage.Shown() {
		return a.Stage.NextDial()
	}
	if a.Plots.NoAttributes() == "" {
		return a.Plots.NextAttribute()
	}
	if a.Plots.NoWalk() == "" {
		return a.Plots.WalkNext()
	}
	return a.NextDial()
}

func (a *App) noDials() string {
	if a.Stage.Shown() || a.Plots.NoAttributes() == "" || a.Plots.NoWalk() == "" {
		return ""
	}
	if why := a.Plots.WalkWaits(); why != "" {
		return why
	}
	return cmp.Or(a.NoDials(), a.Plots.NoOneCondition())
}

func (a *App) noTyping() string {
	if a.Stage.Shown() {
		return "the dials of a world are turned by , and ."
	}
	if a.Plots.NoAttributes() == "" {
		return "attributes of images are turned by , and ."
	}
	if a.Plots.NoWalk() == "" {
		return "what a coder writes is walked through by , and ."
	}
	return cmp.Or(a.NoDials(), a.Plots.NoOneCondition())
}

// probeKeys move the point by half a cell, a dot or two of braille, or by as
// much as one sees.
func probeKeys() []binding {
	const far = 5
	return []binding{
		bind(inProbe, "h left", "h ←", "move", "move the point to the left by half a cell", func(a *App) tea.Cmd { return a.Probe.MoveProbe(-1, 0) }).as("←↓↑→"),
		bind(inProbe, "l right", "l →", "", "move it to the right", func(a *App) tea.Cmd { return a.Probe.MoveProbe(1, 0) }),
		bind(inProbe, "k up", "k ↑", "", "move it up", func(a *App) tea.Cmd { return a.Probe.MoveProbe(0, 1) }).unless(func(a *App) string { return a.Probe.IsOnALine() }),
		bind(inProbe, "j down", "j ↓", "", "move it down", func(a *App) tea.Cmd { return a.Probe.MoveProbe(0, -1) }).unless(func(a *App) string { return a.Probe.IsOnALine() }),
		bind(inProbe, "H shift+left", "H", "", "move it five times as far to the left", func(a *App) tea.Cmd { return a.Probe.MoveProbe(-far, 0) }),
		bind(inProbe, "L shift+right", "L", "", "move it five times as far to the right", func(a *App) tea.Cmd { return a.Probe.MoveProbe(far, 0) }),
		bind(inProbe, "K shift+up", "K", "", "move it five times as far up", func(a *App) tea.Cmd { return a.Probe.MoveProbe(0, far) }).unless(func(a *App) string { return a.Probe.IsOnALine() }),
		bind(inProbe, "J shift+down", "J", "", "move it five times as far down", func(a *App) tea.Cmd { return a.Probe.MoveProbe(0, -far) }).unless(func(a *App) string { return a.Probe.IsOnALine() }),
		bind(inProbe, "esc", "esc", "end", "take the point away", func(a *App) tea.Cmd { return a.Probe.EndProbe() }),
	}
}

func pastKeys() []binding {
	return []binding{
		bind(inPast, "enter", "enter", "go on from here", "take the run back to this step; u undoes it", func(a *App) tea.Cmd { return a.past.returnHere() }).unless(func(a *App) string { return a.past.hasLived() }),
		bind(inPast, "esc", "esc", "now", "show the run as it is now", func(a *App) tea.Cmd { return a.past.leavePast() }),
	}
}

func draftKeys() []binding {
	return []binding{
		bind(inDraft, "l right up", "l → ↑", "more", "try a larger value", func(a *App) tea.Cmd { return a.keyboard.stepField(1) }),
		bind(inDraft, "h left down", "h ← ↓", "less", "try a smaller value", func(a *App) tea.Cmd { return a.keyboard.stepField(-1) }),
		bind(inDraft, "enter", "enter", "take it", "take the value", func(a *App) tea.Cmd { return a.keyboard.acceptDraft() }),
		bind(inDraft, "esc", "esc", "cancel", "leave the value as it was", func(a *App) tea.Cmd { return a.keyboard.dropDraft() }),
	}
}

// rowKeys go up and down in every popup that has rows.
func rowKeys() []binding {
	return []binding{
		bind(inRows, "j down", "j ↓", "move", "go down a row", func(a *App) tea.Cmd { return a.rows().Move(1) }).as("↑ ↓"),
		bind(inRows, "k up", "k ↑", "", "go up a row", func(a *App) tea.Cmd { return a.rows().Move(-1) }),
		bind(inRows, "pgdown", "pgdown", "", "go down a page", func(a *App) tea.Cmd { return a.rows().TurnPage(1) }),
		bind(inRows, "pgup", "pgup", "", "go up a page", func(a *App) tea.Cmd { return a.rows().TurnPage(-1) }),
		bind(inRows, "g home", "g home", "", "go to the first row", func(a *App) tea.Cmd { return a.rows().Move(-10000) }),
		bind(inRows, "G end", "G end", "", "go to the last row", func(a *App) tea.Cmd { return a.rows().Move(10000) }),
	}
}

func popupKeys() []binding {
	return []binding{
		bind(inAdd, "enter", "enter", "take it", "add the layer, or start from the base", (*App).takeOffer).unless(func(a *App) string { return a.overlay.add.DoesNotFit() }),
		bind(inAdd, "esc q", "esc", "close", "close without adding", (*App).closeOverlay),
		bind(inPicker, "h left", "h ←", "", "go to the set at the left", func(a *App) tea.Cmd { return a.overlay.picker.Step(-1, 0) }),
		bind(inPicker, "l right", "l →", "", "go to the set at the right", func(a *App) tea.Cmd { return a.overlay.picker.Step(1, 0) }),
		bind(inPicker, "j down", "j ↓", "", "go to the set below", func(a *App) tea.Cmd { return a.overlay.picker.Step(0, 1) }),
		bind(inPicker, "k up", "k ↑", "", "go to the set above", func(a *App) tea.Cmd { return a.overlay.picker.Step(0, -1) }),
		bind(inPicker, "enter", "enter", "learn it", "learn this set with the flow as it is", func(a *App) tea.Cmd { return a.pick(false) }),
		bind(inPicker, "esc q t", "esc", "close", "close and keep the data", (*App).closeOverlay),
		bind(inPicker, "R", "R", "start anew", "learn this set from step 0", func(a *App) tea.Cmd { return a.pick(true) }),
		bind(inPicker, "o", "o", "open", "open a file of your own", func(a *App) tea.Cmd { return a.opener.open() }).unless(func(a *App) string { return a.opener.noFiles() }),
		bind(inPicker, "d", "d", "draw", "draw data of your own", func(a *App) tea.Cmd { return sketcher{a}.open() }).unless(func(a *App) string { return sketcher{a}.cannotDraw() }),
		bind(inPicker, "r", "r", "recipes", "choose a recipe: data, layers and training", func(a *App) tea.Cmd { return a.opener.openRecipes() }),
		bind(inPicker, "tab", "tab", "fields", "go to the fields of the set", func(a *App) tea.Cmd { return a.overlay.picker.EnterForm() }).unless(func(a *App) string { return a.overlay.picker.HasNoFields() }),
		bind(inPickerForm, "j down", "j ↓", "", "go to the next field", func(a *App) tea.Cmd { return a.keyboard.moveInForm(1) }),
		bind(inPickerForm, "k up", "k ↑", "", "go to the field before", func(a *App) tea.Cmd { return a.keyboard.moveInForm(-1) }),
		bind(inPickerForm, "h left", "h ←", "", "lower the value", func(a *App) tea.Cmd { return a.overlay.picker.StepField(-1) }),
		bind(inPickerForm, "l right", "l →", "change", "raise the value", func(a *App) tea.Cmd { return a.overlay.picker.StepField(1) }).as("h l"),
		bind(inPickerForm, "enter", "enter", "type", "type a value", func(a *App) tea.Cmd { return a.keyboard.openDraft() }),
		bind(inPickerForm, "tab esc", "tab", "back", "go back to the sets", func(a *App) tea.Cmd { return a.overlay.picker.LeaveForm() }),
		bind(inHelp, "enter", "enter", "run", "do what the key does", func(a *App) tea.Cmd { return a.keyboard.runFromHelp() }),
		bind(inDiagnosis, "D", "D", "again", "measure again, at the step of now", func(a *App) tea.Cmd { return a.diagnosis.MeasureAgain() }).unless(func(a *App) string { return a.diagnosis.IsMeasured() }),
		bind(inDiagnosis, "esc q", "esc", "close", "close; what was measured is kept", (*App).closeOverlay),
		bind(inLine, "Y", "Y", "again", "copy it again", (*App).openLine),
		bind(inLine, "M", "M", "select", "take the mouse, or leave it to the terminal to select text", func(a *App) tea.Cmd { return a.mouse.toggle() }),
		bind(inLine, "esc q enter", "esc", "close", "close", (*App).closeOverlay),
		bind(inPairs, "h left", "h ←", "", "go to the column at the left", func(a *App) tea.Cmd { return a.overlay.pairs.Step(-1, 0) }),
		bind(inPairs, "l right", "l →", "", "go to the column at the right", func(a *App) tea.Cmd { return a.overlay.pairs.Step(1, 0) }),
		bind(inPairs, "j down", "j ↓", "move", "go to the column below", func(a *App) tea.Cmd { return a.overlay.pairs.Step(0, 1) }).as("h j k l"),
		bind(inPairs, "k up", "k ↑", "", "go to the column above", func(a *App) tea.Cmd { return a.overlay.pairs.Step(0, -1) }),
		bind(inPairs, "enter", "enter", "plot", "put the pair on the axes of the plots", (*App).showPair).unless(func(a *App) string { return a.overlay.pairs.NoPair() }),
		bind(inPairs, "tab", "tab", "quantiles", "show a table of quantiles, or the pairs again", func(a *App) tea.Cmd { return a.overlay.pairs.Turn() }).unless(func(a *App) string { return a.overlay.pairs.HasNoOther() }),
		bind(inPairs, "esc q X", "esc", "close", "close", (*App).closeOverlay),
		bind(inOpen, "tab", "tab", "complete", "go on with the path as far as it is clear", func(a *App) tea.Cmd { return a.overlay.open.Complete() }),
		bind(inOpen, "enter", "enter", "open", "open the file, or look into the folder", func(a *App) tea.Cmd { return a.opener.enter() }).unless(func(a *App) string { return a.overlay.open.NothingChosen() }),
		bind(inOpen, "esc", "esc", "back", "go back to the data sets", (*App).openPicker),
		bind(inColumns, "enter", "enter", "learn them", "start a run on them, with layers and training as the table calls for", func(a *App) tea.Cmd { return a.opener.learnColumns() }).unless(func(a *App) string { return a.overlay.columns.IsBusy() }),
		bind(inColumns, "l", "l", "learn", "learn the column", func(a *App) tea.Cmd { return a.overlay.columns.Take(presets.Learnt) }),
		bind(inColumns, "g", "g", "given", "take it for a condition", func(a *App) tea.Cmd { return a.overlay.columns.Take(presets.GivenTo) }),
		bind(inColumns, "d", "d", "leave out", "leave it out", func(a *App) tea.Cmd { return a.overlay.columns.Take(presets.LeftAway) }),
		bind(inColumns, "w", "w", "weight", "take it for the weight of the rows", func(a *App) tea.Cmd { return a.overlay.columns.Take(presets.Weighing) }),
		bind(inColumns, "b", "b", "label", "take it for the label of rows that are not learnt and are to be found: those with its rarest text", func(a *App) tea.Cmd { return a.overlay.columns.Take(presets.Labels) }),
		bind(inColumns, "s", "s", "support", "say what the column can be: no sample falls outside", func(a *App) tea.Cmd { return a.overlay.columns.NextSupport() }).unless(func(a *App) string { return a.overlay.columns.NoSupport() }),
		bind(inColumns, "esc q", "esc", "back", "go back to the path", func(a *App) tea.Cmd { return a.opener.open() }),
		bind(inRecipes, "enter", "enter", "run it", "start the run; u goes back to this one", func(a *App) tea.Cmd { return a.opener.takeRecipe() }).unless(func(a *App) string { return a.overlay.recipes.IsBusy() }),
		bind(inRecipes, "esc q", "esc", "back", "go back to the data sets", (*App).openPicker),
		bind(inWrite, "enter", "enter", "write it", "write it into the file that is named", func(a *App) tea.Cmd { return scribe{a}.write() }).unless(func(a *App) string { return a.overlay.write.NoName() }),
		bind(inWrite, "esc", "esc", "close", "close", (*App).closeOverlay),
		bind(inSettings, "h left", "h ←", "", "take the word before", func(a *App) tea.Cmd { return settler{a}.step(-1) }),
		bind(inSettings, "l right enter", "l →", "change", "take the next word", func(a *App) tea.Cmd { return settler{a}.step(1) }).as("h l"),
		bind(inSettings, "esc q f2", "esc", "close", "close", (*App).closeOverlay),
		bind(inSketch, "space", "space", "spray", "spray where the brush is; the mouse does so too", func(a *App) tea.Cmd { return sketcher{a}.spray() }),
		bind(inSketch, "enter", "enter", "learn it", "keep the points as a file and learn them", func(a *App) tea.Cmd { return sketcher{a}.learn() }).unless(func(a *App) string { return a.overlay.sketch.CannotLearn() }),
		bind(inSketch, "x backspace", "x", "erase", "erase round the brush; the right button of the mouse does so too", func(a *App) tea.Cmd { return sketcher{a}.erase() }),
		bind(inSketch, "u", "u", "undo", "take the last stroke back", func(a *App) tea.Cmd { return a.overlay.sketch.Undo() }).unless(func(a *App) string { return a.overlay.sketch.CannotUndo() }),
		bind(inSketch, "h left", "h ←", "", "move the brush to the left", func(a *App) tea.Cmd { return a.overlay.sketch.Move(-1, 0) }),
		bind(inSketch, "l right", "l →", "move", "move it to the right", func(a *App) tea.Cmd { return a.overlay.sketch.Move(1, 0) }).as("h j k l"),
		bind(inSketch, "j down", "j ↓", "", "move it down", func(a *App) tea.Cmd { return a.overlay.sketch.Move(0, 1) }),
		bind(inSketch, "k up", "k ↑", "", "move it up", func(a *App) tea.Cmd { return a.overlay.sketch.Move(0, -1) }),
		bind(inSketch, "+ =", "+", "points", "draw twice as many points", func(a *App) tea.Cmd { return a.overlay.sketch.More(1) }).as("+ -"),
		bind(inSketch, "- _", "-", "", "draw half as many", func(a *App) tea.Cmd { return a.overlay.sketch.More(-1) }),
		bind(inSketch, ".", ".", "noise", "more noise", func(a *App) tea.Cmd { return a.overlay.sketch.Rougher(1) }).as(", ."),
		bind(inSketch, ",", ",", "", "less noise", func(a *App) tea.Cmd { return a.overlay.sketch.Rougher(-1) }),
		bind(inSketch, "esc q", "esc", "close", "close and keep the data", (*App).closeOverlay),
		bind(inHelp, "esc f1", "esc", "close", "clear the search, then close", func(a *App) tea.Cmd { return a.keyboard.closeHelp() }),
	}
}
