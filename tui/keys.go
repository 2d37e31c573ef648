package tui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"bijou/tui/layout"
	"bijou/tui/screen"
)

// A scope is where a key means something. A key is looked up in the scopes that
// hold now, the innermost first.
type scope int

const (
	always     scope = iota // whatever is open
	everywhere              // on the main screen
	inFlow
	inTrain
	inData
	inPlots
	inLoss
	inStage // a world is shown, and 4 or 5 has the focus
	inProbe // a point is probed, and 4, 5 or 7 has the focus
	inPast  // an earlier step is shown
	inLayer // the fields of a layer are open
	inDraft // a field is being edited
	inAdd
	inPicker
	inPickerForm
	inHelp
	inDiagnosis
	inLine
	inPairs
	inOpen
	inColumns
	inRecipes
	inWrite
	inWords
	inLessons
	inLesson
	inRuns
	inSlow // a step is shown in stages
	inSketch
	inSettings
	inRows // a popup with rows is open: the keys that all of them share
	scopeCount
)

// heading names the scope in the help and in the README.
func (s scope) heading() string {
	return [...]string{
		"Always", "Everywhere", "1 flow", "2 train", "3 data", "4 base and 5 data side", "6 NLL", "4 and 5 while a world is shown", "4, 5 and 7 while a point is probed", "An earlier step",
		"The fields of a layer or of the base", "A field that is edited", "The catalogue of layers and bases", "The data picker", "The fields in the data picker", "Help", "The diagnosis", "The line of the run", "All pairs of columns", "A file that is opened", "The columns of a file", "The recipes", "What is written", "The words on the screen", "The lessons", "The page of a lesson", "The table of runs", "A step in slow motion", "Data that are drawn", "The settings", "Any popup with rows",
	}[s]
}

// A binding is an entry of the key table.
type binding struct {
	key.Binding // the keys, how they are written, and what they do
	where       scope
	word        string             // for the footer; empty keeps it out
	footKeys    string             // how the footer writes the keys, if not like the help
	can         func(*App) string  // why it cannot be done now; nil or "" if it can
	do          func(*App) tea.Cmd // nil for keys that are handled as text
	now         bool               // it concerns the run as it is: an earlier step is left first
}

func (b *binding) matches(name string) bool { return slices.Contains(b.Keys(), name) }

// bind makes an entry. The keys are as Bubble Tea spells them.
func bind(where scope, keys, shown, word, does string, do func(*App) tea.Cmd) binding {
	return binding{
		Binding: key.NewBinding(key.WithKeys(strings.Fields(keys)...), key.WithHelp(shown, does)),
		where:   where, word: word, do: do,
	}
}

// unless adds the reason why a key may be dead.
func (b binding) unless(can func(*App) string) binding {
	b.can = can
	return b
}

// as gives the footer other keys to show: [ ] for a pair.
func (b binding) as(keys string) binding {
	b.footKeys = keys
	return b
}

// changesRun marks keys that train or change the run.
func changesRun(part []binding) []binding {
	for i := range part {
		part[i].now = true
	}
	return part
}

// keyboard routes keys: it looks up what a key means here, holds those that wait
// for an order, and tells why one is dead.
type keyboard struct {
	*App
	keys   []binding
	held   []tea.KeyPressMsg // keys that wait for the orders
	helped []*binding        // the entries of the help, while it is open
}

// press handles a key, now or when the orders before it are done.
func (k *keyboard) press(msg tea.KeyPressMsg) tea.Cmd {
	if k.hold(msg) {
		return nil
	}
	return k.handle(msg)
}

// handle finds what a key means here and does it, or says why it does nothing.
func (k *keyboard) handle(msg tea.KeyPressMsg) tea.Cmd {
	k.Dirty = true
	k.Toast = screen.Toast{}
	k.teacher.pressed(msg.String())
	cmd, taken := k.typing(msg)
	if !taken {
		cmd = k.dispatch(msg.String())
	}
	if k.overlay.kind == pickerPopup {
		return tea.Batch(cmd, k.startThumbnails())
	}
	return tea.Batch(cmd, k.startJobs())
}

func (k *keyboard) dispatch(name string) tea.Cmd {
	if b := k.meaning(name); b != nil {
		return k.perform(b)
	}
	return k.dead(name)
}

// meaning returns what a key does here, nil for nothing.
func (k *keyboard) meaning(name string) *binding {
	for _, s := range k.scopes() {
		for i := range k.keys {
			if b := &k.keys[i]; b.where == s && b.do != nil && b.matches(name) {
				return b
			}
		}
	}
	return nil
}

// perform does what a key does, or says why it cannot be done.
func (k *keyboard) perform(b *binding) tea.Cmd {
	if b.now && k.Live != nil {
		k.past.toNow()
	}
	if b.can != nil {
		if why := b.can(k.App); why != "" {
			return k.Warn(b.Help().Key + ": " + why)
		}
	}
	return b.do(k.App)
}

