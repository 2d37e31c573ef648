package plain

import (
	"fmt"
	"io"
	"strings"
	"time"

	"charm.land/bubbles/v2/progress"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"bijou/tui/plot"
	"bijou/tui/theme"
)

// A Meter says in one line of a terminal how far long work is: a bar, a count, the rate and
// the time that is left. A nil Meter says nothing.
type Meter struct {
	out     io.Writer
	what    string // what is counted: steps, rows
	total   int    // 0 where nobody knows
	from    int    // where the count began
	started time.Time
	drawn   time.Time
	shown   bool
	bar     progress.Model
}

const (
	meterWidth = 24
	meterEvery = time.Second / 10
	meterLine  = 78 // what is longer would break the line
)

// NewMeter returns a meter for work on so many things, of which some are done; out is a
// terminal, or nil for nobody, which makes it nil.
func NewMeter(out io.Writer, what string, done, total int) *Meter {
	if out == nil {
		return nil
	}
	look := theme.New(colorprofile.TrueColor, true, theme.Usual)
	bar := progress.New(progress.WithWidth(meterWidth), progress.WithoutPercentage(), progress.WithFillCharacters('█', '░'), progress.WithColors(look.Image.FG))
	bar.EmptyColor = look.Faint.FG
	return &Meter{out: out, what: what, total: total, from: done, started: time.Now(), bar: bar}
}

// due tells whether it is time for another picture.
func (m *Meter) due(now time.Time) bool { return m != nil && now.Sub(m.drawn) >= meterEvery }

// Set says that so many are done, and what is to be said beside.
func (m *Meter) Set(done int, beside string) {
	if now := time.Now(); m.due(now) {
		m.drawn, m.shown = now, true
		fmt.Fprintf(m.out, "\r%s\x1b[K", m.line(done, now.Sub(m.started), beside))
	}
}

// Tell says that so many are done of a number that is known by now.
func (m *Meter) Tell(done, of int) {
	if m != nil {
		m.total = of
		m.Set(done, "")
	}
}

// Less says that so many of what was to be done are not needed.
func (m *Meter) Less(n int) {
	if m != nil {
		m.total -= n
	}
}

// line is the bar with its numbers, as long as nothing of it must be left out.
func (m *Meter) line(done int, took time.Duration, beside string) string {
	rate := float64(done-m.from) / max(took.Seconds(), 1e-9)
	words := []string{fmt.Sprintf("%s %s", plot.Grouped(done, plot.Braille), m.what)}
	if m.total > 0 {
		words[0] = fmt.Sprintf("%*s/%s", len(plot.Grouped(m.total, plot.Braille)), plot.Grouped(done, plot.Braille), plot.Grouped(m.total, plot.Braille))
	}
	if rate > 0 && took > meterEvery {
		words = append(words, rateText(rate))
		if left := float64(m.total-done) / rate; m.total > 0 {
			words = append(words, clock(left)+" left")
		}
	}
	if beside != "" {
		words = append(words, beside)
	}
	text := strings.Join(words, "  ")
	if m.total > 0 {
		text = m.bar.ViewAs(float64(done)/float64(m.total)) + "  " + text
	}
	return ansi.Truncate(text, meterLine, "…")
}

// rateText is a rate in a unit in which it is at least 1.
func rateText(rate float64) string {
	switch {
	case rate >= 10:
		return fmt.Sprintf("%s/s", plot.Grouped(int(rate), plot.Braille))
	case rate >= 1:
		return fmt.Sprintf("%.1f/s", rate)
	case rate*60 >= 1:
		return fmt.Sprintf("%.1f/min", rate*60)
	}
	return fmt.Sprintf("%.1f/h", rate*3600)
}

// clock writes seconds as a person says them.
func clock(seconds float64) string {
	switch s := int(seconds + 0.5); {
	case s >= 3600:
		return fmt.Sprintf("%d h %02d min", s/3600, s/60%60)
	case s >= 60:
		return fmt.Sprintf("%d min %02d s", s/60, s%60)
	default:
		return fmt.Sprintf("%d s", s)
	}
}

// Clear leaves the line empty for what follows.
func (m *Meter) Clear() {
	if m != nil && m.shown {
		fmt.Fprint(m.out, "\r\x1b[K")
		m.shown, m.drawn = false, time.Time{}
	}
}

// Over returns a writer for results that may stand on the same terminal: the line goes away
// before they come.
func (m *Meter) Over(out io.Writer) io.Writer {
	if m == nil {
		return out
	}
	return overMeter{m, out}
}

type overMeter struct {
	meter *Meter
	out   io.Writer
}

// Write clears the line first.
func (o overMeter) Write(text []byte) (int, error) {
	o.meter.Clear()
	return o.out.Write(text)
}
