// Package lessons teaches what normalizing flows are by running them: each lesson is a run,
// a question, things to do that the program notices, and an answer with the numbers of that
// very run. Their format is in .github/LESSONS.md.
package lessons

import (
	"embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
)

// A Lesson is a run with a question.
type Lesson struct {
	Number int    // in the catalogue, from 1; 0 for one of a person's own
	Title  string // half a line
	Run    string // the line of the run
	Text   []string
	Ask    string
	Tasks  []Task
	Answer []string
	Myths  []Myth
	See    []string // words of the glossary
}

// A Task is something to do, which is done when all of its conditions hold.
type Task struct {
	Say  string
	When []Condition
	Keys string // one way to do it, apart by spaces; may be empty
}

// A Myth is what introductions say, what is true, and where that stands.
type Myth struct{ Said, True, Source string }

// Name is what a lesson is called: lesson-3, or its title.
func (l *Lesson) Name() string {
	if l.Number > 0 {
		return prefix + strconv.Itoa(l.Number)
	}
	return l.Title
}

// Config is the run that a lesson begins with.
func (l *Lesson) Config() (model.Config, error) { return presets.ParseRecipe(l.Run) }

const prefix = "lesson-"

//go:embed catalogue/*.lesson
var files embed.FS

var catalogue = sync.OnceValue(func() []*Lesson {
	names, err := files.ReadDir("catalogue")
	if err != nil {
		panic("lessons: " + err.Error())
	}
	var list []*Lesson
	for i, entry := range names {
		text, err := files.ReadFile("catalogue/" + entry.Name())
		if err != nil {
			panic("lessons: " + err.Error())
		}
		l, err := Parse(entry.Name(), string(text))
		if err != nil {
			panic("lessons: " + err.Error())
		}
		l.Number = i + 1
		list = append(list, l)
	}
	return list
})

// All returns the lessons of the program in their order.
func All() []*Lesson { return slices.Clone(catalogue()) }

// Lookup finds a lesson by its number, as 3 or lesson-3. The error says what there is.
func Lookup(name string) (*Lesson, error) {
	n, err := strconv.Atoi(strings.TrimPrefix(name, prefix))
	if list := catalogue(); err == nil && n >= 1 && n <= len(list) {
		return list[n-1], nil
	}
	return nil, fmt.Errorf("no lesson is called %q; bijou lessons lists 1 to %d", reading.Clean(name), len(catalogue()))
}

// mostBytes is the longest file that is read for a lesson.
const mostBytes = 1 << 18

// Open finds a lesson by its number, or reads one from a file.
func Open(name string) (*Lesson, error) {
	if l, err := Lookup(name); err == nil || !strings.ContainsAny(name, "./\\") {
		return l, err
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("there is no file %s; bijou lessons lists the lessons of the program", reading.Clean(name))
	case err == nil && info.Size() > mostBytes:
		return nil, fmt.Errorf("%s: a lesson is a text of at most %d bytes", reading.Clean(name), mostBytes)
	case err != nil:
		return nil, err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return Parse(filepath.Base(name), string(text))
}
