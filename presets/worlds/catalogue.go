package worlds

import (
	"slices"

	"bijou/flows"
	"bijou/model/acting"
)

// A Kind is an entry of the catalogue.
type Kind struct {
	Name    string // as in a recipe: multigoal
	Title   string // as a heading: Four goals
	Summary string // half a sentence on what it is and what it is good for
	Origin  string // where the definition comes from
	Best    string // how it is known what the best agent gets
	Fields  []flows.Field
	Build   func(flows.Values) acting.World // wants a value for every field
}

// Catalogue returns all worlds.
func Catalogue() []Kind { return slices.Clone(catalogue) }

// Lookup finds a world by its name.
func Lookup(name string) (Kind, bool) {
	at := slices.IndexFunc(catalogue, func(k Kind) bool { return k.Name == name })
	if at < 0 {
		return Kind{}, false
	}
	return catalogue[at], true
}

var catalogue = []Kind{{
	Name: "coin", Title: "Coin", Summary: "0 or 1 at every step, worth half a step later: the return is exactly uniform between 0 and 2",
	Origin: "binary expansion of a uniform number", Best: "law of the return by a formula",
	Build: func(flows.Values) acting.World { return Coin{} },
}, {
	Name: "arms", Title: "Two arms", Summary: "one choice: safe pays 1, risky a little more on average and often less than nothing",
	Origin: "a bandit with a law of two humps", Best: "laws of both arms by a formula",
	Build: func(flows.Values) acting.World { return NewArms() },
}, {
	Name: "grid", Title: "Windy maze", Summary: "a maze of 6×6 cells where wind pushes, steps cost at random, and a pit lies by the way",
	Origin: "after the windy gridworld of Sutton and Barto 2018, section 6.5", Best: "value iteration",
	Fields: []flows.Field{
		{Name: "wind", Help: "probability that it pushes a cell on after a move", Type: flows.Float, Default: "0.2", Min: 0, Max: 0.9, Step: 0.05},
		{Name: "to", Help: "where the wind blows", Type: flows.Choice, Choices: moves, Default: "south"},
	},
	Build: func(v flows.Values) acting.World {
		return NewGrid(v.Float("wind"), slices.Index(moves, v.Text("to")))
	},
}, {
	Name: "lqr", Title: "Linear quadratic", Summary: "a cart to be brought to rest; the best policy is normal",
	Origin: "double integrator, x' = Ax + Bu, cost xᵀx + u²/10", Best: "Riccati's equation",
	Build: func(flows.Values) acting.World { return NewLQR() },
}, {
	Name: "pendulum", Title: "Pendulum", Summary: "a pole to be swung up by a weak motor; a normal policy does as well",
	Origin: "Pendulum-v1 of Gymnasium", Best: "dynamic programming on a grid",
	Build: func(flows.Values) acting.World { return Pendulum{} },
}, {
	Name: "multigoal", Title: "Four goals", Summary: "four goals; a normal policy finds them as well",
	Origin: "MultiGoal of Haarnoja et al. 2017, section 5.1", Best: "dynamic programming along the straight way",
	Fields: []flows.Field{{Name: "goal", Help: "any: the nearest counts; told: one is drawn, of which the agent is told", Type: flows.Choice, Choices: []string{"any", "told"}, Default: "any"}},
	Build:  func(v flows.Values) acting.World { return MultiGoal{Told: v.Text("goal") == "told"} },
}}
