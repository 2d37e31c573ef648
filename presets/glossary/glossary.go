// Package glossary explains the words on the screen: each in two sentences, with its
// formula and the same formula with the numbers of a run.
package glossary

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"bijou/flows"
	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
	"bijou/presets/worlds"
)

// A Term is an entry of the glossary.
type Term struct {
	Name    string
	Also    []string // other spellings
	Text    string   // two sentences
	Formula string   // empty for a kind of layer, a data set and the like
	Now     string   // the formula with names of [Numbers] in braces; may be empty
	From    string   // where it comes from; may be empty
}

//go:embed terms.txt
var source string

var terms = mustParse(source)

// Terms returns the glossary in the order of its file.
func Terms() []Term { return slices.Clone(terms) }

// Lookup finds a term by any of its spellings, capitals or not, and after the glossary in
// the catalogues of layers, bases, objectives, settings and data. The error names the
// nearest spelling.
func Lookup(word string) (Term, error) {
	all := append(Terms(), catalogued()...)
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for _, t := range all {
			if slices.ContainsFunc(t.Spellings(), func(s string) bool { return same(s, strings.TrimSpace(word)) }) {
				return t, nil
			}
		}
	}
	near := nearest(word, all)
	return Term{}, fmt.Errorf("the glossary has no %q; did you mean %s?", reading.Clean(word), near)
}

// Spellings are the name and the others.
func (t *Term) Spellings() []string { return append([]string{t.Name}, t.Also...) }

// catalogued are what the catalogues say of themselves.
func catalogued() []Term {
	var list []Term
	add := func(name, title, text, from string) {
		t := Term{Name: name, Text: sentence(text), From: from}
		if title != "" && title != name {
			t.Also = []string{title}
		}
		list = append(list, t)
	}
	fields := slices.Clone(model.DefaultSettings().Fields())
	for _, k := range flows.Kinds() {
		add(k.Name, k.Title, k.Summary+"; "+k.Cost, k.Paper)
		fields = append(fields, k.Fields...)
	}
	for _, k := range flows.Bases() {
		add(k.Name, "", k.Summary, "")
		fields = append(fields, k.Fields...)
	}
	for _, k := range model.Objectives() {
		add(k.Name, k.Words.Short, k.Summary, k.Paper)
	}
	for _, d := range append(presets.Datasets(), presets.Targets()...) {
		add(d.Name, "", d.Summary, "")
		fields = append(fields, d.Fields...)
	}
	for _, k := range worlds.Catalogue() {
		add(k.Name, "", k.Summary, k.Origin)
		fields = append(fields, k.Fields...)
	}
	for _, f := range fields {
		if f.Help != "" {
			add(f.Name, "", f.Help, "")
		}
	}
	return list
}

// sentence begins with a capital and ends with a full stop.
func sentence(text string) string {
	text = strings.TrimSuffix(strings.TrimSpace(text), ".")
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// nearest is the spelling that fewest letters change into a word (Levenshtein 1966).
func nearest(word string, all []Term) string {
	best, least := "", 1<<30
	for _, t := range all {
		for _, s := range t.Spellings() {
			if d := distance(strings.ToLower(word), strings.ToLower(s)); d < least {
				best, least = s, d
			}
		}
	}
	return best
}

// distance is how many letters are put in, left out or changed between two words.
func distance(a, b string) int {
	p, q := []rune(a), []rune(b)
	row := make([]int, len(q)+1)
	for j := range row {
		row[j] = j
	}
	for i := range p {
		left := row[0]
		row[0] = i + 1
		for j := range q {
			change := left
			if p[i] != q[j] {
				change++
			}
			left = row[j+1]
			row[j+1] = min(row[j+1]+1, row[j]+1, change)
		}
	}
	return row[len(q)]
}
