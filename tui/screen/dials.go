package screen

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/latent"
	"bijou/tui/plot"
	"bijou/tui/view"
)

// Dials say under which conditions the pictures are: under those that the data have,
// or all under one that a person chose. They change nothing of what is learnt.
type Dials struct {
	of       *model.Data
	rows     *ad.Mat   // of latent variables: what is observed, of which one dial chooses a row; nil for others
	values   []float64 // of every condition in its own units, or the number of its level
	lo, hi   []float64 // what the data have
	selected int       // the one that keys turn, or all of them for over all

	all *ad.Mat // the conditions of the points shown, in their order
	one *ad.Mat // 1×C; nil while pictures are over all
}

// Under returns a snapshot under the conditions of the dials. Snapshots of one run get
// the same matrix until a dial is turned.
func (d *Dials) Under(s *model.Snapshot) *model.Snapshot {
	if s == nil || s.Data.GivenDim() == 0 {
		return s
	}
	if d.of != s.Data {
		d.follow(s.Data)
	}
	if d.one != nil {
		return s.Under(d.one)
	}
	return s.Under(d.all)
}

// follow begins with other data, over all of it.
func (d *Dials) follow(data *model.Data) {
	shown := view.DataSample(data, view.CloudPoints)
	*d = Dials{of: data, all: shown.Given, selected: len(data.Given)}
	if data.Latent {
		d.rows = latent.Observed(data, mostRows)
		d.values, d.lo, d.hi = []float64{0}, []float64{0}, []float64{float64(d.rows.Rows - 1)}
		d.set(0, 0)
		return
	}
	at := 0
	_, simulated := data.Generative()
	for _, g := range data.Given {
		r := plot.FitRange(shown.Given.Col(at), 1)
		start := 0.0
		if simulated { // the means of what is measured together need not be possible together
			start = shown.Given.At(0, at)
		}
		value, lo, hi := data.GivenMean[at]+data.GivenSD[at]*start, data.GivenMean[at]+data.GivenSD[at]*r.Lo, data.GivenMean[at]+data.GivenSD[at]*r.Hi
		if g.Levels != nil {
			value, lo, hi = 0, 0, float64(len(g.Levels)-1)
		}
		d.values, d.lo, d.hi = append(d.values, value), append(d.lo, lo), append(d.hi, hi)
		at += g.Width()
	}
}

// mostRows is how many rows a dial chooses from.
const mostRows = 1000

// OverAll tells whether pictures are under the conditions of the data.
func (d *Dials) OverAll() bool { return d.one == nil }

// notch is by how much a key turns a dial: a tenth of its deviation, rounded to 1, 2
// or 5.
func (d *Dials) notch(i int) float64 {
	if d.rows != nil || d.of.Given[i].Levels != nil {
		return 1
	}
	at := 0
	for _, g := range d.of.Given[:i] {
		at += g.Width()
	}
	tenth := d.of.GivenSD[at] / 10
	power := math.Pow(10, math.Floor(math.Log10(tenth)))
	for _, round := range []float64{5, 2} {
		if tenth >= round*power {
			return round * power
		}
	}
	return power
}

// set puts a dial to a value within what the data have.
func (d *Dials) set(i int, value float64) {
	d.selected = i
	d.values[i] = min(max(value, d.lo[i]), d.hi[i])
	row := ad.New(1, d.of.GivenDim())
	if d.rows != nil {
		d.rows.Row(row.Data, int(d.values[i]))
		d.one = row
		return
	}
	at := 0
	for k, g := range d.of.Given {
		if g.Levels != nil {
			row.Data[at+int(d.values[k])] = 1
		} else {
			row.Data[at] = d.values[k]
		}
		at += g.Width()
	}
	d.one = d.of.StandardGiven(row)
}

// text is a condition as a person reads it: radius 1.20.
func (d *Dials) text(i int, glyphs plot.Glyphs) string {
	if d.rows != nil {
		return fmt.Sprintf("row %d of %d", int(d.values[i])+1, d.rows.Rows)
	}
	g := d.of.Given[i]
	if g.Levels != nil {
		return Cut(g.Name, 12) + " " + Cut(g.Levels[int(d.values[i])], 12)
	}
	digits := max(0, int(math.Ceil(-math.Log10(d.notch(i)))))
	return Cut(g.Name, 12) + " " + strings.TrimSpace(plot.Fixed(d.values[i], 12, min(digits, 6), glyphs))
}

