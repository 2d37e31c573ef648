package plain

import (
	"path/filepath"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
	"bijou/presets/tables"
	"bijou/tui/figure"
	"bijou/tui/view"
)

// FigureOptions say what Figure draws of a run.
type FigureOptions struct {
	Name  string      // of the figure; empty for the one that says most
	Size  figure.Size // zero for that of the figure
	Given string      // the condition that it is under; empty for all
}

// Figure draws a figure of a run into a file, in the format that its name ends with. The
// file is there when all is well.
func Figure(s *model.Snapshot, path string, o FigureOptions) error {
	s, err := under(s, o.Given)
	if err != nil {
		return err
	}
	kind := figure.Default(s)
	if o.Name != "" {
		if kind, err = figure.Lookup(o.Name); err != nil {
			return err
		}
	}
	file, err := tables.Create(path)
	if err != nil {
		return err
	}
	if err := figure.Write(file, s, kind, filepath.Ext(path), o.Size); err != nil {
		file.Discard()
		return err
	}
	return file.Commit()
}

// under puts a snapshot under the condition that a text names, or under all of the data.
func under(s *model.Snapshot, given string) (*model.Snapshot, error) {
	if given == "" {
		if s.Data.GivenDim() == 0 {
			return s, nil
		}
		return s.Under(view.DataSample(s.Data, view.CloudPoints).Given), nil
	}
	if err := presets.CheckConditions(given, s.Data.Conditions()); err != nil {
		return nil, err
	}
	told, err := presets.ParseConditions(given, s.Data.Conditions(), reading.ReadingOf(s.Data.Spec))
	if err != nil {
		return nil, err
	}
	return s.Under(s.Data.StandardGiven(told)), nil
}
