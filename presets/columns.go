package presets

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"bijou/model"
	"bijou/presets/reading"
)

// A Role is what a column of a table is taken for.
type Role string

// The roles of columns.
const (
	Learnt   Role = "learn"
	GivenTo  Role = "given"  // a condition
	Weighing Role = "weight" // of the rows
	Labels   Role = "label"  // of rows that are not learnt: its rarest text
	LeftAway Role = "leave out"
)

// A Column is one of a file, with what it is taken for and what it holds.
type Column struct {
	Name    string
	Role    Role
	Support string // one of [SupportChoices], or as --support says it
	About   string // its range, its categories, or why it is left out
}

// OpenColumns reads a file as [ParseSource] does, and tells what every column is taken
// for: those that are learnt first, then conditions, weights and what is left out. A
// folder of images has no columns.
func OpenColumns(path string) (model.Source, []Column, error) {
	if s, err := os.Stat(path); err == nil && s.IsDir() {
		src, err := ParseSource(path, nil)
		return src, nil, err
	}
	src, report, err := reading.OpenTable(path, reading.Reading{}, nil, nil)
	if err != nil {
		return src, nil, err
	}
	src.InOrder = true
	if src.Points == nil { // sounds and images are learnt whole
		return src, nil, nil
	}
	var list []Column
	for j, name := range src.Columns {
		col := src.Points.Col(j)
		about := fmt.Sprintf("%.4g to %.4g", slices.Min(col), slices.Max(col))
		list = append(list, Column{name, Learnt, reading.SupportSaid(src, name), about})
	}
	for _, g := range src.Given {
		list = append(list, Column{g.Name, GivenTo, reading.SupportChoices[0], ""})
	}
	for _, l := range report.LeftOut {
		about := l.Why
		if l.Example != "" {
			about += fmt.Sprintf(", such as %q", l.Example)
		}
		list = append(list, Column{l.Column, LeftAway, reading.SupportChoices[0], about})
	}
	src, err = reading.AsTable(src, "")
	return src, list, err
}

// WithColumns reads a file whose columns are taken for what the list says.
func WithColumns(path string, list []Column) (model.Source, error) {
	var how reading.Reading
	var learnt, given, supports []string
	for _, c := range list {
		switch c.Role {
		case Learnt:
			learnt = append(learnt, c.Name)
			if c.Support != reading.SupportChoices[0] {
				supports = append(supports, c.Name+"="+c.Support)
			}
		case GivenTo:
			given = append(given, c.Name)
		case Weighing:
			if how.Weight != "" {
				return model.Source{}, fmt.Errorf("rows have one weight each: %s and %s cannot both be it", how.Weight, c.Name)
			}
			how.Weight = c.Name
		case Labels:
			if how.Label != "" {
				return model.Source{}, fmt.Errorf("rows have one label each: %s and %s cannot both be it", how.Label, c.Name)
			}
			how.Label = c.Name
		}
	}
	if len(learnt) == 0 {
		return model.Source{}, errors.New("no column is learnt; choose one with l")
	}
	text, err := WithReading(path, how)
	if err == nil {
		text, err = reading.WithSupports(text, supports)
	}
	if err != nil {
		return model.Source{}, err
	}
	return ParseSource(text, learnt, given...)
}

// ExpandHome writes the home for ~ at the start of a path, as a shell does.
func ExpandHome(path string) string {
	home, err := os.UserHomeDir()
	if below, is := strings.CutPrefix(path, "~"); is && err == nil && (below == "" || below[0] == '/' || below[0] == os.PathSeparator) {
		return home + below
	}
	return path
}
