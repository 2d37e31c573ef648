package presets

import (
	"math"
	"slices"
	"strconv"

	"bijou/flows"
	"bijou/model"
	"bijou/presets/densities"
)

// A Dataset is a set of points with a name: one entry of the catalogue.
type Dataset struct {
	Name    string // as written in a recipe: moons
	Title   string // as a heading: Two moons
	Summary string // half a sentence on what it is and what it is good for
	Origin  string // where the definition or the measurements come from
	Fields  []flows.Field
	Build   func(flows.Values) (model.Source, error) // wants a value for every field
}

// Datasets returns the catalogue, the synthetic sets first.
func Datasets() []Dataset {
	var sets []Dataset
	for _, s := range synthetics() {
		sets = append(sets, s.dataset())
	}
	for _, f := range families() {
		sets = append(sets, f.dataset())
	}
	sets = append(sets, simulatorSets()...)
	sets = append(sets, soundSets()...)
	sets = append(sets, latentSets()...)
	return append(sets, realDatasets()...)
}

// LookupDataset finds a data set, a target or a world by its name.
func LookupDataset(name string) (Dataset, bool) {
	for _, d := range slices.Concat(Datasets(), Targets(), Worlds()) {
		if d.Name == name {
			return d, true
		}
	}
	return Dataset{}, false
}

// Within returns the set with room for at most so many points; 0 is no bound. A
// default above it becomes the bound.
func (d Dataset) Within(points int) Dataset {
	d.Fields = slices.Clone(d.Fields)
	for i, f := range d.Fields {
		if points > 0 && f.Name == pointsField {
			d.Fields[i].Max = min(f.Max, float64(points))
			if v := flows.Defaults(d.Fields[i : i+1]); v.Int(f.Name) > points {
				d.Fields[i].Default = strconv.Itoa(points)
			}
		}
	}
	return d
}

// spec writes the shortest text that names the set with these values.
func (d Dataset) spec(v flows.Values) string { return flows.FormatCall(d.Name, d.Fields, v) }

// noise describes the noise field of a set that has one.
func noise(help, value string, low, high, step float64) []flows.Field {
	return []flows.Field{{Name: "noise", Help: help, Type: flows.Float, Default: value, Min: low, Max: high, Step: step}}
}

