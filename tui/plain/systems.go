package plain

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"bijou/model"
	"bijou/presets/systems"
)

// ListSystems writes the table of systems: what each is called, what it goes back to,
// how to run it, and what is not built.
func ListSystems(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, s := range systems.All() {
		fmt.Fprintf(w, "%s\t%s\n\t  also called: %s\n\t  goes back to: %s\n\t  bijou --recipe %s\n", s.Name, s.Summary, s.Called, s.Relatives, strings.Join(s.Recipes, ", "))
		for _, n := range s.NotBuilt {
			fmt.Fprintf(w, "\t  not built: %s\n", n)
		}
	}
	return w.Flush()
}

// ListObjectives writes the catalogue of objectives with their settings.
func ListObjectives(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, k := range model.Objectives() {
		fmt.Fprintf(w, "%s\t%s\n", k.Name, k.Summary)
		if k.Paper != "" {
			fmt.Fprintf(w, "\t  %s\n", k.Paper)
		}
		if len(k.Fields) > 0 {
			fmt.Fprintf(w, "\t  %s\n", fields(k.Fields))
		}
	}
	return w.Flush()
}

// Systems trains the named systems, or all of them for none, on some seeds and prints
// their figures, of each the worst. The error is [ErrMissed] where a bar was missed.
func Systems(ctx context.Context, out, progress io.Writer, names []string, seeds int, asJSON bool) error {
	list, err := systemsCalled(names)
	if err != nil {
		return err
	}
	if !asJSON {
		fmt.Fprintf(out, "%-13s %-20s %11s %-10s %9s %11s %5s %8s\n", "system", "figure", "value", "± se", "known", "bar", "seed", "seconds")
	}
	var missed missedOf
	m := NewMeter(progress, "systems", 0, len(list))
	defer m.Clear()
	out = m.Over(out)
	for i, s := range list {
		m.Set(i, s.Name)
		results, err := s.Evaluate(ctx, seeds)
		if err != nil {
			return err
		}
		for _, r := range results {
			verdict := missed.verdict(r.Met)
			if asJSON {
				err = writeJSON(out, r)
			} else {
				err = writeResult(out, r, verdict)
			}
			if err != nil {
				return err
			}
		}
	}
	return missed.err()
}

// systemsCalled returns the named systems, or all for none.
func systemsCalled(names []string) ([]systems.System, error) {
	if len(names) == 0 {
		return systems.All(), nil
	}
	var list []systems.System
	for _, name := range names {
		s, err := systems.Lookup(name)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

func writeResult(out io.Writer, r systems.Result, verdict string) error {
	known, bar := cell("%.4f", r.Known), ""
	if r.Sense != "" {
		bar = fmt.Sprintf("%s %.4g", r.Sense, float64(r.Bar))
	} else {
		verdict = ""
	}
	se := cell("%.4f", r.SE)
	if se != "" {
		se = "± " + se
	}
	line := fmt.Sprintf("%-13s %-20s %11.4f %-10s %9s %11s %5d %8.1f  %s", r.System, r.Name, float64(r.Value), se, known, bar, r.Seed, float64(r.Time), verdict)
	_, err := fmt.Fprintln(out, strings.TrimRight(line, " "))
	return err
}

// cell is a number, or nothing where there is none.
func cell(format string, v model.Number) string {
	if math.IsNaN(float64(v)) {
		return ""
	}
	return fmt.Sprintf(format, float64(v))
}
