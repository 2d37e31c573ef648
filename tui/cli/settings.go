package cli

import (
	"bijou/presets/reading"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/pflag"
)

// environmentPrefix stands before the name of a flag in the environment: BIJOU_PER_ADDRESS.
const environmentPrefix = "BIJOU_"

// configFlag is the flag of the file that holds others.
const configFlag = "config"

// fill gives a value to every flag that was not given: that of the environment, or else of
// the file that --config names.
func fill(s *pflag.FlagSet) error {
	given := map[string]bool{}
	s.Visit(func(f *pflag.Flag) { given[f.Name] = true })
	set := func(name, value, from string) error {
		if given[name] {
			return nil
		}
		given[name] = true
		if err := s.Set(name, value); err != nil {
			return fmt.Errorf("%s: %w", from, worded(err))
		}
		return nil
	}
	var err error
	s.VisitAll(func(f *pflag.Flag) {
		name := variableOf(f.Name)
		if value := os.Getenv(name); value != "" && f.Name != "help" && err == nil {
			err = set(f.Name, value, name)
		}
	})
	file := s.Lookup(configFlag).Value.String()
	if err != nil || file == "" {
		return err
	}
	values, err := readSettings(file)
	if err != nil {
		return err
	}
	for _, v := range values {
		if s.Lookup(v.name) == nil || v.name == configFlag || v.name == "help" {
			return fmt.Errorf("%s: there is no setting %q; they are the flags of bijou serve --help", file, reading.Clean(v.name))
		}
		if err := set(v.name, v.value, file); err != nil {
			return err
		}
	}
	return nil
}

// A setting is one of a file.
type setting struct{ name, value string }

// readSettings reads a TOML file of names and values, in the order of the names. A list is
// as good as its values with commas between.
func readSettings(file string) (settings []setting, err error) {
	const most = 64 << 10
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if len(text) > most {
		return nil, fmt.Errorf("%s has more than %d KiB", file, most>>10)
	}
	values := map[string]any{}
	if err := toml.Unmarshal(text, &values); err != nil {
		return nil, fmt.Errorf("%s is not TOML: %s", file, reading.Clean(err.Error()))
	}
	for name, v := range values {
		switch v := v.(type) {
		case string, bool, int64, float64:
			settings = append(settings, setting{name, fmt.Sprint(v)})
		case []any:
			var words []string
			for _, w := range v {
				words = append(words, fmt.Sprint(w))
			}
			settings = append(settings, setting{name, strings.Join(words, ",")})
		default:
			return nil, fmt.Errorf("%s: %s is neither a text nor a number, yes or no, or a list of them", file, reading.Clean(name))
		}
	}
	slices.SortFunc(settings, func(a, b setting) int { return strings.Compare(a.name, b.name) })
	return settings, nil
}
