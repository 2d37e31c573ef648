package presets

import (
	"fmt"
	"slices"

	"bijou/flows"
	"bijou/model"
	"bijou/presets/densities"
)

// Targets returns the densities that are known up to a constant and need no
// data: a flow learns them by reverse KL, or from samples like any data set.
func Targets() []Dataset {
	var sets []Dataset
	for _, t := range slices.Concat(energies(), exacts()) {
		sets = append(sets, t.dataset())
	}
	return append(sets, posteriorTargets()...)
}

// A target is an entry of the catalogue.
type target struct {
	Name, Title, Summary, Origin string
	fields                       []flows.Field
	density                      func(flows.Values) densities.Target
}

func (t target) dataset() Dataset {
	d := Dataset{Name: t.Name, Title: t.Title, Summary: t.Summary, Origin: t.Origin, Fields: t.fields}
	d.Build = func(v flows.Values) (model.Source, error) {
		e := t.density(v)
		return model.Source{Spec: d.spec(v), Columns: columnsOf(e.Dim()), Truth: e, Target: e}, nil
	}
	return d
}

// columnsOf names the columns of a target.
func columnsOf(dim int) []string {
	if dim <= 2 {
		return []string{"x", "y"}[:dim]
	}
	names := make([]string, dim)
	for j := range names {
		names[j] = fmt.Sprintf("x%d", j+1)
	}
	return names
}

// exacts lists the targets whose normaliser is known by a formula.
func exacts() []target {
	return []target{
		{"modes", "Modes", "blobs apart: does reverse KL find them all? forward KL covers them", "equal normal distributions on a circle",
			[]flows.Field{
				{Name: "modes", Help: "number of blobs", Type: flows.Int, Default: "2", Min: 1, Max: 12, Step: 1},
				{Name: "radius", Help: "of the circle", Type: flows.Float, Default: "2.5", Min: 0, Max: 20, Step: 0.5},
				{Name: "sd", Help: "deviation of a blob", Type: flows.Float, Default: "0.6", Min: 0.05, Max: 5, Step: 0.1},
			},
			func(v flows.Values) densities.Target {
				return densities.Exact{Differentiable: densities.RingOfGaussians(v.Int("modes"), v.Float("radius"), v.Float("sd"))}
			}},
		{"funnel", "Neal's funnel", "the width of all other columns changes by orders of magnitude with the first",
			"Neal 2003, Slice sampling: x ~ N(0, 9), the others | x ~ N(0, eˣ)",
			[]flows.Field{{Name: "dim", Help: "columns", Type: flows.Int, Default: "2", Min: 2, Max: 20, Step: 1}},
			func(v flows.Values) densities.Target {
				return densities.Exact{Differentiable: densities.Funnel{Columns: v.Int("dim"), Sigma: 3, Variance: 1}}
			}},
		{"lattice", "Lattice field", "a field on a ring of sites with two wells at each: the partition function is known by the transfer matrix",
			"scalar φ⁴ theory; Albergo, Kanwar and Shanahan 2019",
			[]flows.Field{
				{Name: "sites", Help: "of the ring", Type: flows.Int, Default: "16", Min: 2, Max: 32, Step: 1},
				{Name: "mass", Help: "m², below 0 for two wells at every site", Type: flows.Float, Default: "-1", Min: -3, Max: 5, Step: 0.5},
				{Name: "lambda", Help: "of φ⁴", Type: flows.Float, Default: "0.5", Min: 0.1, Max: 5, Step: 0.1},
			},
			func(v flows.Values) densities.Target {
				return densities.NewLattice(v.Int("sites"), v.Float("mass"), v.Float("lambda"))
			}},
		{"double-well", "Double well", "two wells along one column, which springs in the others follow: how do their free energies differ?",
			"after Noé et al. 2019",
			[]flows.Field{
				{Name: "dim", Help: "columns", Type: flows.Int, Default: "2", Min: 1, Max: 16, Step: 1},
				{Name: "tilt", Help: "slope along the first column, in kT; 0 for wells alike", Type: flows.Float, Default: "1", Min: -3, Max: 3, Step: 0.25},
			},
			func(v flows.Values) densities.Target {
				return densities.NewDoubleWell(v.Int("dim"), v.Float("tilt"))
			}},
		{"pushed", "Pushed normal", "a normal number through y = z + 2, 2z, eᶻ, z³ or tanh z: the change of variables on a line", "change of variables",
			[]flows.Field{{Name: "by", Help: "the function", Type: flows.Choice, Choices: densities.FunctionNames(), Default: densities.FunctionNames()[0]}},
			func(v flows.Values) densities.Target {
				return densities.Exact{Differentiable: densities.PushedBy(v.Text("by"))}
			}},
	}
}

func energies() []target {
	const paper = "Rezende and Mohamed 2015, table 1"
	// U2 to U4 repeat along x for ever; exp(−x²/8) makes them proper.
	const soft = paper + ", times exp(−x²/8)"
	wide := densities.Box{X0: -14, X1: 14, Y0: -8, Y1: 6}
	fixed := func(b densities.Box, at func(x, y float64) (v, dx, dy float64)) func(flows.Values) densities.Target {
		return func(flows.Values) densities.Target { return densities.NewEnergy(b, at) }
	}
	return []target{
		{"u1", "U1", "two crescents face to face", paper, nil, fixed(densities.Box{X0: -6, X1: 6, Y0: -6, Y1: 6}, densities.U1)},
		{"u2", "U2", "a wave", soft, nil, fixed(wide, densities.Softened(densities.U2))},
		{"u3", "U3", "a wave that splits at a bump", soft, nil, fixed(wide, densities.Softened(densities.U3))},
		{"u4", "U4", "a wave that splits for good", soft, nil, fixed(wide, densities.Softened(densities.U4))},
		{"ringmix", "Ring mixture", "concentric rings of equal height", "RingMixture of normflows",
			[]flows.Field{{Name: "rings", Help: "number of rings", Type: flows.Int, Default: "2", Min: 1, Max: 4, Step: 1}},
			func(v flows.Values) densities.Target {
				return densities.NewEnergy(densities.Box{X0: -5, X1: 5, Y0: -5, Y1: 5}, densities.RingMixture(v.Int("rings")))
			}},
		{"muller-brown", "Müller–Brown", "three wells behind two passes: a toy of chemistry", "Müller and Brown 1979",
			[]flows.Field{{Name: "kt", Help: "temperature; the lower, the deeper the wells", Type: flows.Float, Default: "15", Min: 8, Max: 40, Step: 1}},
			func(v flows.Values) densities.Target {
				return densities.MullerWells{Energy: densities.NewEnergy(densities.Box{X0: -3.4, X1: 3, Y0: -2.2, Y1: 3.8}, densities.MullerBrown(v.Float("kt")))}
			}},
		{"frequency", "Frequency of a sine", "a posterior on a line with three peaks and a half", "Huang et al. 2018, section 6.1; f between 0 and 2",
			[]flows.Field{{Name: "sigma", Help: "deviation of the noise", Type: flows.Float, Default: "0.125", Min: 0.05, Max: 2, Step: 0.025}},
			func(v flows.Values) densities.Target { return densities.NewFrequency(v.Float("sigma")) }},
	}
}
