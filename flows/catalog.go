package flows

import (
	"math/rand/v2"

	"bijou/flows/nn"
)

// A Kind is an entry of the catalogue: a sort of layer with all that a person
// is told of it and may set on it.
type Kind struct {
	Name    string // as in a spec
	Title   string // a few words
	Summary string // one line of help
	Paper   string
	Cost    string // what each direction takes
	Fields  []Field
	MinDim  int    // fewest columns of data
	MaxDim  int    // most columns; 0 is no bound
	Why     string // why not other dimensions

	// Neutral overrides defaults where a layer joins a flow that has learnt
	// something, so that it starts as the identity.
	Neutral Values

	label func(v Values, dim int) string // a short name for lists; nil is Name
	build func(b builder) Bijection
}

// A builder is what a kind is built from.
type builder struct {
	*nn.Params
	Values
	dim, given int
}

// Kinds returns the catalogue in the order in which it is shown.
func Kinds() []*Kind { return catalog }

// LookupKind returns the kind of that name.
func LookupKind(name string) (*Kind, bool) {
	for _, k := range catalog {
		if k.Name == name {
			return k, true
		}
	}
	return nil, false
}

// Label is a short name for a layer with these values in dim dimensions:
// affine y|x.
func (k *Kind) Label(v Values, dim int) string {
	if k.label == nil {
		return k.Name
	}
	return k.label(v, dim)
}

// The fields that kinds share.
var (
	maskField = Field{Name: "mask", Help: "entries that pass unchanged and feed the net", Type: Choice,
		Choices: []string{"even", "odd", "first", "second"}, Default: "even", Alternates: true, Restarts: true}
	orderField = Field{Name: "order", Help: "order in which entries are generated", Type: Choice,
		Choices: []string{"forward", "reverse"}, Default: "forward", Alternates: true, Restarts: true}
	hiddenField = Field{Name: "hidden", Help: "widths of the hidden layers", Type: Widths, Default: "64x64", Min: 1, Max: 512}
	actField    = Field{Name: "act", Help: "activation of the hidden layers", Type: Choice, Choices: nn.Activations, Default: "silu"}
	clampField  = Field{Name: "clamp", Help: "soft bound on the log-scale of an affine transform", Type: Float, Default: "2", Min: 0.1, Max: 10, Step: 0.5}
	binsField   = Field{Name: "bins", Help: "bins of a spline", Type: Int, Default: "8", Min: 2, Max: 64, Step: 1}
	boundField  = Field{Name: "bound", Help: "a spline bends on [−bound, bound]", Type: Float, Default: "5", Min: 0.5, Max: 50, Step: 0.5}
)

