package tui

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/presets"
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
	return presets.Clean(path)
}

// A keeper keeps the run as the last session when the explorer ends.
type keeper struct {
	shelf presets.Shelf
	fit   *model.Fit
	after io.Writer // gets a line on it; nil for none
}

// keepTime is how long keeping the last session may take: a folder at the other
// end of a network, or a terminal that takes no line, must not hold up the end.
const keepTime = time.Second

// unhurried is that time where a person pressed a key and no signal presses.
const unhurried = 10 * time.Second

var errTooSlow = errors.New("writing it took too long")

// keep writes the session and says so, unless there is nothing to lose. The fit
// must have no other owner any more.
func (k *keeper) keep() {
	s := k.fit.Snapshot()
	fresh := s.Step == 0 && s.Edit == 0
	if k.shelf == (presets.Shelf{}) || fresh || s.State == model.Failed {
		return
	}
	kept := k.fit.Keep()
	k.tell(kept.Step, k.shelf.SaveLast(kept))
}

// within waits for f, but not longer than some time, and tells whether f is done.
func within(most time.Duration, f func()) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
		return true
	case <-time.After(most):
		return false
	}
}

func (k *keeper) tell(step int, err error) {
	switch {
	case k.after == nil:
	case err != nil:
		fmt.Fprintf(k.after, "bijou: the session was not kept: %s\n", err)
	default:
		fmt.Fprintf(k.after, "bijou --resume goes on from step %d\n", step)
	}
}
