package tui

import (
	"bijou/tui/dataset"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/screen"
)

// dataName is what the data is called in the status.
func (a *App) dataName() string { return a.sources.Now.Name() }

// setData accepts a value of a field of the data.
func (a *App) setData(name, value string) tea.Cmd {
	if name == dataset.SetField {
		for _, c := range a.sources.List {
			if c.Name() == value {
				return a.load(c, false)
			}
		}
		return a.Warn("there is no data called " + value)
	}
	return a.load(a.sources.Now.With(name, value), false)
}

// load builds a data set in a command; useSource takes it from there.
func (a *App) load(c dataset.Choice, fresh bool) tea.Cmd {
	return screen.Guard(func() tea.Msg {
		src, err := c.Build()
		return sourceMsg{source: src, fresh: fresh, err: err}
	})
}

// useSource makes the fit learn the data that was built.
func (a *App) useSource(msg sourceMsg) tea.Cmd {
	if msg.err != nil {
		return a.Warn(msg.err.Error())
	}
	src := msg.source
	if !msg.fresh {
		return a.Send(screen.Edit(fmt.Sprintf("learning %s with the flow as it is; R starts anew", dataset.FileName(src.Spec)),
			func(f *model.Fit) error { return f.SetSource(src) }))
	}
	return a.restart("learning "+dataset.FileName(src.Spec)+" from step 0", func(f *model.Fit) error {
		if err := f.SetSource(src); err != nil {
			return err
		}
		return f.Rewind()
	})
}
