package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
	"bijou/presets/worlds"
)

// flags are what every run may be told.
type flags struct {
	data, target        string
	stack, recipe, spec string
	run, world          string
	program             *worlds.Program // that world names; nil for none
	resume              bool
	cols, given         []string
	support             []string
	how                 readingFlags
	seed                uint64
	steps, batch        int
	lr                  string
}

func (f *flags) register(c *cobra.Command) {
	s := c.Flags()
	s.StringVar(&f.data, "data", "", "data set such as 'moons(n=2000)', a table (CSV, JSON lines, .npy, .npz, Parquet), images (a folder of PNG files, .npy or .npz of N×H×W or N×H×W×3), WAV files or a folder of them, or - for standard input")
	s.StringVar(&f.target, "target", "", "density to learn without data, by reverse KL; see bijou list targets")
	s.StringVar(&f.world, "world", "", "program to act in, such as './my-env'; it speaks lines of JSON, see .github/GUIDE.md")
	s.StringSliceVar(&f.cols, "cols", nil, "columns of the file, by name or number")
	s.StringSliceVar(&f.given, "given", nil, "columns that are conditions: learn the others under them, p(y | x)")
	s.StringSliceVar(&f.support, "support", nil, "what columns can be, as 'income=positive,share=0..1,wind=angle': no sample falls outside")
	f.how.register(c)
	f.how.registerSplits(c)
	s.StringVar(&f.stack, "stack", "", "layers from base to data, such as 'actnorm, coupling(rqs)*4'")
	s.StringVar(&f.recipe, "recipe", presets.DefaultRecipe, "ready-made run; see bijou list recipes")
	s.StringVar(&f.spec, "spec", "", "whole run as one line: data | stack | training | seed=7")
	s.StringVar(&f.run, "run", "", "saved run to go on with: a file, or the name that w gave it")
	s.Uint64Var(&f.seed, "seed", 1, "seed of the start and of the batches")
	s.IntVar(&f.steps, "steps", 0, "steps until training ends, those of --run included")
	s.IntVar(&f.batch, "batch", 0, "points a step")
	s.StringVar(&f.lr, "lr", "", "learning rate")
	c.MarkFlagsMutuallyExclusive("recipe", "spec")
	c.MarkFlagsMutuallyExclusive("data", "target", "world")
	for _, name := range []string{"cols", "given", "support"} {
		c.MarkFlagsMutuallyExclusive("world", name)
	}
	keepApart(c, "run")
}

// moreSounds takes the arguments that a shell makes of --data *.wav: the files behind the
// first.
func (f *flags) moreSounds(c *cobra.Command, args []string) error {
	isWav := func(name string) bool { return strings.EqualFold(filepath.Ext(name), ".wav") }
	for _, name := range args {
		if !isWav(f.data) || !isWav(name) || strings.ContainsRune(name, os.PathListSeparator) {
			return noName(c, args)
		}
	}
	f.data = strings.Join(append([]string{f.data}, args...), string(os.PathListSeparator))
	if len(args) > 0 {
		return c.Flags().Set("data", f.data)
	}
	return nil
}

// noName refuses arguments, and says which flag takes the first, if one does.
func noName(c *cobra.Command, args []string) error {
	name, flag := args[0], ""
	_, isFile := os.Stat(name)
	_, isData := presets.LookupDataset(name)
	_, noRecipe := presets.LookupRecipe(name)
	switch {
	case isData, isFile == nil && filepath.Ext(name) != presets.RunExtension:
		flag = "data"
	case isFile == nil:
		flag = "run"
	case noRecipe == nil:
		flag = "recipe"
	}
	if flag == "" || c.Flags().Lookup(flag) == nil {
		return cobra.NoArgs(c, args)
	}
	return fmt.Errorf("%q needs a flag: --%s %s", name, flag, name)
}

// fit opens a run, or puts one together: the recipe, and over it whatever flags
// are given.
func (f *flags) fit(c *cobra.Command) (cfg model.Config, fit *model.Fit, err error) {
	if f.run != "" || f.resume {
		return f.reopen(c)
	}
	if c.Flags().Changed("world") {
		return f.act(c)
	}
	defer waiting(c, f.preparing())()
	if cfg, err = f.assemble(c); err != nil {
		return cfg, nil, err
	}
	if fit, err = model.NewFit(cfg); err != nil {
		err = because(err, cfg.Source.Notes)
	}
	return cfg, fit, err
}

