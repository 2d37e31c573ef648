package presets

import (
	"errors"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"bijou/flows"
	"bijou/model"
	"bijou/presets/posteriors"
	"bijou/presets/reading"
)

// ownPosterior is the word before the brackets in which the file of a model stands:
// posterior(doses.txt).
const ownPosterior = "posterior"

// modelFile returns the file that the text of some data names as a model.
func modelFile(text string) (file string, is bool) {
	name, inner, ok := strings.Cut(text, "(")
	inner, closed := strings.CutSuffix(inner, ")")
	return strings.TrimSpace(inner), ok && closed && strings.TrimSpace(name) == ownPosterior
}

// openPosterior reads a model and the table that it names, which is looked for beside it.
// Every error is a [*BadFileError], or a *flows.ParseError where no file is named.
func openPosterior(text, file string) (model.Source, error) {
	if file == "" {
		return model.Source{}, &flows.ParseError{Text: text, Column: len(ownPosterior) + 2, Msg: "name the file of a model: posterior(model.txt)"}
	}
	told, err := readModel(file)
	if err != nil {
		return model.Source{}, reading.InFile(err, file)
	}
	var table posteriors.Table
	p, err := posteriors.Read(told, func(name string) (posteriors.Table, error) {
		if name != "-" && !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(file), name)
		}
		table, err = openColumns(name)
		return table, err
	})
	if err != nil {
		return model.Source{}, badModel(err, file)
	}
	return posteriorSource(ownPosterior+"("+reading.Printable(file)+")", tell(told, table), p), nil
}

// readModel returns the text of a file.
func readModel(file string) (string, error) {
	f, err := reading.OpenRegular(file, reading.HeldBytes)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, posteriors.MaxModelBytes+1))
	return strings.TrimPrefix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\ufeff"), err
}

// badModel puts the name of the file into an error of a model.
func badModel(err error, file string) error {
	wrong, ok := errors.AsType[*posteriors.FileError](err)
	if !ok {
		return err // of the table, which has its name
	}
	b := reading.Bad(reading.Printable(wrong.Do), "%s", reading.Printable(wrong.What))
	if wrong.Line > 0 {
		b = b.At(wrong.Line)
	}
	return reading.InFile(b, file)
}

func posteriorSource(spec, told string, p *posteriors.Posterior) model.Source {
	return model.Source{Spec: spec, Told: told, Columns: p.Columns(), Truth: p, Target: p, Notes: []string{p.Note()}}
}

// openColumns reads all columns of numbers of a table, of which every value must be there.
func openColumns(path string) (posteriors.Table, error) {
	f, err := reading.OpenRegular(path, reading.HeldBytes)
	if err != nil {
		return nil, reading.InFile(err, path)
	}
	defer f.Close()
	table, err := reading.ReadNumbers(f)
	if err != nil {
		return nil, reading.InFile(err, path)
	}
	return table, nil
}

// tableMark stands between a model and its table, where both are one text.
const tableMark = "\n#### table\n"

// tell writes a model with the columns of its table that it may use.
func tell(told string, table posteriors.Table) string {
	var b strings.Builder
	b.WriteString(told + tableMark)
	var names []string
	for name := range table {
		if strings.Contains(told, name) && !strings.ContainsAny(name, ",\"\n\r") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	b.WriteString(strings.Join(names, ","))
	if len(names) == 0 {
		return b.String()
	}
	for i := range table[names[0]] {
		for k, name := range names {
			b.WriteByte("\n,"[min(k, 1)])
			b.WriteString(strconv.FormatFloat(table[name][i], 'g', -1, 64))
		}
	}
	return b.String()
}

// toldPosterior is the posterior of a run that was kept.
func toldPosterior(spec, told string) (model.Source, error) {
	text, rows, ok := strings.Cut(told, tableMark)
	if !ok {
		return model.Source{}, errors.New("the table of its model is missing")
	}
	p, err := posteriors.Read(text, func(string) (posteriors.Table, error) { return readTold(rows) })
	if err != nil {
		return model.Source{}, err
	}
	return posteriorSource(spec, told, p), nil
}

// readTold reads back the columns that tell wrote.
func readTold(rows string) (posteriors.Table, error) {
	lines := strings.Split(rows, "\n")
	names, table := strings.Split(lines[0], ","), posteriors.Table{}
	for _, line := range lines[1:] {
		cells := strings.Split(line, ",")
		if len(cells) != len(names) {
			return nil, errors.New("the rows of its table are not equally long")
		}
		for k, cell := range cells {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, errors.New("its table holds what is no number")
			}
			table[names[k]] = append(table[names[k]], v)
		}
	}
	if len(table) != len(names) {
		return nil, errors.New("two columns of its table have one name")
	}
	return table, nil
}