var catalog = []*Kind{
	{
		Name: "coupling", Title: "coupling", Summary: "one part of the entries steers a transform of the other part",
		Paper: "Dinh et al. 2014 (additive), 2017 (affine); Durkan et al. 2019 (rqs)", Cost: "one pass each way",
		Fields: []Field{
			{Name: "transform", Help: "what the net steers", Type: Choice, Choices: []string{"affine", "rqs", "additive"}, Default: "affine"},
			binsField, hiddenField, actField, maskField, clampField, boundField,
		},
		MinDim: 2, Why: "a coupling needs an entry that passes and one that moves",
		label: labelCoupling, build: buildCoupling,
	},
	{
		Name: "autoregressive", Title: "autoregressive (MAF)", Summary: "every entry is steered by the data entries before it",
		Paper: "Papamakarios et al. 2017; Durkan et al. 2019 (rqs)", Cost: "density one pass, sampling D passes",
		Fields: autoregressiveFields, MinDim: 1, label: labelOrder, build: buildAutoregressive,
	},
	{
		Name: "iaf", Title: "inverse autoregressive (IAF)", Summary: "every entry is steered by the base entries before it",
		Paper: "Kingma et al. 2016", Cost: "sampling one pass, density D passes",
		Fields: autoregressiveFields, MinDim: 1, label: labelOrder, build: buildIAF,
	},
	{
		Name: "actnorm", Title: "activation norm", Summary: "scale and shift, set from the first batch, then learnt",
		Paper: "Kingma and Dhariwal 2018, section 3.1", Cost: "one pass each way", MinDim: 1,
		build: func(b builder) Bijection { return newActNorm(b.Params, b.dim) },
	},
	{
		Name: "affine", Title: "elementwise affine", Summary: "scale and shift of every entry",
		Paper: "x = exp(s)·z + t", Cost: "one pass each way", MinDim: 1,
		build: func(b builder) Bijection { return newAffine(b.Params, b.dim) },
	},
	{
		Name: "linear", Title: "linear (LU)", Summary: "mixes all entries by a learnt matrix",
		Paper: "Kingma and Dhariwal 2018, section 3.2", Cost: "a product one way, two substitutions the other", MinDim: 1,
		build: func(b builder) Bijection { return newLinear(b.Params, b.dim, nil, nil) },
	},
	{
		Name: "permute", Title: "permutation", Summary: "reorders the entries, fixed",
		Paper: "Dinh et al. 2017", Cost: "one pass each way",
		Fields: []Field{
			{Name: "by", Help: "the new order", Type: Choice, Choices: []string{"reversing", "shuffling", "nothing"}, Default: "reversing", Restarts: true},
			{Name: "seed", Help: "of the shuffle", Type: Int, Default: "0", Min: 0, Max: 1e6, Step: 1, Restarts: true},
		},
		MinDim: 2, Why: "one entry has no order", Neutral: Values{"by": "nothing"}, build: buildPermute,
	},
	{
		Name: "rotate", Title: "rotation", Summary: "turns the plane by a learnt angle; volume stays",
		Paper: "x = R(angle)·z", Cost: "one pass each way",
		Fields: []Field{{Name: "angle", Help: "angle to start from", Type: Float, Default: "0", Min: -360, Max: 360, Step: 15, Unit: "°", Restarts: true}},
		MinDim: 2, MaxDim: 2, Why: "a rotation by one angle needs a plane; linear turns in any dimension", Neutral: Values{"angle": "0"},
		build: func(b builder) Bijection { return newRotate(b.Params, b.Float("angle")) },
	},
	{
		Name: "shear", Title: "shear", Summary: "slides the plane sideways by a learnt factor; volume stays",
		Paper: "x₁ = z₁ + k·z₂", Cost: "one pass each way",
		Fields: []Field{{Name: "factor", Help: "k to start from", Type: Float, Default: "0", Min: -10, Max: 10, Step: 0.25, Restarts: true}},
		MinDim: 2, MaxDim: 2, Why: "this shear lives in the plane; linear shears in any dimension", Neutral: Values{"factor": "0"},
		build: func(b builder) Bijection { return newShear(b.Params, b.Float("factor")) },
	},
	{
		Name: "planar", Title: "planar", Summary: "pushes along one direction; one alone does little, stack many",
		Paper: "Rezende and Mohamed 2015, equations 10–12", Cost: "one pass forward, a root search inverse", MinDim: 1,
		build: func(b builder) Bijection { return newPlanar(b.Params, b.dim) },
	},
	{
		Name: "radial", Title: "radial", Summary: "pulls towards a centre or pushes away; one alone does little",
		Paper: "Rezende and Mohamed 2015, equation 14", Cost: "one pass each way", MinDim: 1,
		build: func(b builder) Bijection { return newRadial(b.Params, b.dim) },
	},
}

var autoregressiveFields = []Field{
	{Name: "transform", Help: "what the net steers", Type: Choice, Choices: []string{"affine", "rqs"}, Default: "affine"},
	binsField, hiddenField, actField, orderField, clampField, boundField,
}

func buildCoupling(b builder) Bijection {
	mask := make([]bool, b.dim)
	for i := range mask {
		mask[i] = masks[b.Text("mask")](i, b.dim)
	}
	return newCoupling(b.Params, mask, b.given, b.net(), b.transform(blocked))
}

func buildAutoregressive(b builder) Bijection {
	return newAutoregressive(b.Params, b.order(), b.given, b.net(), b.transform(interleaved))
}

func buildIAF(b builder) Bijection {
	return &IAF{*newAutoregressive(b.Params, b.order(), b.given, b.net(), b.transform(interleaved))}
}

func buildPermute(b builder) Bijection {
	perm := identity(b.dim)
	switch b.Text("by") {
	case "reversing":
		for i := range perm {
			perm[i] = b.dim - 1 - i
		}
	case "shuffling":
		perm = rand.New(rand.NewPCG(uint64(b.Int("seed")), 0)).Perm(b.dim)
	}
	return newPermute(perm)
}

func (b builder) net() net {
	return net{hidden: b.Widths("hidden"), act: nn.ParseActivation(b.Text("act"))}
}

func (b builder) transform(l layout) transform {
	switch b.Text("transform") {
	case "additive":
		return additive{}
	case "affine":
		return newScaleShift(b.Float("clamp"), l)
	case "rqs":
		return newSpline(b.Int("bins"), b.Float("bound"), leastBins)
	}
	panic("flows: no transform named " + b.Text("transform"))
}

func (b builder) order() []int {
	order := make([]int, b.dim)
	for p := range order {
		order[p] = orders[b.Text("order")](p, b.dim)
	}
	return order
}

// labelCoupling tells in the plane which coordinate is transformed given which.
func labelCoupling(v Values, dim int) string {
	name := v.Text("transform")
	switch {
	case dim != 2:
		return name + " " + v.Text("mask")
	case masks[v.Text("mask")](0, dim):
		return name + " y|x"
	}
	return name + " x|y"
}

func labelOrder(v Values, dim int) string {
	switch {
	case dim != 2:
		return v.Text("transform") + " " + v.Text("order")
	case v.Text("order") == "forward":
		return v.Text("transform") + " x,y|x"
	}
	return v.Text("transform") + " y,x|y"
}