// assemble puts the config of a run together from the flags.
func (f *flags) assemble(c *cobra.Command) (cfg model.Config, err error) {
	parts, err := f.parts(c)
	if err != nil {
		return cfg, err
	}
	how, err := f.how.reading()
	if err == nil {
		parts.Data, err = presets.WithReading(parts.Data, how)
	}
	if err == nil {
		parts.Data, err = reading.WithSupports(parts.Data, f.support)
	}
	if err != nil {
		return cfg, err
	}
	for _, name := range f.given {
		if slices.Contains(f.cols, name) {
			return cfg, fmt.Errorf("column %s is both learnt and given: take it out of --cols or of --given", reading.Clean(name))
		}
	}
	if cfg, err = parts.Config(f.cols, f.given...); err != nil {
		return cfg, err
	}
	if cfg, err = f.choose(c, cfg); err != nil {
		return cfg, err
	}
	cfg.Settings, err = f.settings(c, cfg.Settings)
	return cfg, err
}

// choose gives a run whose stack was not named one that suits its data.
func (f *flags) choose(c *cobra.Command, cfg model.Config) (model.Config, error) {
	if c.Flags().Changed("stack") || f.spec != "" {
		return cfg, nil
	}
	if !c.Flags().Changed("recipe") && c.Flags().Changed("data") {
		if auto, err := presets.Auto(cfg); err != nil || len(auto.Source.Notes) > len(cfg.Source.Notes) {
			return auto, err
		}
	}
	cfg.Spec = presets.ForColumns(cfg.Spec, len(cfg.Source.Columns))
	return cfg, nil
}

// act puts a run together in a person's own world: what nothing is said of is that of
// the recipe that suits it.
func (f *flags) act(c *cobra.Command) (cfg model.Config, fit *model.Fit, err error) {
	var line string
	if f.program, line, err = presets.OpenWorld(f.world); err != nil {
		return cfg, nil, err
	}
	if !c.Flags().Changed("recipe") && f.spec == "" {
		f.spec = line
	}
	parts, err := f.parts(c)
	if err != nil {
		return cfg, nil, err
	}
	if cfg, err = parts.ConfigIn(f.program, f.world); err != nil {
		return cfg, nil, err
	}
	if cfg.Settings, err = f.settings(c, cfg.Settings); err != nil {
		return cfg, nil, err
	}
	fit, err = model.NewFit(cfg)
	return cfg, fit, err
}

// close ends the program to act in, if there is one.
func (f *flags) close() {
	if f.program != nil {
		f.program.Close()
	}
}

// because adds to an error what was left out of the data, which may be its reason.
func because(err error, notes []string) error {
	for _, note := range notes {
		if strings.HasPrefix(note, "Left out ") {
			return fmt.Errorf("%w; of the table: l%s", err, strings.TrimSuffix(note[1:], "."))
		}
	}
	return err
}

// trainingFlags are the settings of training that have a flag.
var trainingFlags = []string{"steps", "batch", "lr"}

// settings puts the flags that speak of training over those of the recipe.
func (f *flags) settings(c *cobra.Command, s model.Settings) (model.Settings, error) {
	over := map[string]string{}
	for _, name := range trainingFlags {
		if flag := c.Flags().Lookup(name); flag.Changed {
			over[name] = flag.Value.String()
		}
	}
	if f.target != "" {
		over["objective"] = "reverse-kl"
	}
	for name, value := range over {
		var err error
		if s, err = s.With(name, value); err != nil {
			return s, err
		}
	}
	return s, nil
}

// parts takes the texts of a run from the recipe or the spec, and from the
// flags that stand over them.
func (f *flags) parts(c *cobra.Command) (presets.Parts, error) {
	line := f.spec
	if line == "" {
		r, err := presets.LookupRecipe(f.recipe)
		if err != nil {
			return presets.Parts{}, err
		}
		line = r.Line
	}
	parts, err := presets.SplitRecipe(line)
	for name, part := range map[string]*string{"data": &parts.Data, "target": &parts.Data, "stack": &parts.Stack, "seed": &parts.Seed} {
		if flag := c.Flags().Lookup(name); flag.Changed {
			*part = flag.Value.String()
		}
	}
	return parts, err
}

// name is that of the recipe, if it is shown as it stands.
func (f *flags) name(c *cobra.Command) string {
	for _, flag := range []string{"spec", "data", "target", "world", "stack", "run", "resume"} {
		if c.Flags().Changed(flag) {
			return ""
		}
	}
	return f.recipe
}
