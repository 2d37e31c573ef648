package plain

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"bijou/flows"
	"bijou/presets"
	"bijou/presets/posteriors"
	"bijou/presets/reading"
	"bijou/presets/worlds"
)

// ListData writes the catalogue of data sets.
func ListData(out io.Writer) error { return listSets(out, presets.Datasets()) }

// ListTargets writes the catalogue of targets.
func ListTargets(out io.Writer) error {
	if err := listSets(out, presets.Targets()); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\nposterior(model.txt) is that of a model of your own over a table: see .github/GUIDE.md.\nIts distributions: %s.\n", strings.Join(posteriors.Usages(), ", "))
	return err
}

func listSets(out io.Writer, sets []presets.Dataset) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, d := range sets {
		fmt.Fprintf(w, "%s\t%s\n", d.Name, d.Summary)
		if len(d.Fields) > 0 {
			fmt.Fprintf(w, "\t  %s\n", fields(d.Fields))
		}
	}
	return w.Flush()
}

// ListLayers writes the catalogue of layers with their fields.
func ListLayers(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, k := range flows.Kinds() {
		fmt.Fprintf(w, "%s\t%s\n\t  %s; %s\n", k.Name, k.Summary, k.Paper, k.Cost)
		if len(k.Fields) > 0 {
			fmt.Fprintf(w, "\t  %s\n", fields(k.Fields))
		}
	}
	fmt.Fprint(w, "\nEvery layer also takes flip (exchange the directions), frozen (do not train) and off (bypass).\n")
	return w.Flush()
}

// ListBases writes the catalogue of bases with their fields. A stack may begin
// with one.
func ListBases(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, k := range flows.Bases() {
		fmt.Fprintf(w, "%s\t%s\n", k.Name, k.Summary)
		if len(k.Fields) > 0 {
			fmt.Fprintf(w, "\t  %s\n", fields(k.Fields))
		}
	}
	fmt.Fprint(w, "\nA stack begins with its base: student(nu=3), actnorm, coupling*4. Without one it is normal.\n")
	return w.Flush()
}

// ListWorlds writes the catalogue of worlds to act in.
func ListWorlds(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, k := range worlds.Catalogue() {
		fmt.Fprintf(w, "%s\t%s\n\t  %s\n\t  the best is known: %s\n", k.Name, k.Summary, k.Origin, k.Best)
		if len(k.Fields) > 0 {
			fmt.Fprintf(w, "\t  %s\n", fields(k.Fields))
		}
	}
	return w.Flush()
}

// ListRecipes writes the ready-made recipes; each line works with --spec.
func ListRecipes(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, r := range presets.Recipes() {
		fmt.Fprintf(w, "%s\t%s\n\t  %s\n", r.Name, r.Summary, r.Line)
	}
	return w.Flush()
}

// ListRuns writes the runs on a shelf, those written last first; each name works
// with --run. One that cannot be opened is listed with the reason.
func ListRuns(out io.Writer, shelf presets.Shelf) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	names := shelf.Names()
	for _, name := range names {
		f, err := shelf.Open(name)
		if err != nil {
			fmt.Fprintf(w, "%s\t%s\n", reading.Clean(name), err)
			continue
		}
		s := f.Snapshot()
		fmt.Fprintf(w, "%s\tstep %d, best test NLL %.4f\n\t  %s\n", reading.Clean(name), s.Step, s.Best, presets.FormatRecipe(f.Config()))
		f.Close()
	}
	if len(names) == 0 {
		fmt.Fprintln(w, "No run is saved yet: w in the explorer saves one.")
	}
	return w.Flush()
}

// fields lists what may be set: affine|rqs|additive, bins=8 from 2 to 64.
func fields(list []flows.Field) string {
	parts := make([]string, len(list))
	for i, f := range list {
		switch f.Type {
		case flows.Choice:
			parts[i] = strings.Join(f.Choices, "|")
		case flows.Int, flows.Float:
			parts[i] = fmt.Sprintf("%s=%s %s", f.Name, f.Default, f.Range())
		default:
			parts[i] = f.Name + "=" + f.Default
		}
	}
	return strings.Join(parts, ", ")
}
