package presets

import (
	_ "embed"
	"strings"

	"bijou/flows"
	"bijou/model"
	"bijou/presets/reading"
)

//go:embed data/old_faithful.csv
var oldFaithfulCSV string

//go:embed data/iris.csv
var irisCSV string

// realDatasets lists the measured sets that the program carries; sources and
// licences are in data/README.md.
func realDatasets() []Dataset {
	return []Dataset{{
		Name: "old-faithful", Title: "Old Faithful",
		Summary: "272 eruptions of a geyser: duration and waiting time to the next, both in minutes",
		Origin:  "Azzalini and Bowman 1990",
		Build:   embedded("old-faithful", oldFaithfulCSV),
	}, {
		Name: "iris", Title: "Iris",
		Summary: "150 flowers, four lengths in cm; the species column is left out",
		Origin:  "Fisher 1936",
		Build:   embedded("iris", irisCSV),
	}, digits(), details(), shapes()}
}

// embedded reads a table that was compiled in.
func embedded(name, text string) func(flows.Values) (model.Source, error) {
	return func(flows.Values) (model.Source, error) {
		src, _, err := reading.ReadCSV(strings.NewReader(text), name, nil)
		return src, err
	}
}
