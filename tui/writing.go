package tui

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/model/sound"
	"bijou/presets"
	"bijou/presets/reading"
	"bijou/presets/tables"
	"bijou/presets/torch"
	"bijou/tui/popup"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// scribe writes what the run has into files of other programs.
type scribe struct{ *App }

// cannotWrite says why no file is written.
func (w scribe) cannotWrite() string {
	if w.remote {
		return "files are written in a terminal of your own, not here"
	}
	return w.NoSnapshot()
}

// The things that can be written.
const (
	writeSound   = "sound"
	writeSamples = "samples"
	writeTorch   = "PyTorch"
	writeCurves  = "curves"
	writePane    = "pane"
	writeFigure  = "figure"
)

// samplesWritten is how many samples a file gets, as many as of bijou sample.
const samplesWritten = 1000

// things are those that the run has.
func (w scribe) things() []popup.Thing {
	var list []popup.Thing
	add := func(name, about, file string) { list = append(list, popup.Thing{Name: name, About: about, File: file}) }
	if view.HasWaves(w.Snap) {
		add(writeSound, fmt.Sprintf("%d seconds under the selected condition, as WAV", soundSeconds), speaker(w).soundName()+".wav")
	}
	if !w.Snap.Objective.Acts {
		add(writeSamples, "1,000 draws: .csv, .jsonl, .npy or .parquet by the name", "samples.csv")
	}
	add(writeTorch, "layers and weights as one file of Python", "flow.py")
	add(writeCurves, w.LossName()+" of training and validation by steps", "curves.csv")
	add(writePane, "the focused pane, as text", tabNames[w.Want.Focus]+".txt")
	if name := w.figureName(); name != "" {
		add(writeFigure, "of the focused pane: "+name+", .svg, .pdf or .png by the name", name+".svg")
	}
	return list
}

// open shows what can be written. The focused pane is taken as it stands below the popup.
func (w scribe) open() tea.Cmd {
	w.overlay = overlay{kind: writePopup, write: popup.NewWrite(w.State, w.things()), pane: w.paneText()}
	return nil
}

// paneText is the focused pane as it was drawn last.
func (w scribe) paneText() string {
	r, text := w.Layout.Panes[w.Want.Focus], strings.Builder{}
	for y := r.Y; y < r.Y+r.H; y++ {
		line := make([]rune, 0, r.W)
		for x := r.X; x < r.X+r.W; x++ {
			line = append(line, max(w.Grid.At(x, y).Rune, ' '))
		}
		text.WriteString(strings.TrimRight(string(line), " ") + "\n")
	}
	return text.String()
}

// A writtenMsg says what was written, or why it was not.
type writtenMsg struct {
	said string
	err  error
}

// write writes the selected thing in a command.
func (w scribe) write() tea.Cmd {
	thing, path := w.overlay.write.At().Name, w.overlay.write.Line.Text()
	into := w.writer(thing)
	w.closeOverlay()
	return screen.Guard(func() tea.Msg {
		end := filepath.Ext(path)
		f, err := createFree(strings.TrimSuffix(presets.ExpandHome(path), end), end)
		if err != nil {
			return writtenMsg{err: err}
		}
		if err = errors.Join(into(f, path), f.Close()); err != nil {
			os.Remove(f.Name()) //nolint:errcheck // the error before counts
		}
		return writtenMsg{thing + " written to " + reading.Clean(f.Name()), err}
	})
}

// writer returns what writes a thing; it is called in a command.
func (w scribe) writer(thing string) func(f *os.File, path string) error {
	s, sigma, pane := w.Snap, w.Plots.Sigma(), w.overlay.pane
	switch thing {
	case writeSound:
		return func(f *os.File, _ string) error {
			x, err := spoken(s, sigma)
			if err != nil {
				return err
			}
			return sound.Write(f, x)
		}
	case writeSamples:
		return func(f *os.File, path string) error {
			format, err := tables.FormatOf(path, "")
			if err != nil {
				return err
			}
			out := bufio.NewWriter(f)
			o := presets.SampleOptions{Out: out, N: samplesWritten, Seed: s.Seed, Format: format}
			if s.Given != nil {
				o.Given = s.Data.OwnGiven(s.Given)
			}
			return errors.Join(presets.WriteSamples(s, o), out.Flush())
		}
	case writeTorch:
		return func(f *os.File, _ string) error { return writeScript(s, f) }
	case writeCurves:
		return func(f *os.File, _ string) error { return writeHistory(s.History, f) }
	case writeFigure:
		return w.figureWriter()
	}
	return func(f *os.File, _ string) error {
		_, err := f.WriteString(pane)
		return err
	}
}

// writeScript writes the flow as it is shown as Python.
func writeScript(s *model.Snapshot, out io.Writer) error {
	script := torch.Of(s)
	script.Moment, script.Recipe = fmt.Sprintf("those of step %d", s.Step), presets.FormatRecipe(s.Config())
	return script.Write(out)
}

// writeHistory writes the points of both curves.
func writeHistory(h model.History, out io.Writer) error {
	w := csv.NewWriter(out)
	rows := [][]string{{"step", "part", "nll"}}
	for _, curve := range []struct {
		part   string
		points []model.Point
	}{{"training", h.Train}, {"validation", h.Test}} {
		for _, p := range curve.points {
			rows = append(rows, []string{strconv.Itoa(p.Step), curve.part, strconv.FormatFloat(p.NLL, 'g', -1, 64)})
		}
	}
	return w.WriteAll(rows)
}

// written tells where the file is.
func (w scribe) written(msg writtenMsg) tea.Cmd {
	if msg.err != nil {
		return w.Warn("nothing was written: " + msg.err.Error())
	}
	return w.Say(msg.said)
}
