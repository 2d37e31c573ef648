package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
	"bijou/tui/dataset"
	"bijou/tui/popup"
	"bijou/tui/screen"
)

// opener puts other runs in the place of the one that is shown: a file of a person's own,
// or a recipe.
type opener struct{ *App }

// noFiles says why no file is opened.
func (o *opener) noFiles() string {
	if o.remote {
		return "files are opened in a terminal of your own, not here"
	}
	return o.NoSnapshot()
}

// open asks for a file.
func (o *opener) open() tea.Cmd {
	o.overlay = overlay{kind: openPopup, open: popup.NewOpen(o.State, o.saver.shelf.Recent)}
	return o.overlay.open.Look()
}

// An openedMsg brings a file that was read, or why it could not be.
type openedMsg struct {
	path    string
	src     model.Source
	columns []presets.Column
	err     error
}

// enter reads the chosen file in a command, or looks into the chosen folder.
func (o *opener) enter() tea.Cmd {
	p := &o.overlay.open
	path, folder := p.Chosen()
	if folder {
		return p.Enter(path)
	}
	p.Busy, p.Wrong = true, ""
	return screen.Guard(func() tea.Msg {
		path := presets.ExpandHome(path)
		src, columns, err := presets.OpenColumns(path)
		return openedMsg{path, src, columns, err}
	})
}

// opened shows the columns of a file, or learns it at once if it has none.
func (o *opener) opened(msg openedMsg) tea.Cmd {
	if o.overlay.kind != openPopup {
		return nil
	}
	o.Dirty = true
	if msg.err != nil {
		o.overlay.open.Busy, o.overlay.open.Wrong = false, msg.err.Error()
		return nil
	}
	if msg.columns == nil {
		return o.learn(msg.path, msg.src)
	}
	o.overlay = overlay{kind: columnsPopup, columns: popup.NewColumns(o.State, msg.path, msg.columns, msg.src.Notes)}
	return nil
}

// learnColumns reads the file again by what its columns are taken for, and starts a run
// on it, with layers and training as the table calls for.
func (o *opener) learnColumns() tea.Cmd {
	c := &o.overlay.columns
	c.Busy, c.Wrong = true, ""
	path, list := c.Path, c.Of
	return screen.Guard(func() tea.Msg {
		src, err := presets.WithColumns(path, list)
		return chosenMsg{path, src, err}
	})
}

// A chosenMsg brings a file that was read for the columns that were chosen, or why it
// could not be.
type chosenMsg struct {
	path string
	src  model.Source
	err  error
}

// chosen learns it, unless the person has gone back meanwhile.
func (o *opener) chosen(msg chosenMsg) tea.Cmd {
	if o.overlay.kind != columnsPopup {
		return nil
	}
	o.Dirty = true
	if msg.err != nil {
		o.overlay.columns.Busy, o.overlay.columns.Wrong = false, msg.err.Error()
		return nil
	}
	return o.learn(msg.path, msg.src)
}

// learn starts a run on a file, and remembers it.
func (o *opener) learn(path string, src model.Source) tea.Cmd {
	cfg, shelf := o.Now().Config(), o.saver.shelf
	cfg.Source = src
	o.closeOverlay()
	return screen.Guard(func() tea.Msg {
		cfg, err := presets.Auto(cfg)
		if err == nil {
			_ = shelf.Remember(path) // the file is open all the same
		}
		return replaceMsg{cfg, dataset.FileName(reading.Clean(path)), err}
	})
}

// openRecipes shows the recipes.
func (o *opener) openRecipes() tea.Cmd {
	o.overlay = overlay{kind: recipesPopup, recipes: popup.NewRecipes(o.State)}
	return nil
}

// A replaceMsg brings a run that takes the place of the one that is shown, or why it is
// none.
type replaceMsg struct {
	cfg  model.Config
	name string
	err  error
}

// A recipeMsg brings the run of a recipe.
type recipeMsg struct{ replaceMsg }

// takeRecipe makes the run of the selected recipe in a command.
func (o *opener) takeRecipe() tea.Cmd {
	r := o.overlay.recipes.At()
	o.overlay.recipes.Busy = true
	return screen.Guard(func() tea.Msg {
		cfg, err := presets.ParseRecipe(r.Line)
		return recipeMsg{replaceMsg{cfg, r.Name, err}}
	})
}

// takenRecipe starts the run, unless the person has gone back meanwhile.
func (o *opener) takenRecipe(msg recipeMsg) tea.Cmd {
	if o.overlay.kind != recipesPopup || !o.overlay.recipes.Busy {
		return nil
	}
	o.closeOverlay()
	return o.replace(msg.replaceMsg)
}

// replace starts the run; u brings the one before back.
func (o *opener) replace(msg replaceMsg) tea.Cmd {
	o.Dirty = true
	if msg.err != nil {
		return o.Warn(msg.err.Error())
	}
	o.name = ""
	return o.Training.Replace("learning "+msg.name+" from step 0; u goes back", msg.cfg)
}
