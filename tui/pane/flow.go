package pane

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/model"
	"bijou/tui/form"
	"bijou/tui/job"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// Flow is the state of the flow pane.
type Flow struct {
	*screen.State
	Ledger  Ledger
	Ledgers job.Worker
	Worth   Worth

	Wanted screen.Selection // a new layer, to be selected when it is seen
	Top    int              // first row that is shown
	List   plot.Rect        // where the rows were drawn, for the mouse
	Fields bool             // the fields of the selected layer, or of the base, are open
	Form   form.Form
}

func (f *Flow) NoLayer() string {
	switch {
	case f.Snap == nil:
		return f.NoSnapshot()
	case f.Layer() != nil:
		return ""
	case len(f.Snap.Stack.Layers) == 0:
		return "there is no layer; a adds one"
	case f.Selected == screen.BaseRow:
		return "the base is no layer; enter changes it"
	}
	return "the data is no layer; k goes to the last"
}

func (f *Flow) IsFull() string {
	if f.Snap == nil {
		return f.NoSnapshot()
	}
	most := flows.MaxLayers
	if l := f.Snap.Limits.Layers; l > 0 {
		most = min(most, l)
	}
	if len(f.Snap.Stack.Layers) >= most {
		return fmt.Sprintf("a stack has at most %d layers", most)
	}
	return ""
}

// describe names a layer by its number and label.
func (f *Flow) describe(l *flows.Layer) string {
	row, _ := screen.RowOf(screen.Selection(l.ID), f.Snap.Stack)
	return fmt.Sprintf("layer %d (%s)", row, l.Label(f.Snap.Stack.Dim))
}

// Insert adds a layer behind the selected place and selects it.
func (f *Flow) Insert(kind *flows.Kind) tea.Cmd {
	row, _ := screen.RowOf(f.Selected, f.Snap.Stack)
	at := min(row, len(f.Snap.Stack.Layers))
	item := flows.NewItem(kind, f.Snap.Stack.Spec()[:at])
	id := new(int)
	o := screen.Edit("added "+item.Label(f.Snap.Stack.Dim)+startsAs(kind), func(f *model.Fit) error {
		if err := f.Insert(at, item); err != nil {
			return err
		}
		*id = f.Snapshot().Stack.Layers[at].ID
		return nil
	})
	o.Layer = id
	return f.Send(o)
}

// startsAs tells what a new layer does before it learns.
func startsAs(kind *flows.Kind) string {
	if kind.Changes != "" {
		return ": " + kind.Changes
	}
	return ", which starts as the identity"
}

func (f *Flow) DuplicateLayer() tea.Cmd {
	l := f.Layer()
	row, _ := screen.RowOf(f.Selected, f.Snap.Stack)
	id, new := l.ID, new(int)
	say := "duplicated " + f.describe(l)
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
	return f.Send(o)
}

func (f *Flow) DeleteLayer() tea.Cmd {
	l := f.Layer()
	id := l.ID
	return f.Send(screen.Edit("deleted "+f.describe(l)+"; u brings it back", func(f *model.Fit) error { return f.Delete(id) }))
}

func (f *Flow) MoveLayer(by int) tea.Cmd {
	id := f.Layer().ID
	return f.Send(screen.Edit("", func(f *model.Fit) error { return f.Move(id, by) }))
}

// FlagLayer turns the flag off or frozen of a layer around.
func (f *Flow) FlagLayer(flag string) tea.Cmd {
	l := f.Layer()
	id, name := l.ID, f.describe(l)
	on := map[string]bool{"off": l.Off, "frozen": l.Frozen}[flag]
	say := map[string][2]string{
		"off":    {" is bypassed; m brings it back", " is on"},
		"frozen": {" is frozen; z thaws it", " learns again"},
	}[flag]
	if on {
		return f.Send(screen.Edit(name+say[1], func(f *model.Fit) error { return f.SetLayer(id, flag, "no") }))
	}
	return f.Send(screen.Edit(name+say[0], func(f *model.Fit) error { return f.SetLayer(id, flag, "yes") }))
}

func (f *Flow) OpenFields() tea.Cmd {
	f.Fields, f.Form = true, form.Form{}
	return nil
}

func (f *Flow) CloseFields() tea.Cmd {
	f.Fields = false
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
func (f *Flow) setLayer(name, value string) tea.Cmd {
	l := f.Layer()
	id := l.ID
	say := fmt.Sprintf("%s: %s %s", f.describe(l), name, value)
	return f.Send(screen.Edit(say, func(f *model.Fit) error { return f.SetLayer(id, name, value) }))
}

// SelectBy moves the selection and shows the batch behind the selected layer.
func (f *Flow) SelectBy(by int) tea.Cmd {
	if f.Snap == nil {
		return nil
	}
	row, _ := screen.RowOf(f.Selected, f.Snap.Stack)
	return f.SelectRow(row + by)
}

func (f *Flow) SelectRow(row int) tea.Cmd {
	f.Selected = screen.SelectionAt(plot.Clamp(row, 0, len(f.Snap.Stack.Layers)+1), f.Snap.Stack)
	f.Behind, f.Moment, f.Playing = f.Selected, 0, false
	f.Form = form.Form{}
	return nil
}

// SelectWhenSeen selects a layer as soon as a snapshot has it.
func (f *Flow) SelectWhenSeen(p screen.Selection) {
	f.Wanted = p
	if _, ok := screen.RowOf(p, f.Snap.Stack); ok {
		f.Selected, f.Wanted = p, 0
	}
}
