package form

import (
	"math"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/tui/plot"
)

// An Editor changes one field. What it holds is a draft: nothing happens to the
// fit before the draft is accepted.
type Editor struct {
	Field flows.Field
	Draft string
	Typed bool   // by hand: it has a cursor
	Wrong string // why the draft was refused; empty again after a change

	line Line // the draft while it is typed
}

func NewEditor(f flows.Field, value string) *Editor { return &Editor{Field: f, Draft: value} }

// Step changes the draft by one notch, up or down.
func (e *Editor) Step(dir int) {
	if next, err := e.Field.Parse(Stepped(e.Field, e.Draft, dir)); err == nil {
		e.Draft = next
	}
	e.Typed, e.Wrong = false, ""
}

// typeable are the characters of numbers and widths.
const typeable = "0123456789.-+ex"

// Write appends a character; the first replaces the draft. It tells whether the
// field takes it.
func (e *Editor) Write(text string) bool {
	if len(text) != 1 || !strings.Contains(typeable, text) || e.Field.Type == flows.Choice || e.Field.Type == flows.Bool {
		return false
	}
	if !e.Typed {
		e.Type("")
	}
	e.take(tea.KeyPressMsg{Code: rune(text[0]), Text: text})
	return true
}

// Type goes on by hand from a text, the cursor behind it.
func (e *Editor) Type(text string) {
	e.line, e.Draft, e.Typed, e.Wrong = NewLine(text), text, true, ""
}

// take gives a key or a paste to the line that is typed.
func (e *Editor) take(msg tea.Msg) {
	e.line.Take(msg)
	e.Draft, e.Wrong = e.line.Text(), ""
}

// cursorKeys are those that move in a text that is typed, or take parts of it away.
var cursorKeys = []string{"left", "right", "home", "end", "delete", "backspace", "ctrl+w", "ctrl+u", "ctrl+k", "ctrl+a", "ctrl+e"}

// Take gives a key to the draft, and tells whether that takes it. Before anything is typed
// the arrows step the value, and backspace begins at its end.
func (e *Editor) Take(msg tea.KeyPressMsg) bool {
	name := msg.String()
	if !slices.Contains(cursorKeys, name) {
		return e.Write(msg.Text)
	}
	if !e.Typed && name != "backspace" {
		return false
	}
	if !e.Typed {
		e.Type(e.Draft)
	}
	e.take(msg)
	return true
}

// Paste puts a text where the cursor is, if it is of the characters that a field takes.
func (e *Editor) Paste(text string) {
	text = strings.TrimSpace(text)
	if e.Field.Type == flows.Choice || e.Field.Type == flows.Bool || strings.Trim(text, typeable) != "" {
		e.Wrong = "what was pasted is no value"
		return
	}
	if !e.Typed {
		e.Type("")
	}
	e.take(tea.PasteMsg{Content: text})
}

// Accept returns the value of the draft in canonical form, or keeps the reason
// why there is none.
func (e *Editor) Accept() (string, bool) {
	value, err := e.Field.Parse(e.Draft)
	if err != nil {
		e.Wrong = err.Error()
		return "", false
	}
	return value, true
}

// Stepped returns the value one notch from value. A value that cannot be read
// goes back to the default.
func Stepped(f flows.Field, value string, dir int) string {
	value, err := f.Parse(value)
	if err != nil {
		return f.Default
	}
	switch f.Type {
	case flows.Choice:
		at := slices.Index(f.Choices, value)
		return f.Choices[(at+dir+len(f.Choices))%len(f.Choices)]
	case flows.Bool:
		if value == "yes" {
			return "no"
		}
		return "yes"
	case flows.Widths:
		return steppedWidths(f, value, dir)
	}
	x, _ := strconv.ParseFloat(value, 64) // Parse has read it before
	x = steppedNumber(f, x, dir)
	if f.Type == flows.Int {
		return strconv.Itoa(int(math.Round(x)))
	}
	return flows.FormatFloat(x)
}

// nearly is how far from a notch a number counts as on it.
const nearly = 1e-9

func steppedNumber(f flows.Field, x float64, dir int) float64 {
	if f.Step > 0 {
		// Notches count from 0, so that a typed 7.3 goes to 7.5 and not to 7.8.
		notch := math.Floor(x/f.Step+nearly) + 1
		if dir < 0 {
			notch = math.Ceil(x/f.Step-nearly) - 1
		}
		x = roundTo(notch*f.Step, f.Step)
	} else {
		x = ladder(f, x, dir)
	}
	return min(max(x, f.Min), f.Max)
}

// roundTo takes off the noise that multiplying decimals leaves.
func roundTo(x, step float64) float64 {
	scale := math.Pow(10, math.Ceil(-math.Log10(step))+2)
	return math.Round(x*scale) / scale
}

// ladder goes along 1, 3, 10, 30, …; from 0 to the default, and down to 0 a
// thousandth below the default.
func ladder(f flows.Field, x float64, dir int) float64 {
	usual, _ := strconv.ParseFloat(f.Default, 64) // 0 where the default is 0
	if usual == 0 {
		usual = 100
	}
	if x <= 0 {
		if dir > 0 {
			return usual
		}
		return f.Min
	}
	if dir < 0 && f.Min == 0 && x <= usual/1000 || f.Type == flows.Int && dir < 0 && x <= 1 {
		return f.Min
	}
	decade := math.Floor(math.Log10(x) + nearly)
	for _, rung := range rungs(decade, dir) {
		if dir > 0 && rung > x*(1+nearly) || dir < 0 && rung < x*(1-nearly) {
			return rung
		}
	}
	return x
}

// rungs lists the steps of the ladder around a decade in the order to try.
func rungs(decade float64, dir int) []float64 {
	var list []float64
	for d := decade - 1; d <= decade+1; d++ {
		for _, m := range []string{"1", "3"} {
			x, _ := strconv.ParseFloat(m+"e"+strconv.Itoa(int(d)), 64) // exact to the last bit, unlike Pow
			list = append(list, x)
		}
	}
	if dir < 0 {
		slices.Reverse(list)
	}
	return list
}

// steppedWidths doubles or halves all hidden layers.
func steppedWidths(f flows.Field, value string, dir int) string {
	widths := flows.Values{f.Name: value}.Widths(f.Name)
	if len(widths) == 0 {
		return f.Default
	}
	for i, w := range widths {
		if dir > 0 {
			w *= 2
		} else {
			w /= 2
		}
		widths[i] = plot.Clamp(w, max(int(f.Min), 1), int(f.Max))
	}
	return flows.FormatWidths(widths)
}
