package tui

import (
	"bufio"
	"errors"
	"fmt"
	"os"

	tea "charm.land/bubbletea/v2"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets"
	"bijou/tui/popup"
	"bijou/tui/screen"
)

// sketcher lets a person draw data and learns them.
type sketcher struct{ *App }

// cannotDraw says why no data are drawn: they are kept as a file.
func (k sketcher) cannotDraw() string {
	if why := k.opener.noFiles(); why != "" {
		return why
	}
	return k.saver.cannotSave()
}

// open shows an empty plane.
func (k sketcher) open() tea.Cmd {
	k.overlay = overlay{kind: sketchPopup, sketch: popup.NewSketch(k.State)}
	return nil
}

// spray and erase are strokes of one key.
func (k sketcher) spray() tea.Cmd {
	k.overlay.sketch.Begin()
	return k.overlay.sketch.Spray()
}

func (k sketcher) erase() tea.Cmd {
	k.overlay.sketch.Begin()
	return k.overlay.sketch.Erase()
}

// press begins a stroke of the mouse: the left button sprays, the right one erases.
func (k sketcher) press(m tea.Mouse) tea.Cmd {
	if !k.overlay.sketch.MoveTo(m.X, m.Y) {
		return nil
	}
	k.overlay.sketch.Begin()
	return k.draw(m)
}

// draw goes on with it.
func (k sketcher) draw(m tea.Mouse) tea.Cmd {
	k.Dirty = true
	if !k.overlay.sketch.MoveTo(m.X, m.Y) {
		return nil
	}
	switch m.Button {
	case tea.MouseLeft:
		return k.overlay.sketch.Spray()
	case tea.MouseRight:
		return k.overlay.sketch.Erase()
	}
	return nil
}

// A sketchedMsg brings data that were drawn and written, or why they were not.
type sketchedMsg struct {
	path string
	src  model.Source
	err  error
}

// learn writes the points into a file of their own and reads that, in a command.
func (k sketcher) learn() tea.Cmd {
	p := &k.overlay.sketch
	p.Busy, p.Wrong = true, ""
	x, shelf := p.Points(), k.saver.shelf
	return screen.Guard(func() tea.Msg {
		path, err := writeDrawn(shelf, x)
		if err != nil {
			return sketchedMsg{err: err}
		}
		src, _, err := presets.OpenColumns(path)
		return sketchedMsg{path, src, err}
	})
}

// writeDrawn keeps points beside the runs of a person, in a file that nothing else has.
func writeDrawn(shelf presets.Shelf, x *ad.Mat) (path string, err error) {
	base, err := shelf.Drawn()
	if err != nil {
		return "", err
	}
	f, err := createFree(base, ".csv")
	if err != nil {
		return "", err
	}
	out := bufio.NewWriter(f)
	fmt.Fprintln(out, "x,y")
	for i := range x.Rows {
		fmt.Fprintf(out, "%.6g,%.6g\n", x.At(i, 0), x.At(i, 1))
	}
	if err := errors.Join(out.Flush(), f.Close()); err != nil {
		os.Remove(f.Name()) //nolint:errcheck // the error before counts
		return "", err
	}
	return f.Name(), nil
}

// sketched starts a run on what was drawn.
func (k sketcher) sketched(msg sketchedMsg) tea.Cmd {
	if k.overlay.kind != sketchPopup {
		return nil
	}
	k.Dirty = true
	if msg.err != nil {
		k.overlay.sketch.Busy, k.overlay.sketch.Wrong = false, msg.err.Error()
		return nil
	}
	return k.opener.learn(msg.path, msg.src)
}
