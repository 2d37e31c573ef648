package flows

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// A ParseError says where in a text something is wrong, and what is allowed
// there.
type ParseError struct {
	Text   string
	Column int // of the first wrong character, from 1
	Msg    string
}

// Error returns one sentence with the column.
func (e *ParseError) Error() string { return fmt.Sprintf("column %d: %s", e.Column, e.Msg) }

// A Call is one item of a list like "actnorm, coupling(rqs, bins=8)*4".
type Call struct {
	Name   string
	Column int
	Args   []Arg
	Value  string // of an item like batch=256
	Times  int    // how often the item stands there; 1 without a *
}

// An Arg is one argument of a call: a word, or a name with a value.
type Arg struct {
	Name, Value string // Name is empty for a bare word
	Column      int
}

// MaxTimes bounds the n of "*n".
const MaxTimes = 64

// ParseCalls reads a list of calls. Its errors are *ParseError.
func ParseCalls(text string) ([]Call, error) {
	p := parser{text: []rune(text)}
	var calls []Call
	for {
		c, err := p.call()
		if err != nil {
			return nil, err
		}
		calls = append(calls, c)
		if p.skip(); p.end() {
			return calls, nil
		}
		if !p.take(',') {
			return nil, p.fail(p.pos, "expected a comma or the end, not %q", p.text[p.pos])
		}
	}
}

type parser struct {
	text []rune
	pos  int
}

func (p *parser) call() (Call, error) {
	c := Call{Times: 1}
	var err error
	if c.Name, c.Column, err = p.word("a name"); err != nil {
		return c, err
	}
	if p.take('=') {
		c.Value, _, err = p.word("a value for " + c.Name)
		return c, err
	}
	if p.take('(') {
		if c.Args, err = p.args(); err != nil {
			return c, err
		}
	}
	if p.take('*') {
		n, column, err := p.word("a number of repetitions")
		if err != nil {
			return c, err
		}
		times := Field{Name: "the number after *", Min: 1, Max: MaxTimes}
		if n, err = times.parseInt(n); err != nil {
			return c, p.fail(column-1, "%s", err)
		}
		fmt.Sscan(n, &c.Times)
	}
	return c, nil
}

// args reads up to the closing parenthesis.
func (p *parser) args() ([]Arg, error) {
	var args []Arg
	if p.take(')') {
		return args, nil
	}
	for {
		var a Arg
		var err error
		if a.Value, a.Column, err = p.word("an argument"); err != nil {
			return nil, err
		}
		if p.take('=') {
			a.Name = a.Value
			if a.Value, _, err = p.word("a value for " + a.Name); err != nil {
				return nil, err
			}
		}
		args = append(args, a)
		switch {
		case p.take(')'):
			return args, nil
		case !p.take(','):
			return nil, p.fail(p.pos, "expected a comma or a closing parenthesis")
		}
	}
}

// word reads a run of letters, digits and the signs that numbers and names
// use.
func (p *parser) word(want string) (string, int, error) {
	p.skip()
	start := p.pos
	for !p.end() && isWord(p.text[p.pos]) {
		p.pos++
	}
	if p.pos == start {
		return "", 0, p.fail(start, "expected %s", want)
	}
	return string(p.text[start:p.pos]), start + 1, nil
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("+-._", r)
}

func (p *parser) take(r rune) bool {
	if p.skip(); !p.end() && p.text[p.pos] == r {
		p.pos++
		return true
	}
	return false
}

func (p *parser) skip() {
	for !p.end() && unicode.IsSpace(p.text[p.pos]) {
		p.pos++
	}
}

func (p *parser) end() bool { return p.pos >= len(p.text) }

func (p *parser) fail(pos int, format string, args ...any) *ParseError {
	return &ParseError{Text: string(p.text), Column: pos + 1, Msg: fmt.Sprintf(format, args...)}
}

// Resolve checks the arguments of a call against the fields and returns all
// values in canonical form, defaults where nothing is said. The error is a
// *ParseError that names what is allowed.
func (c Call) Resolve(text string, fields []Field) (Values, error) {
	v, given := Defaults(fields), map[string]bool{}
	for _, a := range c.Args {
		f, value, err := match(a, fields)
		if err == nil && given[f.Name] {
			err = fmt.Errorf("%s is given twice", f.Name)
		}
		if err == nil {
			given[f.Name] = true
			v[f.Name], err = f.Parse(value)
		}
		if err != nil {
			return nil, &ParseError{Text: text, Column: a.Column, Msg: c.Name + ": " + err.Error()}
		}
	}
	return v, nil
}

// match finds the field that an argument speaks of.
func match(a Arg, fields []Field) (Field, string, error) {
	for _, f := range fields {
		switch {
		case a.Name == f.Name:
			return f, a.Value, nil
		case a.Name != "":
		case f.Type == Choice && slices.Contains(f.Choices, a.Value):
			return f, a.Value, nil
		case f.Type == Bool && a.Value == f.Name:
			return f, "yes", nil
		}
	}
	word := a.Name
	if word == "" {
		word = a.Value
	}
	if len(fields) == 0 {
		return Field{}, "", fmt.Errorf("takes no arguments, not %q", word)
	}
	return Field{}, "", fmt.Errorf("knows no %q; it takes %s", word, usage(fields))
}

// usage lists what a call may say: rqs|affine, bins=8.
func usage(fields []Field) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		switch f.Type {
		case Choice:
			parts[i] = strings.Join(f.Choices, "|")
		case Bool:
			parts[i] = f.Name
		default:
			parts[i] = f.Name + "=" + f.Default
		}
	}
	return strings.Join(parts, ", ")
}

// Defaults returns the default of every field.
func Defaults(fields []Field) Values {
	v := make(Values, len(fields))
	for _, f := range fields {
		v[f.Name] = f.Default
	}
	return v
}

// FormatCall prints a call as short as possible: only what differs from the
// defaults, in the order of the fields.
func FormatCall(name string, fields []Field, v Values) string {
	var args []string
	for _, f := range fields {
		if v[f.Name] == f.Default {
			continue
		}
		switch {
		case f.Type == Choice, f.Type == Bool && v[f.Name] == "yes" && f.Default == "no":
			args = append(args, bare(f, v[f.Name]))
		default:
			args = append(args, f.Name+"="+v[f.Name])
		}
	}
	if len(args) == 0 {
		return name
	}
	return name + "(" + strings.Join(args, ", ") + ")"
}

func bare(f Field, value string) string {
	if f.Type == Bool {
		return f.Name
	}
	return value
}
