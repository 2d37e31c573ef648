package posteriors

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A FileError says in which line of a model something is wrong, and what to do.
type FileError struct {
	Line int // from 1; 0 for the whole file
	What string
	Do   string
}

// Error returns one sentence.
func (e *FileError) Error() string {
	if e.Line == 0 {
		return e.What + "; " + e.Do
	}
	return fmt.Sprintf("line %d: %s; %s", e.Line, e.What, e.Do)
}

// What a file of a model may have.
const (
	MaxModelBytes = 1 << 16
	mostParams    = 64
	mostLines     = 256 // that say something
	mostTerms     = 256
	mostName      = 40
)

// A statement is a line of a model.
type statement struct {
	line int
	name string // what stands at its left
	link string // log or logit of the name, or nothing
	dist *family
	args []string // of the distribution
	sum  []term   // of a predictor
}

// A term of a predictor is a number times names: a parameter at most, and columns.
type term struct {
	factor float64
	names  []string
}

// A program is a model as it was read.
type program struct {
	table      string // the name of the file of the data
	tableLine  int
	statements []statement
}

// readProgram reads a model:
//
//	data doses.csv                      # a table beside the file
//	a ~ normal(0, 2)                    # a prior for every parameter
//	b ~ normal(10, 10)
//	logit(p) = a + b*dose               # a predictor under its link
//	deaths ~ binomial(animals, p)       # the likelihood of a column
func readProgram(text string) (*program, error) {
	if len(text) > MaxModelBytes {
		return nil, &FileError{0, fmt.Sprintf("it has %d bytes", len(text)), fmt.Sprintf("a model has up to %d", MaxModelBytes)}
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return nil, &FileError{0, "it is no text", "write a model as in README"}
	}
	p := &program{}
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if err := p.read(i+1, line); err != nil {
			return nil, err
		}
	}
	if p.table == "" {
		return nil, &FileError{0, "it names no table", "write a line: data FILE.csv"}
	}
	return p, nil
}

// read takes one line in.
func (p *program) read(n int, line string) error {
	if word, file, ok := strings.Cut(line, " "); ok && word == "data" && !strings.ContainsAny(line, "~=") {
		if p.table != "" {
			return &FileError{n, fmt.Sprintf("the table is named in line %d already", p.tableLine), "name one table"}
		}
		p.table, p.tableLine = strings.TrimSpace(file), n
		return nil
	}
	s := statement{line: n}
	var err error
	if left, right, ok := strings.Cut(line, "~"); ok {
		s.name = strings.TrimSpace(left)
		s.dist, s.args, err = s.distribution(right)
	} else if left, right, ok := strings.Cut(line, "="); ok {
		if err = s.left(left); err == nil {
			s.sum, err = s.predictor(right)
		}
	} else {
		return &FileError{n, fmt.Sprintf("%s is no statement", quoted(line)), "write name ~ distribution(…), name = a + b*x, or data FILE.csv"}
	}
	if err == nil {
		err = s.mustName(s.name)
	}
	if p.statements = append(p.statements, s); err == nil && len(p.statements) > mostLines {
		return &FileError{n, fmt.Sprintf("there are more than %d lines of priors, sums and likelihoods", mostLines), "give fewer"}
	}
	return err
}

// left reads the left of a predictor: a name, or a link of a name.
func (s *statement) left(text string) error {
	s.name = strings.TrimSpace(text)
	link, inner, ok := strings.Cut(s.name, "(")
	if !ok {
		return nil
	}
	inner, closed := strings.CutSuffix(inner, ")")
	s.link, s.name = strings.TrimSpace(link), strings.TrimSpace(inner)
	if !closed || s.link != "log" && s.link != "logit" {
		return &FileError{s.line, fmt.Sprintf("%s is no link of a name", quoted(strings.TrimSpace(text))), "write log(name), logit(name), or the name alone"}
	}
	return nil
}

