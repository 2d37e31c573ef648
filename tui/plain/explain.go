package plain

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/glossary"
	"bijou/presets/lessons"
)

// ListTerms writes the words of the glossary, each with its formula.
func ListTerms(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, t := range glossary.Terms() {
		fmt.Fprintf(w, "%s\t%s\n", t.Name, t.Formula)
	}
	fmt.Fprint(w, "\nbijou explain WORD says more; layers, bases, objectives, settings and data sets are explained as well.\n")
	return w.Flush()
}

// ListLessons writes the lessons with their questions.
func ListLessons(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, l := range lessons.All() {
		fmt.Fprintf(w, "%d\t%s\n\t  %s\n", l.Number, l.Title, l.Ask)
	}
	fmt.Fprint(w, "\nbijou lesson 1 begins the first; E in the explorer lists them too.\n")
	return w.Flush()
}

// Explain writes what a word means, and its formula with the numbers of a run if there is
// one.
func Explain(out io.Writer, word string, s *model.Snapshot) error {
	t, err := glossary.Lookup(word)
	if err != nil {
		return err
	}
	head := t.Name
	if len(t.Also) > 0 {
		head += "  (also " + strings.Join(t.Also, ", ") + ")"
	}
	fmt.Fprintf(out, "%s\n  %s\n", head, t.Text)
	if t.Formula != "" {
		fmt.Fprintf(out, "  %s\n", t.Formula)
	}
	if s != nil && t.Now != "" {
		if now, ok := glossary.Fill(t.Now, glossary.Measured(s)); ok {
			fmt.Fprintf(out, "  %s\n  at step %d of %s\n", now, s.Step, presets.FormatRecipe(s.Config()))
		}
	}
	if t.From != "" {
		fmt.Fprintf(out, "  %s\n", t.From)
	}
	return nil
}
