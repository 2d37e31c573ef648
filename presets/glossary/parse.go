package glossary

import (
	"fmt"
	"strings"
)

// parse reads terms as terms.txt says them. The error names the line.
func parse(text string) ([]Term, error) {
	var list []Term
	for i, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "":
		case !strings.HasPrefix(line, " "):
			list = append(list, Term{Name: line})
		case len(list) == 0:
			return nil, fmt.Errorf("line %d: a term begins in the first column", i+1)
		default:
			list[len(list)-1].take(strings.TrimSpace(line))
		}
	}
	for _, t := range list {
		if t.Text == "" || t.Formula == "" {
			return nil, fmt.Errorf("%s: a term has sentences and a formula", t.Name)
		}
	}
	return list, nil
}

// take reads an indented line of a term.
func (t *Term) take(line string) {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "also":
		for _, s := range strings.Split(rest, ";") {
			t.Also = append(t.Also, strings.TrimSpace(s))
		}
	case "=":
		t.Formula = rest
	case "now":
		t.Now = rest
	case "from":
		t.From = rest
	default:
		t.Text = strings.TrimSpace(t.Text + " " + line)
	}
}

func mustParse(text string) []Term {
	list, err := parse(text)
	if err != nil {
		panic("glossary: " + err.Error())
	}
	return list
}
