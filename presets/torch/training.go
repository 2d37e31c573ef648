package torch

import (
	"errors"
	"fmt"
	"strings"

	"bijou/model"
)

// Training is how a script trains its flow, unless its command line says otherwise.
type Training struct {
	Settings model.Settings
	Seed     uint64
}

// endless is the number of steps of a run that has no end here.
const endless = 5000

// TrainingOf returns how a run is trained. The error says that PyTorch is not told how.
func TrainingOf(s *model.Snapshot) (*Training, error) {
	settings := s.Settings
	switch name := settings.Value("objective"); {
	case settings.Objective().Name != model.DefaultSettings().Objective().Name:
		return nil, fmt.Errorf("a training script learns by maximum likelihood, and this run by %s", name)
	case s.Stack.Shape.Positions() > 1:
		return nil, errors.New("a training script reads tables, and this run learns images or waves")
	}
	return &Training{settings, s.Seed}, nil
}

// settings writes what the parts of training read.
func (t *Training) settings(s Script) string {
	var b strings.Builder
	fmt.Fprintf(&b, "COLUMNS = [%s]\n", strings.Join(quoted(s.names()), ", "))
	b.WriteString("GIVEN = [  # the columns of conditions, with what a text may be\n")
	for _, g := range s.Given {
		levels := "None"
		if g.Levels != nil {
			levels = "[" + strings.Join(quoted(g.Levels), ", ") + "]"
		}
		fmt.Fprintf(&b, "    (%s, %s),\n", quote(g.Name), levels)
	}
	b.WriteString("]\n")
	steps := t.Settings.Int("steps")
	if steps == 0 {
		steps = endless
	}
	fmt.Fprintf(&b, "SETTINGS = {\n    \"optimiser\": %s, \"own\": {%s},\n", quote(t.Settings.Value("optimiser")), t.own())
	fmt.Fprintf(&b, "    \"lr\": %s, \"batch\": %s, \"steps\": %d, \"schedule\": %s, \"warmup\": %s,\n", t.Settings.Value("lr"), t.Settings.Value("batch"), steps, quote(t.Settings.Value("schedule")), t.Settings.Value("warmup"))
	fmt.Fprintf(&b, "    \"clip\": %s, \"average\": %s, \"patience\": %s, \"seed\": %d,\n}\n", t.Settings.Value("clip"), t.Settings.Value("average"), t.Settings.Value("patience"), t.Seed)
	return b.String()
}

// own are the settings of the optimiser alone, as PyTorch calls them.
func (t *Training) own() string {
	v := t.Settings.Value
	switch v("optimiser") {
	case "adam":
		return fmt.Sprintf("\"betas\": (%s, %s), \"eps\": %s", v("beta1"), v("beta2"), v("eps"))
	case "adamw":
		return fmt.Sprintf("\"betas\": (%s, %s), \"eps\": %s, \"weight_decay\": %s", v("beta1"), v("beta2"), v("eps"), v("decay"))
	case "sgd":
		return fmt.Sprintf("\"momentum\": %s", v("momentum"))
	}
	panic("torch: nobody says what " + v("optimiser") + " is called in PyTorch")
}

// names are those of the columns, each once.
func (s Script) names() []string {
	if len(s.Columns) == s.Stack.Dim {
		return s.Columns
	}
	names := make([]string, s.Stack.Dim)
	for i := range names {
		names[i] = fmt.Sprintf("x%d", i+1)
	}
	return names
}

func quoted(texts []string) []string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = quote(t)
	}
	return all
}
