//go:build js

// Command wasm is the explorer in a page without a server, built by .ci/wasm. It runs in a
// worker of the page, which tells it what is typed and how large the terminal is, and is told
// what to show.
package main

import (
	"bytes"
	"context"
	"io"
	"strings"
	"syscall/js"
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/model"
	"bijou/presets"
	"bijou/presets/lessons"
	"bijou/presets/reading"
	"bijou/tui"
)

// There is one processor, and the page is heard only while nothing computes: training pauses for
// a moment every so often.
const (
	computeFor = 25 * time.Millisecond
	pauseFor   = 2 * time.Millisecond
)

func main() {
	p := newPage()
	p.explore()
	p.post("end", "")
	select {} // what the page says now is for nobody, but is heard
}

// explore shows the run that the page asks for until its person leaves.
func (p *page) explore() {
	gate := flows.NewGate(1)
	o, err := open(p.run, p.spec, gate)
	if err != nil {
		p.say("bijou: " + err.Error() + "\n")
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go pause(ctx, gate.Seat())
	last, err := tui.Visit(ctx, o, tui.Window{Input: p.keys, Output: p, Size: p.size, Sizes: p.sizes})
	if err != nil && tui.ExitCode(err) == 1 {
		p.say("bijou: " + reading.Clean(err.Error()) + "\n")
	}
	if last != nil {
		p.say("go on with this run:\n  " + presets.CommandLine(last.Config()) + "\n")
	}
}

// pause takes the only turn there is, for a moment.
func pause(ctx context.Context, s *flows.Seat) {
	for ctx.Err() == nil {
		time.Sleep(computeFor)
		s.Enter(flows.ForPicture)
		time.Sleep(pauseFor)
		s.Leave()
	}
}

// limits are what a run may take of the memory and the time of a page.
var limits = model.Limits{Layers: 32, Hidden: 4, Width: 256, Parameters: 2_000_000, Points: 20_000, Batch: 4096}

// An order is a run that a page asks for.
type order struct {
	parts  presets.Parts
	name   string          // of the recipe or the lesson; may be empty
	lesson *lessons.Lesson // nil for none
}

// open makes the run that a page asks for, and says how to show it.
func open(run, spec string, gate *flows.Gate) (tui.Options, error) {
	o, err := asked(run, spec)
	if err != nil {
		return tui.Options{}, err
	}
	cfg, err := o.parts.CatalogueConfig(limits)
	if err != nil {
		return tui.Options{}, err
	}
	cfg.Share = flows.Share{Workers: 1, Gate: gate.Seat(), Study: gate.Seat()}
	fit, err := model.NewFit(cfg)
	return tui.Options{
		Fit: fit, Name: o.name, Notes: cfg.Source.Notes, Lesson: o.lesson, Environ: []string{"TERM=xterm-256color", "COLORTERM=truecolor"},
	}, err
}

// asked reads a line, or else finds a lesson, a recipe or a data set by its name.
func asked(run, spec string) (o order, err error) {
	if spec != "" {
		return line(spec, "")
	}
	if strings.HasPrefix(run, "lesson-") {
		l, err := lessons.Lookup(run)
		if err != nil {
			return o, err
		}
		o, err = line(l.Run, l.Name())
		o.lesson = l
		return o, err
	}
	if r, err := presets.LookupRecipe(run); err == nil {
		return line(r.Line, r.Name)
	}
	def, err := presets.LookupRecipe(presets.DefaultRecipe)
	if err != nil {
		return o, err
	}
	if o, err = line(def.Line, def.Name); err == nil && run != "" {
		o.parts.Data, o.name = run, "" // which says what there is if that is nothing
	}
	return o, err
}

func line(text, name string) (order, error) {
	parts, err := presets.SplitRecipe(text)
	return order{parts: parts, name: name}, err
}

// A page is the other side of this worker.
type page struct {
	run, spec string
	size      tea.WindowSizeMsg
	sizes     chan tea.WindowSizeMsg // the newest
	keys      *io.PipeReader
}

// newPage waits for what the worker was told, and hears the rest from then on.
func newPage() *page {
	p := &page{sizes: make(chan tea.WindowSizeMsg, 1)}
	start := js.Global().Get("bijouStart")
	p.run, p.spec, p.size = start.Get("run").String(), start.Get("spec").String(), sizeOf(start)
	r, w := io.Pipe()
	p.keys = r
	typed := make(chan []byte, 1024) // of what nobody could type ahead
	go func() {
		for data := range typed {
			if _, err := w.Write(data); err != nil {
				return
			}
		}
	}()
	js.Global().Set("bijouHear", js.FuncOf(func(_ js.Value, args []js.Value) any {
		if keys := args[0].Get("keys"); !keys.IsUndefined() {
			data := make([]byte, keys.Length())
			js.CopyBytesToGo(data, keys)
			select {
			case typed <- data:
			default:
			}
			return nil
		}
		select {
		case <-p.sizes:
		default:
		}
		p.sizes <- sizeOf(args[0])
		return nil
	}))
	return p
}

func sizeOf(v js.Value) tea.WindowSizeMsg {
	return tea.WindowSizeMsg{Width: v.Get("columns").Int(), Height: v.Get("rows").Int()}
}

// Write shows on the terminal. A line feed goes back to the first column, as the driver of a
// terminal would have it.
func (p *page) Write(data []byte) (int, error) {
	out := bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
	array := js.Global().Get("Uint8Array").New(len(out))
	js.CopyBytesToJS(array, out)
	p.post("show", array)
	return len(data), nil
}

func (p *page) say(text string) { io.WriteString(p, text) } //nolint:errcheck // it never fails

func (p *page) post(name string, value any) {
	message := js.Global().Get("Object").New()
	message.Set(name, value)
	js.Global().Call("postMessage", message)
}
