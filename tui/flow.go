package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/model"
	"bijou/tui/form"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// flowView is the state of the flow pane.
type flowView struct {
	wanted screen.Selection // a new layer, to be selected when it is seen
	top    int              // first row that is shown
	list   plot.Rect        // where the rows were drawn, for the mouse
	fields bool             // the fields of the selected layer, or of the base, are open
	form   form.Form
}

func (a *App) noLayer() string {
	switch {
	case a.Snap == nil:
		return a.NoSnapshot()
	case a.Layer() != nil:
		return ""
	case len(a.Snap.Stack.Layers) == 0:
		return "there is no layer; a adds one"
	case a.Selected == screen.BaseRow:
		return "the base is no layer; enter changes it"
	}
	return "the data is no layer; k goes to the last"
}

func (a *App) isFull() string {
	if a.Snap == nil {
		return a.NoSnapshot()
	}
	most := flows.MaxLayers
	if l := a.Snap.Limits.Layers; l > 0 {
		most = min(most, l)
	}
	if len(a.Snap.Stack.Layers) >= most {
		return fmt.Sprintf("a stack has at most %d layers", most)
	}
	return ""
}

// describe names a layer by its number and label.
func (a *App) describe(l *flows.Layer) string {
	row, _ := screen.RowOf(screen.Selection(l.ID), a.Snap.Stack)
	return fmt.Sprintf("layer %d (%s)", row, l.Label(a.Snap.Stack.Dim))
}

// insert adds a layer behind the selected place and selects it.
func (a *App) insert(kind *flows.Kind) tea.Cmd {
	row, _ := screen.RowOf(a.Selected, a.Snap.Stack)
	at := min(row, len(a.Snap.Stack.Layers))
	item := flows.NewItem(kind, a.Snap.Stack.Spec()[:at])
	id := new(int)
	o := screen.Edit("added "+item.Label(a.Snap.Stack.Dim)+startsAs(kind), func(f *model.Fit) error {
		if err := f.Insert(at, item); err != nil {
			return err
		}
		*id = f.Snapshot().Stack.Layers[at].ID
		return nil
	})
	o.Layer = id
	return a.Send(o)
}

// startsAs tells what a new layer does before it learns.
func startsAs(kind *flows.Kind) string {
	if kind.Changes != "" {
		return ": " + kind.Changes
	}
	return ", which starts as the identity"
}

func (a *App) duplicateLayer() tea.Cmd {
	l := a.Layer()
	row, _ := screen.RowOf(a.Selected, a.Snap.Stack)
	id, new := l.ID, new(int)
	say := "duplicated " + a.describe(l)
	if l.Kind.Changes == "" {
		say += "; the copy has learnt nothing yet"
	}
	o := screen.Edit(say, func(f *model.Fit) error {
		if err := f.Duplicate(id); err != nil {
			return err
		}
		*new = f.Snapshot().Stack.Layers[row].ID
		return nil
	})
	o.Layer = new
	return a.Send(o)
}

func (a *App) deleteLayer() tea.Cmd {
	l := a.Layer()
	id := l.ID
	return a.Send(screen.Edit("deleted "+a.describe(l)+"; u brings it back", func(f *model.Fit) error { return f.Delete(id) }))
}

func (a *App) moveLayer(by int) tea.Cmd {
	id := a.Layer().ID
	return a.Send(screen.Edit("", func(f *model.Fit) error { return f.Move(id, by) }))
}

// flagLayer turns the flag off or frozen of a layer around.
func (a *App) flagLayer(flag string) tea.Cmd {
	l := a.Layer()
	id, name := l.ID, a.describe(l)
	on := map[string]bool{"off": l.Off, "frozen": l.Frozen}[flag]
	say := map[string][2]string{
		"off":    {" is bypassed; m brings it back", " is on"},
		"frozen": {" is frozen; z thaws it", " learns again"},
	}[flag]
	if on {
		return a.Send(screen.Edit(name+say[1], func(f *model.Fit) error { return f.SetLayer(id, flag, "no") }))
	}
	return a.Send(screen.Edit(name+say[0], func(f *model.Fit) error { return f.SetLayer(id, flag, "yes") }))
}

func (a *App) openFields() tea.Cmd {
	a.flow.fields, a.flow.form = true, form.Form{}
	return nil
}

func (a *App) closeFields() tea.Cmd {
	a.flow.fields = false
	return nil
}

// layerFlags are the fields that every layer has.
var layerFlags = []flows.Field{
	{Name: "flip", Help: "exchange the two directions", Type: flows.Bool, Default: "no"},
	{Name: "frozen", Help: "training leaves the weights alone", Type: flows.Bool, Default: "no"},
	{Name: "off", Help: "bypass the layer", Type: flows.Bool, Default: "no"},
}

// layerRows are the fields of a layer with their values.
func layerRows(l *flows.Layer) []form.Row {
	var rows []form.Row
	for _, f := range l.Kind.Fields {
		rows = append(rows, form.Row{Field: f, Value: l.Values[f.Name]})
	}
	for i, on := range []bool{l.Flip, l.Frozen, l.Off} {
		value := "no"
		if on {
			value = "yes"
		}
		rows = append(rows, form.Row{Field: layerFlags[i], Value: value})
	}
	return rows
}

// setLayer accepts a value of a field of the selected layer.
func (a *App) setLayer(name, value string) tea.Cmd {
	l := a.Layer()
	id := l.ID
	say := fmt.Sprintf("%s: %s %s", a.describe(l), name, value)
	return a.Send(screen.Edit(say, func(f *model.Fit) error { return f.SetLayer(id, name, value) }))
}
