package ssh

import (
	"fmt"
	"strings"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/lessons"
	"bijou/presets/reading"
)

// A menu is what guests may ask for.
type menu struct {
	limits  model.Limits
	recipes []presets.Recipe // that keep to the limits
	refused map[string]error // why the others do not, by name
	sets    []presets.Dataset
}

func newMenu(limits model.Limits) menu {
	m := menu{limits: limits, refused: map[string]error{}, sets: append(presets.Datasets(), presets.Targets()...)}
	for _, r := range presets.Recipes() {
		if err := m.tooMuch(r); err != nil {
			m.refused[r.Name] = err
			continue
		}
		m.recipes = append(m.recipes, r)
	}
	return m
}

// tooMuch says why guests cannot have a recipe.
func (m *menu) tooMuch(r presets.Recipe) error {
	parts, err := presets.SplitRecipe(r.Line)
	if err != nil {
		return err
	}
	cfg, err := parts.CatalogueConfig(m.limits)
	if err != nil {
		return err
	}
	return m.limits.Check(cfg)
}

// An order is a run that was asked for.
type order struct {
	parts  presets.Parts
	name   string          // of the recipe; may be empty
	lesson *lessons.Lesson // nil for none
	notes  []string        // what is not as it was asked for
}

// order reads a command as a recipe line, and without one the user name as the
// name of a recipe or of a data set. Any other name is that of a person, who gets
// the default.
func (m *menu) order(user, command string) (o order, err error) {
	if command != "" {
		o.parts, err = presets.SplitRecipe(command)
		return o, err
	}
	if l, err := lessons.Lookup(user); err == nil && strings.HasPrefix(user, "lesson-") {
		o.parts, err = presets.SplitRecipe(l.Run)
		o.name, o.lesson = l.Name(), l
		return o, err
	}
	if r, err := presets.LookupRecipe(user); err == nil {
		why := m.refused[r.Name]
		if why == nil {
			o.parts, err = presets.SplitRecipe(r.Line)
			o.name = r.Name
			return o, err
		}
		o.notes = []string{fmt.Sprintf("%s is not served, this is %s: %s", r.Name, presets.DefaultRecipe, why)}
	}
	def, err := presets.LookupRecipe(presets.DefaultRecipe)
	if err != nil {
		return o, err
	}
	if o.parts, err = presets.SplitRecipe(def.Line); err != nil {
		return o, err
	}
	switch _, ok := presets.LookupDataset(user); {
	case ok:
		o.parts.Data = user
	case user == "":
		o.name = def.Name
	case o.notes == nil:
		o.name = def.Name
		o.notes = []string{fmt.Sprintf("nothing here is called %s, this is %s; ssh HOST help lists more", reading.Clean(user), def.Name)}
	default:
		o.name = def.Name
	}
	return o, nil
}

// help says in plain text what there is and how to ask for it.
func (m *menu) help() string {
	var b strings.Builder
	b.WriteString(`bijou, a terminal explorer for normalizing flows

  ssh HOST                    the default run
  ssh NAME@HOST               a recipe, or a data set under the default stack
  ssh lesson-1@HOST           a lesson: things to do, and an answer with the numbers of the run
  ssh -t HOST 'moons | coupling*4 | adam(lr=0.003) | seed=3'
                              any run: data | stack | training | seed
  ssh -o SendEnv=COLORTERM …  with all colours of your terminal

`)
	fmt.Fprintf(&b, "At most %d layers, nets of %d×%d, %d points, %d a step, %d parameters.\n",
		m.limits.Layers, m.limits.Width, m.limits.Width, m.limits.Points, m.limits.Batch, m.limits.Parameters)
	b.WriteString("In the explorer ? explains what is on the screen and lists the keys, and q leaves.\n\nRecipes\n")
	for _, r := range m.recipes {
		fmt.Fprintf(&b, "  %-16s %s\n", r.Name, r.Summary)
	}
	b.WriteString("\nLessons\n")
	for _, l := range lessons.All() {
		fmt.Fprintf(&b, "  %-16s %s\n", l.Name(), l.Title)
	}
	b.WriteString("\nData sets\n")
	for _, s := range m.sets {
		fmt.Fprintf(&b, "  %-16s %s\n", s.Name, s.Summary)
	}
	return b.String()
}
