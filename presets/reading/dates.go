package reading

import (
	"math/bits"
	"slices"
	"strings"
	"time"

	"bijou/model"
)

// dateLayouts are the ways to write a date that are read, as package time has them. Where
// all cells of a column read by several, the first of them counts.
var dateLayouts = func() (list []string) {
	days := []string{"2006-01-02", "2006/01/02", "02.01.2006", "2.1.2006", "01/02/2006", "02/01/2006", "1/2/2006", "2/1/2006", "02-Jan-2006", "2 Jan 2006", "Jan 2, 2006"}
	for _, day := range days {
		list = append(list, day, day+" 15:04", day+" 15:04:05")
	}
	return append(list, "2006-01-02T15:04", "2006-01-02T15:04:05", time.RFC3339, "2006-01-02 15:04:05Z07:00")
}()

// anyLayout stands for all of them, a bit for each.
const anyLayout = 1<<64 - 1

// The bits of the layouts by which month and day could be exchanged.
var monthFirst, dayFirst = layoutsWith("1/2/2006", "01/02/2006"), layoutsWith("2/1/2006", "02/01/2006")

func layoutsWith(starts ...string) (set uint64) {
	for k, layout := range dateLayouts {
		if slices.ContainsFunc(starts, func(s string) bool { return strings.HasPrefix(layout, s) }) {
			set |= 1 << k
		}
	}
	return set
}

// mayBeDate is quick to tell that most texts are no dates.
func mayBeDate(cell string) bool {
	return len(cell) >= 8 && len(cell) <= 40 && strings.ContainsAny(cell[:3], "0123456789JFMASOND") && strings.ContainsAny(cell[len(cell)-6:], "0123456789")
}

// parseDays reads a date by a layout as days from 1970.
func parseDays(cell, layout string) (days float64, ok bool) {
	at, err := time.Parse(layout, cell)
	if err != nil {
		return 0, false
	}
	const day = 86400
	return float64(at.Unix())/day + float64(at.Nanosecond())/(day*1e9), true
}

// noteDate narrows the layouts of a column by a cell that is no number.
func (c *column) noteDate(cell string) {
	if c.layouts == 0 && c.dated > 0 || isMissing(cell) {
		return
	}
	if c.dated == 0 {
		c.layouts = anyLayout
	}
	c.dated++
	if !mayBeDate(cell) {
		c.layouts = 0
	}
	for left := c.layouts; left != 0; left &= left - 1 {
		k := bits.TrailingZeros64(left)
		if k >= len(dateLayouts) {
			c.layouts &= 1<<len(dateLayouts) - 1
			return
		}
		if _, ok := parseDays(cell, dateLayouts[k]); !ok {
			c.layouts &^= 1 << k
		}
	}
}

// settleDates turns columns of dates into days.
func (t *table) settleDates(report *Report) {
	var dates []int
	for i := range t.columns {
		c := &t.columns[i]
		if c.layouts == 0 || c.numbers > 0 || c.values == nil || c.words || slices.Contains(t.aside, i) || 2*c.dated < len(t.lines) {
			continue
		}
		c.layout = dateLayouts[bits.TrailingZeros64(c.layouts)]
		if c.layouts&monthFirst != 0 && c.layouts&dayFirst != 0 {
			report.note("The dates of %s are read as month/day: no day is above 12.", Clean(c.name))
		}
		c.example = ""
		dates = append(dates, i)
	}
	if len(dates) > 0 {
		t.again(dates)
	}
}

// risingDates is why a column of dates is left out that rises from row to row: it is
// when rows were written down. --cols brings it back.
const risingDates = "dates that rise from row to row"

// isClock tells whether a column of dates only rises.
func (c *column) isClock() bool {
	if c.layout == "" {
		return false
	}
	last := c.values[0]
	for _, v := range c.values[1:] {
		if v <= last {
			return false
		}
		last = v
	}
	return true
}

// datesOf are the columns used that are dates, and says so.
func (t *table) datesOf(used []int, names []string, report *Report) (list []model.Date) {
	var said []string
	for k, j := range used {
		if c := &t.columns[j]; c.layout != "" {
			list = append(list, model.Date{Column: names[k], Layout: c.layout})
			said = append(said, names[k])
		}
	}
	report.noteOf(said, "The dates of %s are learnt as days from 1970-01-01.")
	return list
}

// DatesOf are the layouts of columns that a run learnt as dates, for a table to be read
// like its own. It comes before Choose.
func (t *Rows) DatesOf(list []model.Date) { t.dates = list }

// layoutOf is how the k-th column used writes dates; empty for numbers.
func (t *Rows) layoutOf(want string) string {
	for _, d := range t.dates {
		if d.Column == want {
			return d.Layout
		}
	}
	return ""
}

// parseDate reads a date as the run wrote it, or in any other way that is read.
func parseDate(cell, layout string) (days float64, ok bool) {
	if days, ok = parseDays(cell, layout); ok || !mayBeDate(cell) {
		return days, ok
	}
	for _, other := range dateLayouts {
		if days, ok = parseDays(cell, other); ok {
			return days, ok
		}
	}
	return 0, false
}
