package lessons

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"bijou/presets"
	"bijou/presets/glossary"
	"bijou/presets/reading"
)

// Parse reads a lesson; name stands for its file in errors, which say the line as well.
func Parse(name, text string) (*Lesson, error) {
	p := &parser{file: name, lesson: new(Lesson)}
	if !utf8.ValidString(text) {
		return nil, p.wrong(1, "this is no text in UTF-8")
	}
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if err := p.line(i+1, line); err != nil {
			return nil, err
		}
	}
	if err := p.end(); err != nil {
		return nil, err
	}
	return p.lesson, nil
}

// A parser reads line by line. into is the text that an indented line goes on with.
type parser struct {
	file   string
	lesson *Lesson
	into   *string
	inTask bool
	last   int // line
}

func (p *parser) wrong(line int, format string, args ...any) error {
	return fmt.Errorf("%s: line %d: %s", reading.Clean(p.file), line, fmt.Sprintf(format, args...))
}

func (p *parser) line(n int, line string) error {
	words := strings.TrimSpace(line)
	if words == "" || strings.HasPrefix(words, "#") {
		return nil
	}
	p.last = n
	word, rest, _ := strings.Cut(words, " ")
	rest = strings.TrimSpace(rest)
	if line[0] == ' ' || line[0] == '\t' {
		return p.indented(n, words, word, rest)
	}
	if rest == "" {
		return p.wrong(n, "%s says nothing", reading.Clean(word))
	}
	return p.field(n, word, rest)
}

// fields are the words that a line may begin with.
var fields = []string{"title", "run", "text", "ask", "do", "answer", "said", "true", "from", "see"}

// field begins a field.
func (p *parser) field(n int, word, rest string) error {
	l := p.lesson
	p.inTask = word == "do"
	once := func(field *string) error {
		if *field != "" {
			return p.wrong(n, "%s stands here a second time", word)
		}
		*field = rest
		p.into = field
		return nil
	}
	ofMyth := func(field func(*Myth) *string) error {
		if len(l.Myths) == 0 {
			return p.wrong(n, "%s belongs below a line that begins with said", word)
		}
		return once(field(&l.Myths[len(l.Myths)-1]))
	}
	switch word {
	case "title":
		return once(&l.Title)
	case "run":
		return once(&l.Run)
	case "ask":
		return once(&l.Ask)
	case "text":
		l.Text = append(l.Text, rest)
		p.into = &l.Text[len(l.Text)-1]
	case "answer":
		l.Answer = append(l.Answer, rest)
		p.into = &l.Answer[len(l.Answer)-1]
	case "do":
		l.Tasks = append(l.Tasks, Task{Say: rest})
		p.into = &l.Tasks[len(l.Tasks)-1].Say
	case "said":
		l.Myths = append(l.Myths, Myth{Said: rest})
		p.into = &l.Myths[len(l.Myths)-1].Said
	case "true":
		return ofMyth(func(m *Myth) *string { return &m.True })
	case "see":
		for _, word := range strings.Split(rest, ",") {
			term, err := glossary.Lookup(word)
			if err != nil {
				return p.wrong(n, "%s", err)
			}
			l.See = append(l.See, term.Name)
		}
		p.into = nil
	case "from":
		return ofMyth(func(m *Myth) *string { return &m.Source })
	default:
		return p.wrong(n, "a line begins with %s, not with %q", strings.Join(fields, ", "), reading.Clean(word))
	}
	return nil
}

// indented goes on with a field, or says when a task is done and by which keys.
func (p *parser) indented(n int, words, word, rest string) error {
	if p.into == nil {
		return p.wrong(n, "an indented line goes on with the one above, and there is none")
	}
	if p.inTask && (word == "when" || word == "keys") {
		t := &p.lesson.Tasks[len(p.lesson.Tasks)-1]
		if word == "keys" {
			t.Keys = rest
			return nil
		}
		when, err := parseConditions(rest)
		if err != nil {
			return p.wrong(n, "%s", err)
		}
		t.When = append(t.When, when...)
		return nil
	}
	*p.into += " " + words
	return nil
}

// end checks that nothing is missing.
func (p *parser) end() error {
	l, n := p.lesson, max(p.last, 1)
	for _, need := range []struct{ name, value string }{{"title", l.Title}, {"run", l.Run}, {"ask", l.Ask}, {"answer", strings.Join(l.Answer, "")}} {
		if need.value == "" {
			return p.wrong(n, "a lesson needs a line that begins with %s", need.name)
		}
	}
	if len(l.Tasks) == 0 {
		return p.wrong(n, "a lesson needs something to do: a line that begins with do, and below it one with when")
	}
	for i, t := range l.Tasks {
		if len(t.When) == 0 {
			return p.wrong(n, "task %d has no line with when, so nobody notices that it is done", i+1)
		}
	}
	for _, m := range l.Myths {
		if m.True == "" || m.Source == "" {
			return p.wrong(n, "what is said wrongly needs lines that begin with true and from: %s", reading.Clean(m.Said))
		}
	}
	if r, err := presets.LookupRecipe(l.Run); err == nil {
		l.Run = r.Line
	}
	if _, err := presets.SplitRecipe(l.Run); err != nil {
		return p.wrong(n, "run: %s", err)
	}
	return p.checkNumbers(n)
}

// checkNumbers refuses names of numbers that no run has.
func (p *parser) checkNumbers(n int) error {
	for _, text := range p.lesson.Answer {
		for _, name := range glossary.Names(text) {
			name, tick := cutTick(name)
			if tick < 0 || tick > len(p.lesson.Tasks) {
				return p.wrong(n, "{%s@…} counts the tasks from 1 to %d", name, len(p.lesson.Tasks))
			}
			if !isMeasured(name) && !slices.Contains(screenNumbers, name) {
				return p.wrong(n, "no run has a number {%s}; .github/LESSONS.md lists them", reading.Clean(cmp.Or(name, "}")))
			}
		}
	}
	return nil
}