// typing gives a key to what takes text, and tells whether that took it.
func (k *keyboard) typing(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if k.overlay.kind == helpPopup {
		return nil, k.overlay.help.Take(msg)
	}
	if k.overlay.kind == openPopup {
		return k.overlay.open.Take(msg)
	}
	if k.overlay.kind == writePopup {
		return nil, k.overlay.write.Take(msg)
	}
	if k.overlay.kind == wordsPopup {
		return nil, k.overlay.words.Take(msg)
	}
	if e := k.draft(); e != nil {
		return nil, e.Take(msg)
	}
	return nil, false
}

// paste puts text where text goes.
func (k *keyboard) paste(text string) tea.Cmd {
	k.Dirty = true
	if k.overlay.kind == helpPopup {
		k.overlay.help.Take(tea.PasteMsg{Content: text})
	}
	if k.overlay.kind == openPopup {
		cmd, _ := k.overlay.open.Take(tea.PasteMsg{Content: text})
		return cmd
	}
	if k.overlay.kind == writePopup {
		k.overlay.write.Take(tea.PasteMsg{Content: text})
	}
	if k.overlay.kind == wordsPopup {
		k.overlay.words.Take(tea.PasteMsg{Content: text})
	}
	if e := k.draft(); e != nil {
		e.Paste(text)
	}
	return nil
}

// scopes lists the scopes that hold now, the innermost first.
func (k *keyboard) scopes() []scope {
	var scopes []scope
	switch {
	case k.draft() != nil:
		return []scope{inDraft, always}
	case k.overlay.kind != noOverlay:
		if k.rows() != nil {
			return []scope{k.overlay.scope(), inRows, always}
		}
		return []scope{k.overlay.scope(), always}
	case k.Live != nil:
		scopes = []scope{inPast}
	}
	if k.slow.on() {
		scopes = append(scopes, inSlow)
	}
	switch {
	case k.Want.Focus == layout.Flow && k.Flow.Fields:
		scopes = append(scopes, inLayer)
	case k.onStage():
		scopes = append(scopes, inStage)
	case k.Probe.Probing():
		scopes = append(scopes, inProbe)
	default:
		scopes = append(scopes, scopeOf(k.Want.Focus))
	}
	return append(scopes, everywhere, always)
}

// onStage tells whether the keys act in a world.
func (a *App) onStage() bool {
	return a.Stage.Shown() && (a.Want.Focus == layout.Base || a.Want.Focus == layout.Samples)
}

// scopeOf is where the keys of a pane are.
func scopeOf(p layout.Pane) scope {
	return [...]scope{everywhere, inFlow, inTrain, inData, inPlots, inPlots, inLoss, inProbe}[p]
}

// dead says why a key does nothing.
func (k *keyboard) dead(name string) tea.Cmd {
	if k.draft() != nil {
		return k.Warn("enter takes the value, esc leaves it as it was")
	}
	if k.overlay.kind != noOverlay {
		return k.Warn(name + " does nothing here; esc closes this")
	}
	for _, b := range k.keys {
		if b.matches(name) && b.where >= inFlow && b.where <= inProbe {
			return k.Warn(b.Help().Key + " belongs to " + b.where.heading() + ": " + b.Help().Desc)
		}
	}
	return k.Warn(name + " has no use here; f1 lists the keys")
}

// Key is an entry of the key table as documentation shows it.
type Key struct {
	Where string // the part of the screen
	Keys  string // as a person reads them: j ↓
	Does  string // what happens, in the imperative
}

// Keys lists all keys of the explorer in the order of the help: the one source
// for everything that documents them.
func Keys() []Key {
	var list []Key
	table := keyTable()
	for s := range scopeCount {
		for _, b := range table {
			if b.where == s {
				list = append(list, Key{s.heading(), b.Help().Key, b.Help().Desc})
			}
		}
	}
	return list
}

// settled tells whether the screen shows what all orders came to. Keys wait for
// that, as what they mean depends on it: the second of two quick d deletes the
// layer that is selected after the first.
func (k *keyboard) settled() bool { return len(k.Orders) == 0 && k.Seen }

// hold keeps a key for later if it has to wait. What leaves the program does
// not.
func (k *keyboard) hold(msg tea.KeyPressMsg) bool {
	if k.settled() && len(k.held) == 0 {
		return false
	}
	switch name := msg.String(); {
	case name == "ctrl+c", name == "ctrl+z", name == "q" && k.overlay.kind == noOverlay:
		return false
	}
	const most = 256 // a key that is held down while a step takes long
	if len(k.held) < most {
		k.held = append(k.held, msg)
	}
	return true
}

// release handles the keys that waited, up to one that gives an order again.
func (k *keyboard) release() tea.Cmd {
	var cmds []tea.Cmd
	for k.settled() && len(k.held) > 0 {
		msg := k.held[0]
		k.held = k.held[1:]
		cmds = append(cmds, k.handle(msg))
	}
	return tea.Batch(cmds...)
}
