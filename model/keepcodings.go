package model

import "strconv"

// The names of what a file says of the columns that are more than shifted and scaled.
const (
	supportsKey = "supports"
	wholeKey    = "whole"
	atomsKey    = "atoms"
	exactKey    = "exact"
)

// keepCodings writes how columns are carried to the line, where that is said of any.
func (s Source) keepCodings(m map[string]string) {
	if len(s.Exact) > 0 {
		m[exactKey] = jsonText(s.Exact) // an older program leaves them out of its samples
	}
	if len(s.Dates) > 0 {
		m[datesKey] = jsonText(s.Dates) // an older program writes days
	}
	if !s.bends() {
		return
	}
	m[versionKey] = strconv.Itoa(boundVersion)
	if s.Supports != nil {
		lines := make([]string, len(s.Supports))
		for i, b := range s.Supports {
			lines[i] = b.String()
		}
		m[supportsKey] = jsonText(lines)
	}
	if s.Whole != nil {
		m[wholeKey] = jsonText(s.Whole)
	}
	if s.Atoms != nil {
		values := make([]*float64, len(s.Atoms))
		for i, a := range s.Atoms {
			if a.Is {
				values[i] = &a.Value
			}
		}
		m[atomsKey] = jsonText(values)
	}
}

// codings reads what keepCodings wrote.
func (r *restorer) codings(src *Source) {
	r.exact(src)
	r.dates(src)
	var lines []string
	r.ofColumns(src, supportsKey, &lines, func() int { return len(lines) })
	for i, line := range lines {
		if src.Supports == nil {
			src.Supports = make([]Support, len(lines))
		}
		if line == "" {
			continue
		}
		var err error
		if src.Supports[i], err = ParseSupport(line); err != nil {
			r.fail("%q is no support", line)
		}
	}
	r.ofColumns(src, wholeKey, &src.Whole, func() int { return len(src.Whole) })
	var values []*float64
	r.ofColumns(src, atomsKey, &values, func() int { return len(values) })
	for i, v := range values {
		if src.Atoms == nil {
			src.Atoms = make([]Atom, len(values))
		}
		if v != nil {
			src.Atoms[i] = Atom{true, *v}
		}
	}
}

// ofColumns reads a list with an entry for every column, if there is one.
func (r *restorer) ofColumns(src *Source, name string, list any, length func() int) {
	if _, has := r.texts[name]; !has {
		return
	}
	if r.list(name, list); length() != len(src.Columns) {
		r.fail("its %s do not fit its columns", name)
	}
}
