package tui

import (
	"bijou/tui/dataset"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/screen"
)

// dataName is what the data is called in the status.
func (d *dataView) dataName() string { return d.sources.Now.Name() }

// setData accepts a value of a field of the data.
func (d *dataView) setData(name, value string) tea.Cmd {
	if name == dataset.SetField {
		for _, c := range d.sources.List {
			if c.Name() == value {
				return d.load(c, false)
			}
		}
		return d.Warn("there is no data called " + value)
	}
	return d.load(d.sources.Now.With(name, value), false)
}

// load builds a data set in a command; useSource takes it from there.
func (d *dataView) load(c dataset.Choice, fresh bool) tea.Cmd {
	return screen.Guard(func() tea.Msg {
		src, err := c.Build()
		return sourceMsg{source: src, fresh: fresh, err: err}
	})
}

// useSource makes the fit learn the data that was built.
func (d *dataView) useSource(msg sourceMsg) tea.Cmd {
	if msg.err != nil {
		return d.Warn(msg.err.Error())
	}
	src := msg.source
	if !msg.fresh {
		return d.Send(screen.Edit(fmt.Sprintf("learning %s with the flow as it is; R starts anew", dataset.FileName(src.Spec)),
			func(f *model.Fit) error { return f.SetSource(src) }))
	}
	return d.train.restart("learning "+dataset.FileName(src.Spec)+" from step 0", func(f *model.Fit) error {
		if err := f.SetSource(src); err != nil {
			return err
		}
		return f.Rewind()
	})
}
