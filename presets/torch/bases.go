package torch

import (
	"fmt"
	"maps"

	"bijou/flows"
)

// baseKinds says for every base how it is constructed in dim dimensions.
var baseKinds = map[string]func(b flows.BaseSpec, dim int) call{
	"normal":   plainBase("normal", "Normal()"),
	"uniform":  plainBase("uniform", "Uniform()"),
	"logistic": plainBase("logistic", "Logistic()"),
	"laplace":  plainBase("laplace", "Laplace()"),
	"student": func(b flows.BaseSpec, _ int) call {
		return call{"Student(nu=" + b.Value("nu") + ")", []string{"student"}}
	},
	"mixture": func(b flows.BaseSpec, dim int) call {
		text := fmt.Sprintf("Mixture(%d, modes=%s, radius=%s, sd=%s", dim, b.Value("modes"), b.Value("radius"), b.Value("sd"))
		if b.Value("trained") == "yes" {
			text += ", trained=True"
		}
		return call{text + ")", []string{"mixture"}}
	},
}

func plainBase(part, text string) func(flows.BaseSpec, int) call {
	return func(flows.BaseSpec, int) call { return call{text, []string{part}} }
}

// constructBase returns how a base is constructed, or an error that names it.
func constructBase(b flows.BaseSpec, dim int) (call, error) {
	make, ok := baseKinds[b.Kind().Name]
	if !ok {
		return call{}, fmt.Errorf("a flow from the base %s cannot be written as PyTorch: nobody has written that base there", b.Kind().Name)
	}
	return make(b, dim), nil
}

// with returns the values with one more.
func with(v flows.Values, name, value string) flows.Values {
	v = maps.Clone(v)
	v[name] = value
	return v
}
