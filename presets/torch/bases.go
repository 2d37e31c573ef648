package torch

import (
	"fmt"
	"maps"

	"bijou/flows"
)

// baseKinds says for every base how it is constructed in dim dimensions.
var baseKinds = map[string]func(b flows.BaseSpec, dim int) call{
	"normal":   plainBase("normal", "Normal("),
	"uniform":  plainBase("uniform", "Uniform("),
	"logistic": plainBase("logistic", "Logistic("),
	"laplace":  plainBase("laplace", "Laplace("),
	"student": func(b flows.BaseSpec, _ int) call {
		return call{"Student(", []string{"nu=" + b.Value("nu")}, ")", []string{"student"}}
	},
	"mixture": func(b flows.BaseSpec, dim int) call {
		if b.Value("fit") == "yes" {
			return call{"FittedMixture(", []string{fmt.Sprint(dim), fmt.Sprint("components=", flows.FittedComponents(b))}, ")", []string{"fittedmixture"}}
		}
		args := []string{fmt.Sprint(dim), "modes=" + b.Value("modes"), "radius=" + b.Value("radius"), "sd=" + b.Value("sd")}
		if b.Value("trained") == "yes" {
			args = append(args, "trained=True")
		}
		return call{"Mixture(", args, ")", []string{"mixture"}}
	},
}

func plainBase(part, open string) func(flows.BaseSpec, int) call {
	return func(flows.BaseSpec, int) call { return call{open, nil, ")", []string{part}} }
}

// constructBase returns how a base is constructed, or an error that names it.
func constructBase(b flows.BaseSpec, dim int) (call, error) {
	constructor, ok := baseKinds[b.Kind().Name]
	if !ok {
		return call{}, fmt.Errorf("a flow from the base %s cannot be written as PyTorch: nobody has written that base there", b.Kind().Name)
	}
	return constructor(b, dim), nil
}

// with returns the values with one more.
func with(v flows.Values, name, value string) flows.Values {
	v = maps.Clone(v)
	v[name] = value
	return v
}