// NoDials says why there is no condition to turn.
func (s *State) NoDials() string {
	switch {
	case s.Snap == nil:
		return s.NoSnapshot()
	case s.Snap.Data.GivenDim() == 0:
		return "the flow has no conditions; --given names columns that are"
	}
	return ""
}

// TurnDial moves the selected condition by some notches.
func (s *State) TurnDial(by int) tea.Cmd {
	d := &s.Dials
	i := d.selected
	if i >= len(d.values) {
		i = 0
	}
	step := d.notch(i)
	return s.setDial(i, math.Round(d.values[i]/step+float64(by))*step)
}

func (s *State) setDial(i int, value float64) tea.Cmd {
	s.Dials.set(i, value)
	s.turned()
	if s.Dials.rows != nil {
		return s.Say("pictures under " + s.Dials.text(i, s.Glyphs) + ", which nobody learnt from; ; shows all")
	}
	return s.Say("pictures under " + s.Dials.text(i, s.Glyphs) + "; ; goes on to the next condition")
}

// turned puts what is shown under the dials.
func (s *State) turned() {
	s.Snap, s.Live = s.Dials.Under(s.Snap), s.Dials.Under(s.Live)
	s.Changed++
	s.Dirty = true
}

// NextDial selects the next condition; behind the last of them pictures are over all.
func (s *State) NextDial() tea.Cmd {
	d := &s.Dials
	next := d.selected + 1
	if next > len(d.values) || next == len(d.values) && s.Want.Probe {
		next = 0
	}
	if next < len(d.values) {
		return s.setDial(next, d.values[next])
	}
	d.selected, d.one = next, nil
	s.turned()
	if d.rows != nil {
		return s.Say("pictures over all rows")
	}
	return s.Say("pictures over all conditions of the data")
}

// ChooseCondition puts pictures under one condition if they are over all: a single
// point has one.
func (s *State) ChooseCondition() {
	if s.NoDials() == "" && s.Dials.OverAll() {
		i := s.Dials.selected % len(s.Dials.values)
		s.Dials.set(i, s.Dials.values[i])
		s.turned()
	}
}

// ConditionText says under which conditions the pictures are; empty for a flow without.
func (s *State) ConditionText() string {
	d := &s.Dials
	switch {
	case s.Snap == nil || s.Snap.Data.GivenDim() == 0:
		return ""
	case d.OverAll() && d.rows != nil:
		return "over all rows"
	case d.OverAll() && len(d.values) == 1:
		return "over all " + Cut(d.of.Given[0].Name, 12)
	case d.OverAll():
		return "over all conditions"
	case len(d.values) == 1:
		return d.text(0, s.Glyphs)
	}
	return fmt.Sprintf("%s · %d of %d", d.text(d.selected, s.Glyphs), d.selected+1, len(d.values))
}

// DialField is the selected condition as a field of a form, with its value; ok is false
// where pictures are over all.
func (s *State) DialField() (f flows.Field, value string, ok bool) {
	d := &s.Dials
	if s.Snap == nil || s.Snap.Data.GivenDim() == 0 || d.OverAll() {
		return f, "", false
	}
	i := d.selected
	if d.rows != nil {
		f = flows.Field{Name: "row", Help: "what is observed, of the rows held out", Type: flows.Int, Min: 1, Max: float64(d.rows.Rows), Step: 1}
		return f, strconv.Itoa(int(d.values[i]) + 1), true
	}
	g := d.of.Given[i]
	f = flows.Field{Name: "given " + g.Name, Help: "condition of the pictures", Type: flows.Float, Min: d.lo[i], Max: d.hi[i], Step: d.notch(i)}
	if g.Levels != nil {
		f.Type, f.Choices = flows.Choice, g.Levels
		return f, g.Levels[int(d.values[i])], true
	}
	return f, flows.FormatFloat(d.values[i]), true
}

// SetDialText puts the selected condition to a value as a person wrote it.
func (s *State) SetDialText(text string) tea.Cmd {
	i := s.Dials.selected
	if s.Dials.rows != nil {
		n, err := strconv.Atoi(text)
		if err != nil {
			return s.Warn("a row is a whole number")
		}
		return s.setDial(i, float64(n-1))
	}
	for k, level := range s.Dials.of.Given[i].Levels {
		if level == text {
			return s.setDial(i, float64(k))
		}
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return s.Warn("a condition is a number")
	}
	return s.setDial(i, value)
}