// synthetics lists the sets whose density is known exactly. The definitions
// are those of the papers named; where ours differs the entry says how.
func synthetics() []synthetic {
	const ffjord = "FFJORD (Grathwohl et al. 2019)"
	const nsf = "Neural Spline Flows (Durkan et al. 2019)"
	return []synthetic{{
		Name: "moons", Title: "Two moons",
		Summary: "two half circles that interlock: the field's first example",
		Origin:  "make_moons of scikit-learn, doubled and centred as in " + ffjord,
		noise:   noise("blur of the arcs, in scikit-learn's units: half of the data's", "0.1", 0.01, 1, 0.01),
		density: func(noise float64) model.Density { return densities.Moons(noise) },
	}, {
		Name: "circles", Title: "Two circles",
		Summary: "one ring inside another, radii 1.5 and 3",
		Origin:  "make_circles of scikit-learn, scaled as in " + ffjord,
		noise:   noise("standard deviation about the rings", "0.24", 0.01, 1, 0.01),
		density: func(noise float64) model.Density { return densities.NewRings([]float64{3, 1.5}, noise) },
	}, {
		Name: "rings", Title: "Four rings",
		Summary: "four thin rings, which a flow has to fold out of one blob: hard",
		Origin:  ffjord,
		noise:   noise("standard deviation about the rings", "0.08", 0.01, 1, 0.01),
		density: func(noise float64) model.Density { return densities.NewRings([]float64{0.75, 1.5, 2.25, 3}, noise) },
	}, {
		Name: "8gaussians", Title: "Eight Gaussians",
		Summary: "eight blobs on a circle: does a flow find every mode?",
		Origin:  ffjord + "; radius 4 and noise are divided by 1.414",
		noise:   noise("standard deviation of a blob times 1.414", "0.5", 0.02, 2, 0.05),
		density: func(noise float64) model.Density { return densities.RingOfGaussians(8, 4/1.414, noise/1.414) },
	}, {
		Name: "25gaussians", Title: "25 Gaussians",
		Summary: "a grid of blobs 2 apart, independent in x and y",
		Origin:  "the grid of the GAN literature (Dumoulin et al. 2016), with blobs of 0.2 in place of 0.05 so that a terminal shows them",
		noise:   noise("standard deviation of a blob", "0.2", 0.02, 1, 0.02),
		density: func(noise float64) model.Density { return densities.GridOfGaussians(5, 2, noise) },
	}, {
		Name: "pinwheel", Title: "Pinwheel",
		Summary: "five twisted spokes",
		Origin:  "Johnson et al. 2016, doubled as in " + ffjord + "; twisted by the distance from the centre, which keeps areas and the density exact",
		noise:   noise("standard deviation across a spoke, before the doubling", "0.1", 0.01, 0.5, 0.01),
		density: func(noise float64) model.Density { return densities.NewPinwheel(5, 0.3, noise, 0.25, 2) },
	}, {
		Name: "spirals", Title: "Two spirals",
		Summary: "two arms of one and a half turns: hard for shallow stacks",
		Origin:  ffjord + ", without its uniform jitter",
		noise:   noise("standard deviation about the arms", "0.12", 0.03, 1, 0.01),
		density: func(noise float64) model.Density { return densities.Spirals(noise) },
	}, {
		Name: "checkerboard", Title: "Checkerboard",
		Summary: "uniform on every second of 4×4 cells: edges that no smooth flow meets",
		Origin:  ffjord,
		density: func(float64) model.Density { return densities.Checkerboard{Half: 4, Cell: 2} },
	}, {
		Name: "swissroll", Title: "Swiss roll",
		Summary: "one spiral of one and a half turns",
		Origin:  "make_swiss_roll of scikit-learn along its axis, divided by 5 as in " + ffjord,
		noise:   noise("standard deviation about the roll", "0.2", 0.02, 1, 0.01),
		density: func(noise float64) model.Density { return densities.SwissRoll(noise) },
	}, {
		Name: "scurve", Title: "S-curve",
		Summary: "two arcs that join to an S",
		Origin:  "make_s_curve of scikit-learn along its axis, x doubled",
		noise:   noise("standard deviation about the curve", "0.1", 0.02, 1, 0.01),
		density: func(noise float64) model.Density { return densities.SCurve(noise) },
	}, {
		Name: "crescent", Title: "Crescent",
		Summary: "x is a parabola of y: one autoregressive layer in the right order",
		Origin:  nsf + ": y ~ N(0, 1), x | y ~ N(y²/2 − 1, e⁻²)",
		density: func(float64) model.Density {
			return densities.Conditional{Mean: func(y float64) float64 { return y*y/2 - 1 }, Spread: 1, SD: math.Exp(-1), First: 1}
		},
	}, {
		Name: "sine", Title: "Sine wave",
		Summary: "y follows a sine of x",
		Origin:  nsf + ": x ~ N(0, 1), y | x ~ N(sin 5x, e⁻²)",
		density: func(float64) model.Density {
			return densities.Conditional{Mean: func(x float64) float64 { return math.Sin(5 * x) }, Spread: 1, SD: math.Exp(-1)}
		},
	}, {
		Name: "abs", Title: "Absolute value",
		Summary: "y follows |x|: a kink",
		Origin:  nsf + ": x ~ N(0, 1), y | x ~ N(|x| − 1, e⁻³)",
		density: func(float64) model.Density {
			return densities.Conditional{Mean: func(x float64) float64 { return math.Abs(x) - 1 }, Spread: 1, SD: math.Exp(-1.5)}
		},
	}, {
		Name: "sign", Title: "Sign",
		Summary: "y follows x with a jump at 0",
		Origin:  nsf + ": x ~ N(0, 1), y | x ~ N(sgn x + x, e⁻³)",
		density: func(float64) model.Density {
			return densities.Conditional{Mean: func(x float64) float64 { return math.Copysign(1, x) + x }, Spread: 1, SD: math.Exp(-1.5)}
		},
	}, {
		Name: "banana", Title: "Banana",
		Summary: "a normal bent along a parabola",
		Origin:  "Haario, Saksman and Tamminen 1999: x ~ N(0, 4), y | x ~ N((x² − 4)/4, noise²)",
		noise:   noise("standard deviation of y about the parabola", "1", 0.05, 5, 0.05),
		density: func(noise float64) model.Density { return densities.Banana(2, noise, 0.25) },
	}, {
		Name: "gaussian", Title: "Standard Gaussian",
		Summary: "the base itself: the flow to learn is the identity",
		Origin:  "N(0, I) in the plane",
		density: func(float64) model.Density { return densities.Normal{Columns: 2} },
	}}
}