// distribution reads name(argument, …).
func (s *statement) distribution(text string) (*family, []string, error) {
	name, inner, ok := strings.Cut(strings.TrimSpace(text), "(")
	inner, closed := strings.CutSuffix(inner, ")")
	if !ok || !closed {
		return nil, nil, &FileError{s.line, fmt.Sprintf("%s is no distribution", quoted(strings.TrimSpace(text))), "write its name with its arguments in brackets, as normal(0, 1)"}
	}
	at := slices.IndexFunc(families, func(f family) bool { return f.name == strings.TrimSpace(name) })
	if at < 0 {
		return nil, nil, &FileError{s.line, fmt.Sprintf("no distribution is called %s", quoted(strings.TrimSpace(name))), "there are " + familyNames()}
	}
	f := &families[at]
	var args []string
	for _, a := range strings.Split(inner, ",") {
		if a = strings.TrimSpace(a); a != "" || len(args) > 0 {
			args = append(args, a)
		}
	}
	if len(args) != len(f.args) {
		return nil, nil, &FileError{s.line, fmt.Sprintf("%s has %d arguments here", f.name, len(args)), "write " + f.usage()}
	}
	return f, args, nil
}

// predictor reads a sum of products.
func (s *statement) predictor(text string) ([]term, error) {
	var sum []term
	sign, rest := 1.0, strings.TrimSpace(text)
	for first := true; ; first = false {
		switch {
		case strings.HasPrefix(rest, "+") && !first:
			sign, rest = 1, rest[1:]
		case strings.HasPrefix(rest, "-"):
			sign, rest = -1, rest[1:]
		case !first:
			return nil, s.badTerm(rest)
		}
		end := termEnd(rest)
		t, err := s.term(strings.TrimSpace(rest[:end]))
		if err != nil {
			return nil, err
		}
		t.factor *= sign
		if sum = append(sum, t); len(sum) > mostTerms {
			return nil, &FileError{s.line, fmt.Sprintf("the sum has more than %d terms", mostTerms), "give fewer"}
		}
		if rest = strings.TrimSpace(rest[end:]); rest == "" {
			return sum, nil
		}
	}
}

// termEnd is where a term ends: before a sign that does not belong to an exponent, as 1e-3.
func termEnd(text string) int {
	for i := 1; i < len(text); i++ {
		if text[i] != '+' && text[i] != '-' {
			continue
		}
		if last := text[strings.LastIndexByte(text[:i], '*')+1 : i]; (text[i-1]|0x20) == 'e' && isNumber(strings.TrimSpace(last)+"0") {
			continue
		}
		return i
	}
	return len(text)
}

// isNumber tells whether a text is written as a number, however large.
func isNumber(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return (err == nil || errors.Is(err, strconv.ErrRange)) && !isName(text)
}

// term reads factors with stars between them.
func (s *statement) term(text string) (term, error) {
	t := term{factor: 1}
	for _, factor := range strings.Split(text, "*") {
		factor = strings.TrimSpace(factor)
		if isNumber(factor) {
			v, _ := strconv.ParseFloat(factor, 64)
			if math.IsInf(v, 0) || math.IsNaN(v) {
				return t, s.badTerm(factor)
			}
			t.factor *= v
			continue
		}
		if !isName(factor) {
			return t, s.badTerm(factor)
		}
		t.names = append(t.names, factor)
	}
	return t, nil
}

func (s *statement) badTerm(text string) error {
	return &FileError{s.line, fmt.Sprintf("%s is no term of a sum", quoted(text)), "write terms as 2, a or b*x with + and - between them"}
}

// mustName refuses what is no name.
func (s *statement) mustName(name string) error {
	if isName(name) {
		return nil
	}
	return &FileError{s.line, fmt.Sprintf("%s is no name", quoted(name)), fmt.Sprintf("names begin with a letter and have letters, digits, _ and ., up to %d", mostName)}
}

// isName tells whether a text can name a parameter, a column or a predictor.
func isName(text string) bool {
	for i, r := range text {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80 && r != utf8.RuneError
		if !letter && (i == 0 || !(r >= '0' && r <= '9' || r == '_' || r == '.')) {
			return false
		}
	}
	return text != "" && utf8.RuneCountInString(text) <= mostName
}

// quoted shows a text of the file, not too much of it.
func quoted(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "…"
	}
	return strconv.Quote(text)
}
