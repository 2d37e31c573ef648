package glossary

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// A Hit is a term that stands in a line.
type Hit struct {
	Term Term
	At   int // the column of its first letter
}

// spelling is one way to write a term.
type spelling struct {
	text string
	term Term
}

// spellings are all ways, the longest first, by their first letter. Layers, settings and
// objectives are among them.
var spellings = sync.OnceValue(func() map[rune][]spelling {
	all := map[rune][]spelling{}
	for _, t := range append(Terms(), catalogued()...) {
		for _, s := range t.Spellings() {
			if s == "to" || s == "from" { // fields that are words of every sentence
				continue
			}
			first := []rune(s)[0]
			all[first] = append(all[first], spelling{s, t})
		}
	}
	for _, list := range all {
		slices.SortStableFunc(list, func(a, b spelling) int { return cmp.Compare(len(b.text), len(a.text)) })
	}
	return all
})

// On lists the terms that a line of the screen holds, from left to right. Words are whole
// and written as on the screen.
func On(line string) (hits []Hit) {
	runes, before := []rune(line), ' '
	for i := 0; i < len(runes); i++ {
		if s, ok := beginning(runes[i:], before); ok {
			hits = append(hits, Hit{s.term, i})
			i += len([]rune(s.text)) - 1
		}
		before = runes[i]
	}
	return hits
}

// beginning is the longest spelling with which a text begins, as a word of its own.
func beginning(text []rune, before rune) (spelling, bool) {
	for _, s := range spellings()[text[0]] {
		n := len([]rune(s.text))
		if n > len(text) || string(text[:n]) != s.text || joins(before, text[0]) || n < len(text) && joins(text[n-1], text[n]) {
			continue
		}
		return s, true
	}
	return spelling{}, false
}

// joins tells whether two characters belong to one word.
func joins(a, b rune) bool {
	word := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_-⁻¹", r)
	}
	return word(a) && word(b)
}
