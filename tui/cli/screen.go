package cli

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"bijou/model"
	"bijou/presets/reading"
	"bijou/presets/tables"
	"bijou/tui/plain"
)

// keysHelp says what the flag --keys takes.
const keysHelp = "keys to press first, apart by spaces, as the help spells them; also train:500 (steps; train alone: all), wait:2s, type:text, click:x,y, drag:x,y,x,y, size:80x24"

// shot is what screen and record may be told, beside a run.
type shot struct {
	flags
	plain.ScreenOptions
	size, path string
}

func (s *shot) register(c *cobra.Command) {
	s.flags.register(c)
	c.Flags().StringVar(&s.size, "size", "120x40", "columns and rows of the screen")
	c.Flags().StringVar(&s.Keys, "keys", "", keysHelp)
	c.Flags().StringVarP(&s.path, "output", "o", "", "file to write")
	c.Flags().StringVar(&s.Theme, "theme", "dark", "dark, light, contrast, safe, contrast-light or safe-light")
	c.Flags().StringVar(&s.Glyphs, "glyphs", "", "braille, blocks or ascii")
	c.Flags().Float64Var(&s.Rate, "speed", 0, "steps in a second of the script while the flow trains; otherwise 500")
}

// fit puts the run together: an argument is a recipe, or a whole run as a line.
func (s *shot) fit(c *cobra.Command, args []string) (f *model.Fit, err error) {
	if len(args) > 0 {
		name := "recipe"
		if strings.Contains(args[0], "|") {
			name = "spec"
		}
		if err := c.Flags().Set(name, args[0]); err != nil {
			return nil, err
		}
	}
	across, up, ok := strings.Cut(s.size, "x")
	w, errW := strconv.Atoi(across)
	h, errH := strconv.Atoi(up)
	if !ok || errW != nil || errH != nil || w < 1 || h < 1 || w > 500 || h > 200 {
		return nil, fmt.Errorf("--size is columns and rows up to 500x200, as 120x40, not %q", s.size)
	}
	if err := checkLooks(s.Theme, s.Glyphs); err != nil {
		return nil, err
	}
	s.Width, s.Height = w, h
	_, f, err = s.flags.fit(c)
	s.ScreenOptions.Name = s.flags.name(c)
	return f, err
}

// write lets run write the file, which is there when all is well, or standard output.
func (s *shot) write(c *cobra.Command, run func(out io.Writer) error) error {
	if s.path == "" {
		return run(c.OutOrStdout())
	}
	file, err := tables.Create(s.path)
	if err != nil {
		return err
	}
	if err := run(file); err != nil {
		file.Discard()
		return err
	}
	return file.Commit()
}

func screen() *cobra.Command {
	var s shot
	c := &cobra.Command{
		Use:   "screen [RECIPE | LINE]",
		Short: "Write the screen of the explorer without a terminal",
		Long: "Write the screen of the explorer as it is behind some keys, without a terminal: as vectors (.svg), as\n" +
			"text with the sequences of a terminal (.ansi) or as text (.txt), as the file is named; without -o as\n" +
			"text on standard output. The run is a recipe, a line, or what the flags say. Keys and time are those of\n" +
			"a script, so that the same command shows the same screen.",
		Example: "  bijou screen nsf --keys 'train:2000 5 o o' -o density.svg\n" +
			"  bijou screen --run fit.safetensors --size 80x24\n" +
			"  bijou screen 'moons | coupling*4 | adam | seed=7' --keys 'space wait:2s D' -o judged.ansi",
		Args: cobra.MaximumNArgs(1), ValidArgsFunction: firstRecipe,
		RunE: func(c *cobra.Command, args []string) error {
			format := ".txt"
			if s.path != "" {
				if format = strings.ToLower(filepath.Ext(s.path)); !slices.Contains(plain.ScreenFormats, format) {
					return usage(fmt.Errorf("a screen is written as %s: -o %s is none of them", strings.Join(plain.ScreenFormats, ", "), reading.Clean(s.path)))
				}
			}
			defer s.close()
			f, err := s.fit(c, args)
			if err == nil {
				err = s.write(c, func(out io.Writer) error { return plain.Screen(c.Context(), f, out, format, s.ScreenOptions) })
			}
			if err != nil {
				return usage(err)
			}
			return nil
		},
	}
	s.register(c)
	return c
}

func recordCast() *cobra.Command {
	var s shot
	c := &cobra.Command{
		Use:   "record [RECIPE | LINE] -o FILE.cast",
		Short: "Record what the explorer shows as an asciicast, without a terminal",
		Long: "Record what the explorer shows while it is given keys and time, without a terminal, as an asciicast\n" +
			"of version 2: asciinema plays it, and others make pictures that move of it. Without --keys the flow\n" +
			"trains for ten seconds, all of its steps in them if it has an end.",
		Example: "  bijou record nsf -o nsf.cast\n" +
			"  bijou record --data rings --keys 'space wait:6s space o wait:1s o wait:2s' --speed 400 -o rings.cast",
		Args: cobra.MaximumNArgs(1), ValidArgsFunction: firstRecipe,
		RunE: func(c *cobra.Command, args []string) error {
			if s.path == "" {
				return usage(errors.New("name the file with -o, as -o run.cast"))
			}
			defer s.close()
			f, err := s.fit(c, args)
			if err != nil {
				return usage(err)
			}
			if s.Keys == "" {
				const seconds = 10
				s.Keys = fmt.Sprintf("space wait:%ds wait:2s", seconds)
				if steps := f.Config().Settings.Int("steps"); steps > 0 && s.Rate == 0 {
					s.Rate = float64(steps-f.Steps()) / seconds
				}
			}
			if err := s.write(c, func(out io.Writer) error { return plain.Record(c.Context(), f, out, s.ScreenOptions) }); err != nil {
				return usage(err)
			}
			return nil
		},
	}
	s.register(c)
	return c
}

// firstRecipe completes the first argument of a command by the recipes.
func firstRecipe(c *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return oneOf(recipeNames)(c, args, begun)
}
