package plain

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"bijou/model"
	"bijou/model/diagnose"
	"bijou/tui/plot"
)

// SentencesOptions say how Sentences tells of a run.
type SentencesOptions struct {
	In    io.Reader     // gives words, a line each; nil for nobody
	Out   io.Writer     // gets the sentences
	Every time.Duration // between two of them while the flow trains
}

// Sentences trains a fit as the explorer does and tells how it goes in sentences, for readers
// of screens: one every so often, and what a word asks for at once. The fit belongs to
// Sentences from here on. A run that ended goes on listening where there is somebody to ask.
func Sentences(ctx context.Context, f *model.Fit, o SentencesOptions) error {
	defer f.Close()
	s := speaker{fit: f, out: o.Out, from: f.Steps(), began: time.Now(), training: true}
	asked := listen(ctx, o.In)
	s.open(o.In != nil)
	next := time.Now().Add(o.Every)
	for ctx.Err() == nil && !s.over {
		select {
		case word, ok := <-asked:
			if ok {
				s.answer(word)
				continue
			}
			asked = nil
		default:
		}
		if state, _ := f.Ended(); state != model.Paused && s.training {
			s.training = false
			s.end()
		}
		if !s.training && asked == nil {
			return s.err
		}
		if !s.training {
			select {
			case word, ok := <-asked:
				if !ok {
					return s.err
				}
				s.answer(word)
			case <-ctx.Done():
			}
			continue
		}
		f.Step()
		if now := time.Now(); now.After(next) {
			next = now.Add(o.Every)
			s.stand()
		}
		if s.err != nil {
			return s.err
		}
	}
	return context.Cause(ctx)
}

// listen reads words, a line each, until the input or the context ends.
func listen(ctx context.Context, in io.Reader) <-chan string {
	if in == nil {
		return nil
	}
	words := make(chan string)
	go func() {
		defer close(words)
		for lines := bufio.NewScanner(in); lines.Scan(); {
			select {
			case words <- strings.TrimSpace(lines.Text()):
			case <-ctx.Done():
				return
			}
		}
	}()
	return words
}

// A speaker tells of one run.
type speaker struct {
	fit      *model.Fit
	out      io.Writer
	err      error // of the first sentence that nobody heard
	from     int
	began    time.Time
	training bool
	over     bool
}

func (s *speaker) say(format string, values ...any) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.out, format+"\n", values...)
	}
}

// open says what is learnt by what.
func (s *speaker) open(asks bool) {
	snap := s.fit.Snapshot()
	s.say("The data are %s, columns %s.", snap.Data.Spec, strings.Join(snap.Data.Columns, ", "))
	for _, note := range snap.Data.Notes {
		s.say("%s", note)
	}
	s.layers(false)
	if n := snap.Settings.Int("steps"); n > 0 {
		s.say("Training for %s steps from step %s.", plot.Grouped(n, plot.Braille), plot.Grouped(snap.Step, plot.Braille))
	}
	if asks {
		s.say("Words, each with enter: %s.", words)
	}
}

const words = "say, pause, layers, judge, quit"

// answer does what a word asks for; an empty line is for say.
func (s *speaker) answer(word string) {
	switch strings.ToLower(word) {
	case "", "say", "s":
		s.stand()
	case "pause", "p", "go", "g":
		if state, reason := s.fit.Ended(); state != model.Paused {
			s.say("The run has ended: %s.", reason)
			return
		}
		if s.training = !s.training; s.training {
			s.say("Training goes on.")
			s.from, s.began = s.fit.Steps(), time.Now()
			return
		}
		s.say("Paused at step %s; pause again goes on.", plot.Grouped(s.fit.Steps(), plot.Braille))
	case "layers", "l":
		s.layers(true)
	case "judge", "j":
		s.judge()
	case "quit", "q":
		s.over = true
	default:
		s.say("There is no word %q. Words are %s.", word, words)
	}
}

// stand says where the run is.
func (s *speaker) stand() {
	r := s.fit.Progress()
	steps := fmt.Sprintf("Step %s", plot.Grouped(r.Step, plot.Braille))
	total := s.fit.Config().Settings.Int("steps")
	if total > 0 {
		steps += " of " + plot.Grouped(total, plot.Braille)
	}
	if rate := float64(r.Step-s.from) / time.Since(s.began).Seconds(); s.training && rate > 0 {
		steps += fmt.Sprintf(", %s steps a second", strings.TrimSuffix(rateText(rate), "/s"))
		if total > 0 {
			steps += ", " + clock(float64(total-r.Step)/rate) + " left"
		}
	}
	s.say("%s. %s", steps, s.loss())
}

// loss is what the run is judged by, in the data's own units.
func (s *speaker) loss() string {
	snap := s.fit.Snapshot()
	w := snap.Objective.Words
	text := fmt.Sprintf("Validation %s %.3f", w.Loss, snap.Val)
	if gap := snap.Gap(); !math.IsNaN(gap) {
		text += fmt.Sprintf(", %.3f above what the truth comes to there", gap)
	}
	return text + "."
}

// layers names the layers from base to data, with what each does to volume if that is asked.
func (s *speaker) layers(volume bool) {
	snap := s.fit.Snapshot()
	var names []string
	for _, l := range snap.Stack.Layers {
		names = append(names, l.Label(snap.Stack.Dim))
	}
	if !volume {
		s.say("The flow has %s parameters in %d layers, from base to data: %s.", plot.Grouped(snap.Free(), plot.Braille), len(names), strings.Join(names, ", "))
		return
	}
	ledger := snap.LedgerOf(snap.Data.ValBatch())
	for i, l := range ledger.Layers {
		s.say("Layer %d, %s: mean log determinant %.3f nats.", i+1, names[i], l.Mean)
	}
	s.say("NLL %.3f nats is base term %.3f plus layers %.3f plus units %.3f.", ledger.NLL, ledger.BaseTerm, ledger.Sum, ledger.Units)
}

// judge says what the checks find.
func (s *speaker) judge() {
	d := diagnose.Of(s.fit.BestSnapshot())
	s.say("Checks: %s.", d.Summary())
	for _, section := range d.Sections() {
		for _, l := range section.Lines {
			if l.Mark == diagnose.Bad {
				s.say("%s: %s, %s. It says %s.", section.Title, l.Name, strings.TrimSpace(l.Value+" "+l.Unit), l.Means)
			}
		}
	}
	for _, a := range d.Alarms {
		s.say("%s", a)
	}
}

// end says how the run ended.
func (s *speaker) end() {
	_, reason := s.fit.Ended()
	r := s.fit.Done()
	s.say("The run has ended at step %s: %s. The weights of step %s did best on validation.", plot.Grouped(r.Step, plot.Braille), reason, plot.Grouped(r.BestStep, plot.Braille))
	if !math.IsNaN(float64(r.TestNLLRaw)) {
		s.say("Their test NLL is %.3f nats with a standard error of %.3f.", float64(r.TestNLLRaw), float64(r.TestSE))
	}
}
