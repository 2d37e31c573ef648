package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"bijou/flows"
	"bijou/presets"
	"bijou/presets/reading"
	"bijou/presets/systems"
	"bijou/tui/figure"
	"bijou/tui/theme"
)

// A completer lists what a word may become, each with what it is after a tab.
type completer func() []cobra.Completion

// complete adds to a command what its flags may be, for those that it has.
func complete(c *cobra.Command) {
	for name, all := range map[string]completer{
		"data": dataNames, "target": targetNames, "recipe": recipeNames, "run": runNames,
		"figure": figureNames,
		"theme":  themeNames, "glyphs": words("braille", "blocks", "ascii"), "log": words("text", "json"),
	} {
		completeFlag(c, name, oneOf(all))
	}
	completeFlag(c, "stack", stackSoFar)
	for _, f := range reading.ReadingFields() {
		if f.Words != nil {
			completeFlag(c, f.Name, cobra.FixedCompletions(f.Words, cobra.ShellCompDirectiveNoFileComp))
		}
	}
	for _, name := range []string{"seed", "steps", "batch", "lr", "n", "folds", "every", "log-every", "seconds", "seeds", "points", "workers", "only", "skip", "size", "keys", "speed"} {
		completeFlag(c, name, cobra.NoFileCompletions)
	}
	for _, below := range c.Commands() {
		complete(below)
	}
}

func completeFlag(c *cobra.Command, name string, f cobra.CompletionFunc) {
	if c.Flags().Lookup(name) != nil {
		c.RegisterFlagCompletionFunc(name, f) //nolint:errcheck // the flag is there
	}
}

// oneOf completes a word. Where none of them begins so, the shell offers files.
func oneOf(all completer) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return beginning("", begun, all()), cobra.ShellCompDirectiveDefault
	}
}

// firstRun completes the first argument of a command by the saved runs.
func firstRun(c *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return oneOf(runNames)(c, args, begun)
}

// stackSoFar completes the last layer of a stack, behind its last comma outside
// brackets.
func stackSoFar(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	at, open := 0, 0
	for i, r := range begun {
		switch {
		case r == '(':
			open++
		case r == ')':
			open--
		case r == ',' && open == 0:
			at = i + 1
		}
	}
	if open > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	last := strings.TrimLeft(begun[at:], " ")
	before := begun[:len(begun)-len(last)]
	all := layerNames()
	if at == 0 {
		all = append(baseNames(), all...)
	}
	return beginning(before, last, all), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// beginning keeps the words that begin so, and puts before in front of them.
func beginning(before, begun string, all []cobra.Completion) (some []cobra.Completion) {
	for _, word := range all {
		if strings.HasPrefix(word, begun) {
			some = append(some, before+word)
		}
	}
	return some
}

func words(all ...string) completer { return func() []cobra.Completion { return all } }

// described offers the entries of a catalogue, each with its summary.
func described[T any](catalogue []T, of func(T) (name, summary string)) (all []cobra.Completion) {
	for _, entry := range catalogue {
		all = append(all, cobra.CompletionWithDesc(of(entry)))
	}
	return all
}

func dataNames() []cobra.Completion {
	return described(presets.Datasets(), func(x presets.Dataset) (name, summary string) { return x.Name, x.Summary })
}

func targetNames() []cobra.Completion {
	return described(presets.Targets(), func(x presets.Dataset) (name, summary string) { return x.Name, x.Summary })
}

func recipeNames() []cobra.Completion {
	return described(presets.Recipes(), func(x presets.Recipe) (name, summary string) { return x.Name, x.Summary })
}

func themeNames() []cobra.Completion { return theme.Names() }

func figureNames() []cobra.Completion {
	return described(figure.Kinds(), func(x figure.Kind) (name, summary string) { return x.Name, x.Summary })
}

func runNames() (all []cobra.Completion) { return presets.UserShelf().Names() }

func layerNames() []cobra.Completion {
	return described(flows.Kinds(), func(x *flows.Kind) (name, summary string) { return x.Name, x.Summary })
}

func baseNames() []cobra.Completion {
	return described(flows.Bases(), func(x *flows.BaseKind) (name, summary string) { return x.Name, x.Summary })
}

func systemNames() []cobra.Completion {
	return described(systems.All(), func(x systems.System) (name, summary string) { return x.Name, x.Summary })
}
