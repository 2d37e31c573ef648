package presets

import (
	"bytes"
	"encoding/csv"
	"strings"

	"bijou/model"
	"bijou/presets/reading"
	"bijou/presets/worlds"
)

// CommandLine is what starts a run from a shell: bijou --spec '…'. It gives the
// same run wherever the program finds the same file.
func CommandLine(c model.Config) string {
	parts, line := []string{"bijou"}, FormatRecipe(c)
	if w, ok := c.Source.Sim.(*worlds.Program); ok {
		parts = append(parts, "--world", reading.ShellWord(w.Command()))
		line = "world" + strings.TrimPrefix(line, c.Source.Spec)
	} else if name := c.Source.Spec; strings.Contains(name, "|") { // which would end the part; the flag stands over it
		parts = append(parts, "--data", reading.ShellWord(name))
		line = "moons" + strings.TrimPrefix(line, name)
	}
	parts = append(parts, "--spec", reading.ShellWord(line))
	if len(c.Source.Chosen) > 0 {
		parts = append(parts, "--cols", reading.ShellWord(Record(c.Source.Chosen)))
	}
	return strings.Join(parts, " ")
}

// Record joins names as the flag of columns takes them apart: as a line of CSV.
func Record(names []string) string {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	if err := w.Write(names); err != nil {
		panic("presets: " + err.Error()) // a buffer takes everything
	}
	w.Flush()
	return strings.TrimSuffix(text.String(), "\n")
}
