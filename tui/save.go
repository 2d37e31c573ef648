package tui

import (
	"os"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
	"bijou/tui/screen"
)

// saver keeps the run on the shelf.
type saver struct {
	*App
	shelf presets.Shelf
}

func (v *saver) cannotSave() string {
	if v.shelf == (presets.Shelf{}) {
		return "runs are not kept here"
	}
	return v.NoSnapshot()
}

// save keeps the run under a name of its own. It is copied between two steps and
// written in a command, while training goes on.
func (v *saver) save() tea.Cmd {
	ctx, d, shelf := v.Ctx, v.Driver, v.shelf
	return screen.Guard(func() tea.Msg {
		var k *model.Kept
		var name, path string
		err := d.Do(ctx, func(f *model.Fit) error {
			k, name = f.Keep(), presets.RunName(f.Config())
			return nil
		})
		if err == nil {
			path, err = shelf.Save(name, k)
		}
		return savedMsg{path, err}
	})
}

// saved tells where the run is, and then how to open it.
func (v *saver) saved(msg savedMsg) tea.Cmd {
	if msg.err != nil {
		return v.Warn(msg.err.Error())
	}
	name := strings.TrimSuffix(filepath.Base(msg.path), presets.RunExtension)
	return v.Post(screen.Toast{Text: "saved as " + fromHome(msg.path), Notes: []string{"bijou --run " + name + " opens it again"}})
}

// fromHome writes a path as a shell would take it, if it is below the home.
func fromHome(path string) string {
	if home, err := os.UserHomeDir(); err == nil {
		if below, ok := strings.CutPrefix(path, home+string(filepath.Separator)); ok {
			path = filepath.Join("~", below)
		}
	}
	return reading.Clean(path)
}
