package model

import (
	"math"
	"strings"
	"time"
)

// A Date is a column of dates, which are learnt as days from 1970. Layout is how it
// writes them, as package time has it.
type Date struct {
	Column string `json:"column"`
	Layout string `json:"layout"`
}

// WholeDays tells whether the dates have no time of the day.
func (d Date) WholeDays() bool { return !strings.Contains(d.Layout, "15") }

// Text writes days as a date, empty for what no calendar has.
func (d Date) Text(days float64) string {
	const year, most = 365.2425, 7000 // from 1970
	if !(math.Abs(days) < year*most && days > -1969*year) {
		return ""
	}
	unit := time.Second
	switch {
	case d.WholeDays():
		unit = 24 * time.Hour
		days = math.Floor(days)
	case !strings.Contains(d.Layout, ":05"):
		unit = time.Minute
	}
	whole, part := math.Modf(days)
	at := time.Unix(int64(whole)*86400, 0).UTC().Add(time.Duration(part * float64(24*time.Hour)))
	return at.Round(unit).Format(d.Layout)
}

// DateOf is a column as one of dates, if it is.
func (s Source) DateOf(column string) (d Date, is bool) {
	for _, d := range s.Dates {
		if d.Column == column {
			return d, true
		}
	}
	return Date{}, false
}

// datesKey is what a file calls the columns of dates.
const datesKey = "dates"

// dates reads the columns of dates, if there are any.
func (r *restorer) dates(src *Source) {
	if _, has := r.texts[datesKey]; !has {
		return
	}
	r.list(datesKey, &src.Dates)
	const longest = 40
	for _, d := range src.Dates {
		r.mustShow(d.Column)
		if r.mustShow(d.Layout); len(d.Layout) > longest || d.Layout == "" {
			r.fail("its dates are written in no way that is known")
		}
	}
}
