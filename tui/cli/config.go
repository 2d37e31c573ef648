package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"bijou/presets/reading"
	"bijou/presets/tables"
)

// A preference is a setting that a person keeps: a flag by its name, which BIJOU_NAME and the
// file of settings may say as well.
type preference struct {
	name, about, otherwise string
	check                  func(value string) error
}

var preferences = []preference{
	{"theme", "colours of the explorer", "auto", func(v string) error { return checkLooks(v, "") }},
	{"glyphs", "braille, blocks or ascii", "by the locale", func(v string) error { return checkLooks("", v) }},
	{"no-mouse", "leave the mouse to the terminal", "false", checkYes},
	{"plain", "sentences in place of the screen", "false", checkYes},
	{"quiet", "no progress bars and no notes", "false", checkYes},
}

func checkYes(v string) error {
	if _, err := strconv.ParseBool(v); err != nil {
		return fmt.Errorf("true or false, not %q", reading.Clean(v))
	}
	return nil
}

// configFile is where the settings of a person are.
func configFile() string {
	xdg.Reload() // as the environment may have changed since the process started
	return filepath.Join(xdg.ConfigHome, "bijou", "config.toml")
}

// A chosen preference has a value and where that comes from.
type chosen struct {
	preference
	value, from string
}

// chosenPreferences reads the environment over the file. What cannot be used is left out, and
// told: a setting of yesterday must not keep the program from starting.
func chosenPreferences() (list []chosen, wrong []error) {
	file := configFile()
	settings, err := readSettings(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		wrong = append(wrong, err)
	}
	for _, s := range settings {
		if !slices.ContainsFunc(preferences, func(p preference) bool { return p.name == s.name }) {
			wrong = append(wrong, fmt.Errorf("%s: there is no setting %q; bijou config print lists them", file, reading.Clean(s.name)))
		}
	}
	for _, p := range preferences {
		c := chosen{preference: p}
		for _, s := range settings {
			if s.name == p.name {
				c.value, c.from = s.value, file
			}
		}
		name := variableOf(p.name)
		if value := os.Getenv(name); value != "" {
			c.value, c.from = value, name
		}
		if c.from != "" {
			if err := p.check(c.value); err != nil {
				wrong = append(wrong, fmt.Errorf("%s: %s: %w", c.from, p.name, err))
				c.value, c.from = "", ""
			}
		}
		list = append(list, c)
	}
	return list, wrong
}

// variableOf is the variable of the environment that says what a flag does.
func variableOf(flag string) string {
	return environmentPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// prefer gives the flags of a command that were not given what the person prefers. Pictures of
// the screen and the server say all themselves.
func prefer(c *cobra.Command) {
	switch c.Name() {
	case "serve", "screen", "record", "config", "path", "print", "set":
		return
	}
	list, wrong := chosenPreferences()
	for _, p := range list {
		if f := c.Flags().Lookup(p.name); p.from != "" && f != nil && !f.Changed {
			f.Value.Set(p.value) //nolint:errcheck // it was checked
		}
	}
	if !isQuiet(c) && len(wrong) > 0 {
		fmt.Fprintf(os.Stderr, "note: %s.\n", wrong[0])
	}
}

// config tells and sets what a person prefers.
func config() *cobra.Command {
	c := &cobra.Command{
		Use:   "config",
		Short: "Settings that are kept: colours, glyphs, mouse",
		Long: "Settings that are kept, in a TOML file of names and values. BIJOU_THEME and its like in the\n" +
			"environment stand over the file, and flags over both.",
		Example: "  bijou config print\n  bijou config set theme safe",
	}
	c.AddCommand(
		&cobra.Command{Use: "path", Short: "Where the file is", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(c.OutOrStdout(), configFile())
			return ran(err)
		}},
		&cobra.Command{Use: "print", Short: "All settings, and where their values come from", Args: cobra.NoArgs, RunE: printConfig},
		&cobra.Command{Use: "set NAME VALUE", Short: "Keep a setting", Args: cobra.ExactArgs(2), ValidArgsFunction: completeSetting, RunE: func(c *cobra.Command, args []string) error {
			return usageOrNil(setPreference(configFile(), args[0], args[1]))
		}},
	)
	return c
}

func usageOrNil(err error) error {
	if err == nil {
		return nil
	}
	return usage(err)
}

func printConfig(c *cobra.Command, _ []string) error {
	list, wrong := chosenPreferences()
	for _, p := range list {
		value, from := p.value, "from "+p.from
		if p.from == "" {
			value, from = p.otherwise, "as nothing is said"
		}
		if _, err := fmt.Fprintf(c.OutOrStdout(), "%-10s %-14s %-36s %s\n", p.name, value, p.about, from); err != nil {
			return ran(err)
		}
	}
	return usageOrNil(errors.Join(wrong...))
}

// completeSetting offers names, and then the values of a name that has words.
func completeSetting(_ *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var all []cobra.Completion
	switch {
	case len(args) == 0:
		for _, p := range preferences {
			all = append(all, cobra.CompletionWithDesc(p.name, p.about))
		}
	case len(args) == 1 && args[0] == "theme":
		all = themeNames()
	case len(args) == 1 && args[0] == "glyphs":
		all = words("braille", "blocks", "ascii")()
	case len(args) == 1:
		all = words("true", "false")()
	}
	return beginning("", begun, all), cobra.ShellCompDirectiveNoFileComp
}

// setPreference writes a setting into the file; what else stands there stays.
func setPreference(file, name, value string) error {
	at := slices.IndexFunc(preferences, func(p preference) bool { return p.name == name })
	if at < 0 {
		var names []string
		for _, p := range preferences {
			names = append(names, p.name)
		}
		return fmt.Errorf("there is no setting %q; there are %s", reading.Clean(name), strings.Join(names, ", "))
	}
	if err := preferences[at].check(value); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	line := fmt.Sprintf("%s = %q", name, value)
	if yes, err := strconv.ParseBool(value); err == nil {
		line = fmt.Sprintf("%s = %t", name, yes)
	}
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	if len(text) == 0 {
		lines = nil
	}
	is := func(l string) bool {
		before, _, ok := strings.Cut(l, "=")
		return ok && strings.TrimSpace(before) == name
	}
	if at := slices.IndexFunc(lines, is); at >= 0 {
		lines[at] = line
	} else {
		lines = append(lines, line)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	out, err := tables.Create(file) // which has its name when all is written
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, strings.Join(lines, "\n")+"\n"); err != nil {
		out.Discard()
		return err
	}
	return out.Commit()
}
